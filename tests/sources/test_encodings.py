"""The same table in every encoding, separator and line end, and as a workbook, gives the same frame."""

import csv
import io
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.reading import parse_file

FIXTURES = Path(__file__).parent / "fixtures"
ZONE = "Asia/Jakarta"
HEADER = [
    "nip", "tanggal", "aktivitas", "menit", "kuantitas", "satuan", "kualitas", "status_persetujuan",
    "disetujui_oleh", "tanggal_persetujuan",
]  # fmt: skip
LETTERS = st.text(alphabet="abcXYZ 019éüñ'\",;\t\n.-", max_size=12)
ROWS = st.lists(st.tuples(LETTERS, st.integers(0, 1440), LETTERS), max_size=12)


def _table(rows: list[tuple[str, int, str]]) -> list[list[str]]:
    return [
        ["198507122010011003", "2026-10-05", activity, str(minutes), "", unit, "", "disetujui", "", ""]
        for activity, minutes, unit in rows
    ]


def _write(
    table: list[list[str]], path: Path, *, separator: str, encoding: str, end: str, quoting: int
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting)
    writer.writerows([HEADER, *table])
    path.write_bytes(text.getvalue().encode(encoding))


@settings(max_examples=60, deadline=None)
@given(
    rows=ROWS,
    separator=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_any_table_reads_back_equal(
    rows: list[tuple[str, int, str]], separator: str, encoding: str, end: str, quoting: int
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        _write(_table(rows), path, separator=separator, encoding=encoding, end=end, quoting=quoting)
        frame = parse_file(path, "task_completion", ZONE).frame
    assert frame["row_no"].to_list() == list(range(1, len(rows) + 1))
    assert frame["fault"].null_count() == len(rows)
    assert frame["activity"].to_list() == [activity.strip() or None for activity, _, _ in rows]
    assert frame["minutes"].to_list() == [minutes for _, minutes, _ in rows]
    assert frame["quantity_unit"].to_list() == [unit.strip() or None for _, _, unit in rows]


@pytest.mark.parametrize(
    ("written", "times_10_000"),
    [("0.955", 9_550), ("0,955", 9_550), ("1.955", 19_550_000), ("99.5", 995_000), ("10.000,5", 100_005_000)],
)
def test_a_point_is_a_thousand_only_where_a_number_can_have_one(
    tmp_path: Path, written: str, times_10_000: int
) -> None:
    row = ["198507122010011003", "2026-10-05", "", "60", "", "", written, "disetujui", "", ""]
    path = tmp_path / "log.csv"
    path.write_text("\n".join(";".join(cells) for cells in (HEADER, row)), encoding="utf-8")
    assert parse_file(path, "task_completion", ZONE).frame["quality_e4"].to_list() == [times_10_000]


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.text(alphabet="ab ;", max_size=6), st.integers(0, 9), st.text(alphabet="c ", max_size=3)
        ),
        min_size=1,
        max_size=8,
    ),
    data=st.data(),
)
def test_a_lost_quote_costs_one_row(rows: list[tuple[str, int, str]], data: st.DataObject) -> None:
    lines = [";".join(f'"{cell}"' for cell in row) for row in _table(rows)]
    number = data.draw(st.integers(0, len(lines) - 1))
    places = [at for at, letter in enumerate(lines[number]) if letter == '"']
    at = data.draw(st.sampled_from(places))
    lines[number] = lines[number][:at] + lines[number][at + 1 :]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        path.write_text("\n".join([";".join(HEADER), *lines]))
        frame = parse_file(path, "task_completion", ZONE).frame
    assert frame.height == len(rows)
    assert [row + 1 for row, fault in enumerate(frame["fault"]) if fault] == [number + 1]


@settings(max_examples=80, deadline=None)
@given(lines=st.lists(st.text(alphabet='1a;" -\x00', max_size=30), max_size=8))
def test_no_line_is_lost_whatever_it_holds(lines: list[str]) -> None:
    plain = [line.replace('"', "") for line in lines]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        path.write_text("\n".join([";".join(HEADER), *plain, "198507122010011003" + ";" * 9]))
        frame = parse_file(path, "task_completion", ZONE).frame
        assert frame.height == 1 + sum(1 for line in plain if line.strip("; "))
        path.write_text("\n".join([";".join(HEADER), *lines, "198507122010011003" + ";" * 9]))
        assert parse_file(path, "task_completion", ZONE).frame.height >= 1


WORKBOOKS = {
    "fingerspot.csv": "attendance",
    "recap_points.csv": "attendance",
    "roster.csv": "roster",
    "leave.csv": "leave",
    "rating.csv": "task_completion",
    "case_log.csv": "task_completion",
    "skm_counter.csv": "public_feedback",
    "skm_form.csv": "public_feedback",
    "register_311.csv": "public_feedback",
    "calendar.csv": "calendar",
}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_workbook_gives_the_frame_of_its_text(name: str, tmp_path: Path) -> None:
    text = (FIXTURES / name).read_bytes().decode()
    separator = ";" if ";" in text.split("\n", 1)[0] else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    whole = [row for row in rows if len(row) == len(rows[0])]
    path = tmp_path / "tanpa nama.dat"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Catatan").write(0, 0, "dibuat oleh bagian umum")
        sheet = book.add_worksheet("Data")
        for number, row in enumerate(whole, 2):
            sheet.write_row(number, 1, row)
    csv_frame = parse_file(FIXTURES / name, WORKBOOKS[name], ZONE).frame
    frame = parse_file(path, WORKBOOKS[name], ZONE).frame
    sound = csv_frame.filter(pl.col("fault").is_null() | (pl.col("fault") != "baris_rusak"))
    assert frame.drop("row_no").equals(sound.drop("row_no"))


def test_real_spreadsheet_dates_numbers_and_damaged_ids(tmp_path: Path) -> None:
    path = tmp_path / "cuti.xlsx"
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet()
        header = ["nip", "jenis_cuti", "mulai", "selesai", "nomor_surat", "tanggal_persetujuan", "anak_ke"]
        sheet.write_row(0, 0, header)
        for row, nip in enumerate([198609262015051001, 198507122010011003, 197308071996011001], 1):
            sheet.write_number(row, 0, nip)
            sheet.write_row(row, 1, ["tahunan"])
            sheet.write_datetime(row, 2, date(2026, 10, 5), day)
            sheet.write_number(row, 3, 46_302)
            sheet.write_number(row, 6, 2)
    frame = parse_file(path, "leave", ZONE).frame
    assert frame["employee_id"].str.slice(15).to_list() == ["000"] * 3
    assert frame["leave_from"].to_list() == [date(2026, 10, 5)] * 3
    assert frame["leave_to"].to_list() == [date(2026, 10, 7)] * 3
    assert frame["child_no"].to_list() == [2] * 3
    assert frame["fault"].null_count() == 3
