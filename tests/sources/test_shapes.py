"""Every shape, on small recorded files with the mess of real ones."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sources.frames import SCHEMAS, empty
from sources.reading import parse_file, read_aside
from tests.support.recorded_payroll import PAYROLL_CASES
from tests.support.recorded_shapes import CASES as OTHER_CASES
from tests.support.recorded_shapes import FIXTURES, ZONE, Case

CASES = [*OTHER_CASES, *PAYROLL_CASES]

EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)


@EACH
def test_a_shape_is_recognised_and_typed(case: Case) -> None:
    parsed = case.parse()
    frame = parsed.frame
    assert parsed.shape == case.shape
    assert dict(frame.schema) == dict(SCHEMAS[parsed.record_type])
    assert frame["row_no"].to_list() == list(range(1, case.rows + 1))
    faults = frame.filter(pl.col("fault").is_not_null()).select("row_no", "fault")
    assert dict(faults.iter_rows()) == case.faults
    assert {place: frame[place[1]][place[0] - 1] for place in case.cells} == case.cells


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.shape != "zk_attlog"], ids=lambda case: case.file
)
def test_a_header_without_rows_gives_an_empty_frame(case: Case, tmp_path: Path) -> None:
    header = (FIXTURES / case.file).read_bytes().split(b"\n")[0]
    file = tmp_path / "kosong.csv"
    for end in (b"", b"\r\n", b"\n\n"):
        file.write_bytes(header.rstrip(b"\r") + end)
        parsed = parse_file(file, case.feed, ZONE, case.mapping)
        assert parsed.shape == case.shape
        assert parsed.frame.equals(empty(parsed.record_type))


def test_nothing_that_a_citizen_wrote_leaves_the_reader() -> None:
    for case in CASES:
        text = case.parse().frame.select(pl.col(pl.String)).write_csv()
        assert "RAHASIA" not in text
        assert "xxxx" not in text.lower()


@pytest.mark.parametrize(
    ("feed_shape", "header", "rows"),
    [
        (
            "lapor",
            (
                "id,DisposisiInstansiID,Kategori,Status,TanggalLaporanMasuk,TanggalDisposisi,"
                "TanggalLaporanDitutup,TanggalLaporanAktivitasTerakhir,JudulLaporan,IsiLaporan"
            ),
            [
                "1,4,Jalan,Proses,1/10/2026 09:00:00,,,,Lubang,Jalan Mawar rusak!",
                "2,4,Air,Proses,2/10/2026 09:00:00,,,,LUBANG ,jalan  mawar: rusak",
                "3,4,Jalan,Proses,1/10/2026 09:00:00,,,,Lubang,Jalan Melati rusak",
                "4,4,Jalan,Proses,1/10/2026 09:00:00,,,,Lubang,...",
            ],
        ),
        (
            "register_311",
            "ServiceRequestNum,SRType,Agency,SRStatus,CreatedDate,DueDate,CloseDate,Address",
            [
                "1,Jalan,4,Open,10/01/2026 09:00:00 AM,,,Jalan Mawar 1",
                '2,jalan,4,Open,10/02/2026 09:00:00 AM,,,"JALAN MAWAR, 1"',
                "3,Air,4,Open,10/01/2026 09:00:00 AM,,,Jalan Mawar 1",
                "4,Jalan,4,Open,10/01/2026 09:00:00 AM,,,",
            ],
        ),
    ],
)
def test_complaints_that_say_the_same_have_one_fingerprint(
    tmp_path: Path, feed_shape: str, header: str, rows: list[str]
) -> None:
    file = tmp_path / "pengaduan.csv"
    file.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    parsed = parse_file(file, "public_feedback", ZONE)
    assert parsed.shape == feed_shape
    one, same, other, nothing = parsed.frame["text_key"]
    assert one == same != other
    assert (len(one), len(other), nothing) == (16, 16, None)


def test_what_only_the_hand_off_takes_is_read_beside_the_record() -> None:
    aside = read_aside(FIXTURES / "payroll_base.csv", "payroll_base", ZONE)
    assert aside.row(0, named=True) == {
        "national_id": "5271016801880002",
        "account": "0012300456789",
        "birth_date": date(1988, 1, 28),
        "address": "Jalan RAHASIA 3, Núñez",
        "row_no": 1,
    }
    assert not set(aside.columns) - {"row_no"} & set(SCHEMAS["payroll_base"])


def test_every_record_type_has_a_recorded_shape() -> None:
    assert {case.parse().record_type for case in CASES} == set(SCHEMAS)
