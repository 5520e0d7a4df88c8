from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from delivery.errors import PaidFileError
from delivery.paid_file import _money, read_paid

NIP = "198609262015051001"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234.567,00", "1234567"),
        ("Rp 1.234.567", "1234567"),
        ("Rp. 1.234.567,-", "1234567"),
        ("1,234,567.50", "1234567.5"),
        ("1234567", "1234567"),
        ("1234567.25", "1234567.25"),
        ("1234,5", "1234.5"),
        ("1.234", "1234"),
        ("-1.234", "-1234"),
        ("(1.234)", "-1234"),
        ("\u00a01\u00a0234\u00a0", "1234"),
        ("", "0"),
        ("-", "0"),
    ],
)
def test_money_is_read_exactly(text: str, value: str) -> None:
    assert _money(text) == Decimal(value)


@pytest.mark.parametrize("text", ["lunas", "1.2.3", "NaN", "1e", "=A1"])
def test_what_is_no_money_is_not_guessed(text: str) -> None:
    assert _money(text) is None


@pytest.mark.parametrize(
    "content",
    [
        f"NIP,NILAI\n{NIP},1500000\n",
        f"NIP;NILAI\r\n'{NIP};1.500.000,00\r\n",
        f'\ufeffNIP,NAMA,NILAI\n{NIP},"Siti, S.E.",1500000\n',
        "NIP\tNama\tJumlah TPP\nNIP. 19860926 201505 1 001\tSiti\tRp 1.500.000\n",
        f"DAFTAR TPP,,\n,,\nNo,NIP,Jumlah\n1,{NIP},1500000\n,,\nJUMLAH,,1500000\n",
    ],
)
def test_shapes_of_a_list(tmp_path: Path, content: str) -> None:
    file = tmp_path / "dibayar.csv"
    file.write_text(content, encoding="utf-8", newline="")
    table = read_paid(file)
    assert [(row.employee_id, row.amount) for row in table.rows] == [(NIP, 1_500_000)]
    assert table.unreadable == []


def test_cp1252_and_parts_of_a_rupiah(tmp_path: Path) -> None:
    file = tmp_path / "dibayar.csv"
    file.write_bytes(f"NIP;NAMA;NILAI\n{NIP};Ren\xe9;1000000,50\n".encode("cp1252"))
    [row] = read_paid(file).rows
    assert (row.amount, row.is_fractional) == (1_000_001, True)


def test_workbook_with_a_title_and_a_number_for_a_nip(tmp_path: Path) -> None:
    file = tmp_path / "dibayar.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        book.add_worksheet("Catatan").write(0, 0, "lihat lembar lain")
        sheet = book.add_worksheet("TPP")
        sheet.write(0, 0, "Daftar pembayaran")
        sheet.write_row(2, 0, ["No.", "NIP", "Nama", "NILAI"])
        sheet.write_row(3, 0, [1, NIP, "Siti", 2784265])
        sheet.write_row(4, 0, [2, 198609262015051001, "Rusak", 1.5])
    rows = read_paid(file).rows
    assert (rows[0].employee_id, rows[0].amount, rows[0].is_fractional) == (NIP, 2_784_265, False)
    assert rows[1].prefix == "198609262015051"
    assert rows[1].is_fractional


def test_rows_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    file = tmp_path / "dibayar.csv"
    file.write_text(f"NIP,NAMA,NILAI\n{NIP},Siti,1\n,Tanpa NIP,5\n{NIP},Budi,lunas\n1.98609E+17,Rina,7\n")
    table = read_paid(file)
    assert [row.row_no for row in table.unreadable] == [3, 4]
    assert table.rows[1].prefix == "198609"


@pytest.mark.parametrize("content", ["", "NIP,NAMA\n1,2\n", "<html><body>login</body></html>", "NIP,NILAI\n"])
def test_a_file_that_is_none_says_what_was_expected(tmp_path: Path, content: str) -> None:
    file = tmp_path / "dibayar.csv"
    file.write_text(content)
    with pytest.raises(PaidFileError, match="tidak memuat"):
        read_paid(file)


def test_a_file_that_is_absent_or_damaged(tmp_path: Path) -> None:
    with pytest.raises(PaidFileError, match="tidak ada"):
        read_paid(tmp_path / "x.csv")
    broken = tmp_path / "x.xlsx"
    broken.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(PaidFileError, match="bukan XLSX"):
        read_paid(broken)
