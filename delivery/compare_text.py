"""A comparison in Bahasa Indonesia for the terminal, and all of it as CSV."""

import csv
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from contracts.dates import month_text
from delivery.compare import Comparison, Difference
from delivery.wording import grouped, rupiah

WIDTH = 100

CAUSES = {
    "only_in_file": "hanya di berkas",
    "only_in_table": "hanya di tabel",
    "held": "ditahan di tabel",
    "float_floor": "floor pada pecahan biner",
    "rounding": "pembulatan",
    "basic_in_full": "dibayar sebesar dasar",
    "previous_month": "sama dengan bulan sebelumnya",
    "not_paid": "dibayar nol",
    "not_applied": "aturan tidak diterapkan",
    "typing": "salah ketik",
    "unknown": "belum diketahui",
}

COLUMNS = ("nip", "nama", "daerah", "unit", "dibayar", "tabel", "selisih", "sebab", "penjelasan")


def render(comparison: Comparison, most: int = 20) -> str:
    """Text with totals, the causes and the `most` largest differences."""
    parts = [_totals(comparison), _causes(comparison), _largest(comparison, most), _unreadable(comparison)]
    return "\n\n".join(text for part in parts if (text := "\n".join(part))) + "\n"


def write_csv(comparison: Comparison, path: Path) -> None:
    """Write every difference as UTF-8 CSV with a header; amounts are plain whole rupiah, absent is blank."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for one in comparison["differences"]:
            writer.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in one.values()])


def _harmless(cell: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def _totals(comparison: Comparison) -> Iterator[str]:
    where = ", ".join(comparison["agencies"]) or "tidak ada daerah yang cocok"
    yield f"Bandingan {month_text(comparison['month'])} dengan {comparison['file']} ({where})"
    yield f"  sama       {grouped(comparison['people_equal'])} pegawai"
    yield f"  berbeda    {grouped(len(comparison['differences']))} pegawai"
    yield f"  berkas     {rupiah(comparison['paid_total'])}"
    yield f"  tabel      {rupiah(comparison['table_total'])}"
    difference = comparison["paid_total"] - comparison["table_total"]
    yield f"  selisih    {rupiah(difference)} (berkas dikurangi tabel)"
    if comparison["zero_and_absent"]:
        yield f"  {grouped(comparison['zero_and_absent'])} pegawai bernilai nol di tabel tidak ada di berkas"


def _causes(comparison: Comparison) -> Iterator[str]:
    people = Counter(one["cause"] for one in comparison["differences"])
    if people:
        yield "Sebab"
    for cause, number in people.most_common():
        amount = sum(one["difference"] for one in comparison["differences"] if one["cause"] == cause)
        yield f"  {CAUSES[cause].ljust(30)}{grouped(number).rjust(8)} pegawai {rupiah(amount).rjust(22)}"


def _largest(comparison: Comparison, most: int) -> Iterator[str]:
    if comparison["differences"]:
        yield "Selisih terbesar"
    for one in comparison["differences"][:most]:
        yield f"  {one['employee_id']} {one['name'] or ''}".rstrip()
        yield (
            f"      dibayar {_amount(one['paid_amount'])}, tabel {_amount(one['table_amount'])}, "
            f"selisih {rupiah(one['difference'])}"
        )
        yield from _wrapped(one)
    if len(comparison["differences"]) > most:
        yield f"  dan {grouped(len(comparison['differences']) - most)} lagi; semuanya dengan `--csv`"


def _unreadable(comparison: Comparison) -> Iterator[str]:
    if comparison["unreadable"]:
        yield "Baris berkas yang tidak terbaca"
    for row in comparison["unreadable"][:20]:
        yield f"  baris {row['row_no']}: {row['content']}"


def _amount(amount: int | None) -> str:
    return "tidak ada" if amount is None else rupiah(amount)


def _wrapped(one: Difference) -> list[str]:
    return textwrap.wrap(one["explanation"], WIDTH, initial_indent="      ", subsequent_indent="      ")
