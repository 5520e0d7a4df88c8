"""Lines that mend an earlier month, in words: what it should have been, what was paid, and why it changed."""

from typing import Final

from contracts.dates import month_text
from delivery.catalogue import Row
from delivery.wording import LINE_KINDS, rupiah, term

CORRECTIONS: Final = ("kekurangan", "kelebihan")
MORE_FILES: Final = "berkas lain: "
CAUSES: Final = {
    "berkas": "data yang datang sesudah rilis ({})",
    "kebijakan": "kebijakan yang berubah ({})",
    "kalender": "kalender nasional yang berubah ({})",
    "keberatan": "keberatan {} yang diterima",
}


def correction_formula(row: Row) -> tuple[str, str] | None:
    """Write a correction as what was due less what was paid, in words and in rupiah; None for other lines."""
    if row["line_kind"] not in CORRECTIONS:
        return None
    due, paid, amount = (int(row[name]) for name in ("due_amount", "paid_before_amount", "amount"))
    words, values = "yang seharusnya - yang sudah dibayar", f"{_signed(due)} - {_signed(paid)}"
    if waits := amount - (due - paid):
        return f"{words} + yang belum diambil", f"{values} + {_signed(waits)}"
    return words, values


def correction_text(row: Row) -> str | None:
    """Say which line of which month is mended, from what to what, and the cause; None for other lines."""
    if row["line_kind"] not in CORRECTIONS:
        return None
    kind = LINE_KINDS.get(str(row["corrected_kind"]), term(row["corrected_kind"]))
    causes = cause_words(row["cause"])
    why = f" Sebab: {causes}." if causes else " Sebab: bulan itu dihitung ulang."
    paid, due = (rupiah(int(row[name])) for name in ("paid_before_amount", "due_amount"))
    return f"Baris {kind} {month_text(row['for_month'])}: sudah dibayar {paid}, seharusnya {due}.{why}"


def cause_words(cause: str | None) -> str:
    """Say the causes of a correction, empty where none is named."""
    return ", ".join(_cause(each) for each in (cause or "").split("; ") if each)


def _cause(written: str) -> str:
    if written.startswith(MORE_FILES):
        return f"{written.removeprefix(MORE_FILES)} berkas lain sesudah rilis"
    kind, _, name = written.partition(" ")
    return CAUSES[kind].format(name) if kind in CAUSES else written


def _signed(amount: int) -> str:
    return f"({rupiah(amount)})" if amount < 0 else rupiah(amount)
