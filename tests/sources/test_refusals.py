"""A file that is refused whole says why, by a stable code, and what was expected."""

from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from sources.reading import Refused, parse_file

FIXTURES = Path(__file__).parent / "fixtures"
LEAVE = b"nip,jenis_cuti,mulai,selesai,nomor_surat,tanggal_persetujuan\n"
REFUSED = {
    "empty": (b"", "leave", "berkas_kosong"),
    "blank": (b"\xef\xbb\xbf \r\n\r\n", "leave", "berkas_kosong"),
    "html": (b"\n<!DOCTYPE html><html><body>Login</body></html>", "leave", "berkas_html"),
    "html_table": (b"<table><tr><td>nip</td></tr></table>", "attendance", "berkas_html"),
    "column": (LEAVE.replace(b",selesai", b"") + b"1,2,3,4,5\n", "leave", "kolom_hilang"),
    "header_pipe": (LEAVE.replace(b",", b"|") + b"1|2|3|4|5|6\n", "leave", "pemisah_salah"),
    "rows_pipe": (LEAVE + b"1|2|3|4|5|6\n1|2|3|4|5|6\n", "leave", "pemisah_salah"),
    "rows_semicolon": (LEAVE + b"1;2;3;4;5;6\n", "leave", "pemisah_salah"),
    "attlog_commas": (b"1071,2020-01-07 10:34:08,1,0,1,0\n" * 3, "attendance", "pemisah_salah"),
    "unknown": (b"a,b,c\n1,2,3\n", "leave", "bentuk_tidak_dikenal"),
    "prose": (b"Mohon maaf, data menyusul.\n", "leave", "bentuk_tidak_dikenal"),
    "binary": (bytes(range(256)) * 4, "attendance", "bentuk_tidak_dikenal"),
    "workbook": (b"PK\x03\x04 this is no workbook", "leave", "excel_rusak"),
    "feed": (LEAVE, "cuti", "feed_tidak_dikenal"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(name: str, tmp_path: Path) -> None:
    data, feed, code = REFUSED[name]
    path = tmp_path / "data.csv"
    path.write_bytes(data)
    with pytest.raises(Refused) as refusal:
        parse_file(path, feed, "Asia/Jakarta")
    assert refusal.value.code == code
    assert refusal.value.message.endswith(".")


def test_the_missing_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(LEAVE.replace(b",selesai", b"").replace(b",nomor_surat", b""))
    with pytest.raises(Refused, match="selesai, nomor_surat") as refusal:
        parse_file(path, "leave", "Asia/Jakarta")
    assert refusal.value.expected.startswith("leave: nip, jenis_cuti, mulai")


def test_a_file_in_the_wrong_folder_is_told_where_it_belongs() -> None:
    with pytest.raises(Refused, match="feed units, bukan leave") as refusal:
        parse_file(FIXTURES / "units.csv", "leave", "Asia/Jakarta")
    assert refusal.value.code == "bentuk_tidak_dikenal"


def test_a_sheet_without_cells_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "kosong.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet()
    with pytest.raises(Refused) as refusal:
        parse_file(path, "leave", "Asia/Jakarta")
    assert refusal.value.code == "berkas_kosong"
