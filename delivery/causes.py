"""Why another amount was paid: each candidate is tried by computing the lines again without something."""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from delivery.formula import Factor, recomputed
from delivery.wording import LINE_KINDS, rupiah, term

MOST_PAIRED = 14


class PaidLine(NamedTuple):
    """One line of the table with its steps, as far as a cause needs it. Money is whole rupiah."""

    line_kind: str
    component: str | None
    aspect: str | None
    basis_amount: int
    amount: int
    factors: tuple[Factor, ...]


class Amounts(NamedTuple):
    """What one person was paid and what the table says; `previous_amount` is last month's, when known."""

    paid: int
    expected: int
    basic: int
    previous_amount: int | None
    is_fractional: bool


class Cause(NamedTuple):
    """A stable code and one sentence in Bahasa Indonesia."""

    code: str
    sentence: str


class _Change(NamedTuple):
    """Something left out: lines by their place, and kinds of steps in the lines of an aspect (None = any)."""

    sentence: str
    lines: frozenset[int]
    steps: frozenset[tuple[int, str]]


UNKNOWN = Cause("unknown", "Belum diketahui: tidak ada satu atau dua aturan yang menjelaskan selisih ini.")


def likely_cause(amounts: Amounts, lines: Sequence[PaidLine]) -> Cause:
    """Return the likeliest cause of `paid - expected`, the most particular first; UNKNOWN when none fits.

    Left-out rules are tried alone, then two together; a fit may be off by the rounding of each line.
    """
    for found in (_rounded(amounts, lines), _whole(amounts), _left_out(amounts, lines), _tenfold(amounts)):
        if found is not None:
            return found
    return UNKNOWN


def _rounded(amounts: Amounts, lines: Sequence[PaidLine]) -> Cause | None:
    difference = abs(amounts.paid - amounts.expected)
    if not lines or difference > len(lines):
        return None
    if amounts.paid == sum(_float_floor(line) for line in lines):
        return Cause(
            "float_floor", "Pembulatan: berkas memotong hasil hitung pecahan biner (floor), sehingga kurang."
        )
    exact = [_value(line, frozenset()) for line in lines]
    if amounts.paid == sum(math.floor(value) for value in exact):
        return Cause("rounding", "Pembulatan: berkas membulatkan setiap baris ke bawah.")
    if amounts.paid == math.floor(sum(exact) + Fraction(1, 2)):
        return Cause("rounding", "Pembulatan: berkas membulatkan sekali di akhir, bukan per baris.")
    note = (
        "berkas memuat pecahan rupiah" if amounts.is_fractional else "selisih tidak melebihi banyaknya baris"
    )
    return Cause("rounding", f"Pembulatan: {note}.")


def _whole(amounts: Amounts) -> Cause | None:
    if amounts.paid == amounts.basic:
        return Cause(
            "basic_in_full",
            "Sama dengan besaran dasar: nilai, potongan, dan sanksi belum diterapkan di berkas.",
        )
    if amounts.previous_amount is not None and amounts.paid == amounts.previous_amount:
        return Cause("previous_month", "Sama dengan jumlah bulan sebelumnya: berkas belum diperbarui.")
    if amounts.paid == 0:
        return Cause("not_paid", "Berkas membayar nol, tabel tidak menahan orang ini.")
    return None


def _left_out(amounts: Amounts, lines: Sequence[PaidLine]) -> Cause | None:
    singles = [change for change in _changes(lines) if _total(lines, change) != amounts.expected]
    for change in singles:
        if _fits(amounts, lines, change):
            return Cause("not_applied", f"{change.sentence}.")
    pairs = combinations(singles, 2) if len(singles) <= MOST_PAIRED else ()
    for first, second in pairs:
        both = _Change(
            f"{first.sentence}, dan {second.sentence[0].lower()}{second.sentence[1:]}",
            first.lines | second.lines,
            first.steps | second.steps,
        )
        if _fits(amounts, lines, both):
            return Cause("not_applied", f"{both.sentence}.")
    return None


def _changes(lines: Sequence[PaidLine]) -> Iterator[_Change]:
    numbered = list(enumerate(lines))
    kinds = dict.fromkeys(line.line_kind for line in lines)
    for kind in kinds if len(kinds) > 1 else ():
        dropped = frozenset(at for at, line in numbered if line.line_kind == kind)
        amount = sum(lines[at].amount for at in dropped)
        yield _Change(
            f"Baris {LINE_KINDS.get(kind, term(kind))} ({rupiah(amount)}) tidak ada di berkas",
            dropped,
            frozenset(),
        )
    for aspect in dict.fromkeys(line.aspect for line in lines if line.aspect):
        own = [at for at, line in numbered if line.aspect == aspect]
        steps = frozenset((at, kind) for at in own for kind in _kinds(lines[at]) if "score" in kind)
        yield _Change(f"Nilai {term(aspect)} dianggap 100 di berkas", frozenset(), steps)
        yield _Change(f"Bagian {term(aspect)} tidak dibayar di berkas", frozenset(own), frozenset())
    for component in dict.fromkeys(line.component for line in lines if line.component):
        dropped = frozenset(at for at, line in numbered if line.component == component)
        yield _Change(f"Komponen {term(component)} tidak dibayar di berkas", dropped, frozenset())
    for label, kind in dict.fromkeys(_labelled(lines)):
        steps = frozenset((at, kind) for at, line in numbered if kind in _kinds(line))
        yield _Change(f"{label} tidak diterapkan di berkas", frozenset(), steps)


def _labelled(lines: Sequence[PaidLine]) -> Iterator[tuple[str, str]]:
    """Words and kind of each kind of step, by its first label."""
    seen: set[str] = set()
    for factor in (factor for line in lines for factor in line.factors):
        kind = factor["factor_kind"]
        if kind not in seen:
            seen.add(kind)
            label = factor["label"] or term(kind)
            yield f"{label[0].upper()}{label[1:]} ({factor['value_text']})", kind


def _kinds(line: PaidLine) -> set[str]:
    return {factor["factor_kind"] for factor in line.factors}


def _fits(amounts: Amounts, lines: Sequence[PaidLine], change: _Change) -> bool:
    return abs(_total(lines, change) - amounts.paid) <= Fraction(len(lines), 2)


def _total(lines: Sequence[PaidLine], change: _Change) -> Fraction:
    """Sum with the change; lines that it does not touch keep their amount."""
    total = Fraction(0)
    for at, line in enumerate(lines):
        without = frozenset(kind for place, kind in change.steps if place == at)
        if at not in change.lines:
            total += _value(line, without) if without else line.amount
    return total


def _value(line: PaidLine, without: frozenset[str]) -> Fraction:
    """Exact value with the sign of the line."""
    if any(factor["denominator"] == 0 for factor in line.factors):
        return Fraction(line.amount)
    value = recomputed(line.basis_amount, line.factors, without)
    return -value if line.amount < 0 < value else value


def _float_floor(line: PaidLine) -> int:
    """Amount as a spreadsheet or program gets it that multiplies binary floats and cuts the rest."""
    if any(factor["denominator"] == 0 or factor["operation"] != "multiply" for factor in line.factors):
        return line.amount
    value = float(line.basis_amount)
    for factor in line.factors:
        value *= factor["numerator"] / factor["denominator"]
    return -math.floor(value) if line.amount < 0 < value else math.floor(value)


def _tenfold(amounts: Amounts) -> Cause | None:
    for times in (10, 100, 1000):
        if amounts.paid * times == amounts.expected or amounts.paid == amounts.expected * times:
            return Cause("typing", f"Salah ketik: berbeda {times} kali lipat.")
    return None
