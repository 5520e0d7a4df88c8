"""Why another amount was paid: each candidate is tried by computing the lines again without something."""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from delivery.formula import E4, Factor, recomputed, weight_of
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
    """Something done otherwise: lines or kinds of steps left out, aspects scored 100 or left out."""

    sentence: str
    lines: frozenset[int] = frozenset()
    steps: frozenset[str] = frozenset()
    full: frozenset[str] = frozenset()
    unscored: frozenset[str] = frozenset()

    def __or__(self, other: "_Change") -> "_Change":
        return _Change(
            f"{self.sentence}, dan {other.sentence[0].lower()}{other.sentence[1:]}",
            self.lines | other.lines,
            self.steps | other.steps,
            self.full | other.full,
            self.unscored | other.unscored,
        )


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
    exact = [_value(line, _Change("")) for line in lines]
    if amounts.paid == sum(math.floor(value) for value in exact):
        return Cause("rounding", "Pembulatan: berkas membulatkan setiap baris ke bawah.")
    floors = [_float_floors(line) for line in lines]
    if amounts.paid in {sum(map(min, floors)), sum(map(max, floors))}:
        return Cause(
            "float_floor", "Pembulatan: berkas memotong hasil hitung pecahan biner (floor), sehingga kurang."
        )
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
    singles = [
        change for change in _changes(lines) if abs(_total(lines, change) - amounts.expected) > len(lines)
    ]
    for change in singles:
        if _fits(amounts, lines, change):
            return Cause("not_applied", f"{change.sentence}.")
    pairs = combinations(singles, 2) if len(singles) <= MOST_PAIRED else ()
    for first, second in pairs:
        both = first | second
        if _fits(amounts, lines, both):
            return Cause("not_applied", f"{both.sentence}.")
    return None


def _changes(lines: Sequence[PaidLine]) -> Iterator[_Change]:
    numbered = list(enumerate(lines))
    kinds = dict.fromkeys(line.line_kind for line in lines)
    for kind in kinds if len(kinds) > 1 else ():
        dropped = frozenset(at for at, line in numbered if line.line_kind == kind)
        amount = sum(lines[at].amount for at in dropped)
        told = f"Baris {LINE_KINDS.get(kind, term(kind))} ({rupiah(amount)}) tidak ada di berkas"
        yield _Change(told, lines=dropped)
    for aspect in dict.fromkeys(factor["aspect"] for line in lines for factor in line.factors):
        if aspect is not None:
            yield _Change(f"Nilai {term(aspect)} dianggap 100 di berkas", full=frozenset({aspect}))
            yield _Change(f"Bagian {term(aspect)} tidak dibayar di berkas", unscored=frozenset({aspect}))
    for component in dict.fromkeys(line.component for line in lines if line.component):
        dropped = frozenset(at for at, line in numbered if line.component == component)
        yield _Change(f"Komponen {term(component)} tidak dibayar di berkas", lines=dropped)
    yield from _steps_left_out(lines)


def _steps_left_out(lines: Sequence[PaidLine]) -> Iterator[_Change]:
    seen: set[str] = set()
    for factor in (factor for line in lines for factor in line.factors):
        kind = factor["factor_kind"]
        if factor["operation"] in {"multiply", "add"} and kind not in seen:
            seen.add(kind)
            label = factor["label"]
            told = f"{label[0].upper()}{label[1:]} ({factor['value_text']}) tidak diterapkan di berkas"
            yield _Change(told, steps=frozenset({kind}))


def _fits(amounts: Amounts, lines: Sequence[PaidLine], change: _Change) -> bool:
    return abs(_total(lines, change) - amounts.paid) <= Fraction(len(lines), 2)


def _total(lines: Sequence[PaidLine], change: _Change) -> Fraction:
    """Sum with the change; what it does not touch comes out exact, so a fit may be off by the rounding."""
    return sum(
        (_value(line, change) for at, line in enumerate(lines) if at not in change.lines), start=Fraction(0)
    )


def _value(line: PaidLine, change: _Change) -> Fraction:
    if any(factor["denominator"] == 0 for factor in line.factors):
        return Fraction(line.amount)
    factors = [
        _full(factor) if factor["aspect"] in change.full else factor
        for factor in line.factors
        if factor["factor_kind"] not in change.steps
    ]
    scored = [factor for factor in factors if factor["aspect"] is not None]
    left = [
        factor for factor in factors if factor["aspect"] not in change.unscored or factor["aspect"] is None
    ]
    if scored and not any(factor["aspect"] is not None for factor in left):
        return Fraction(0)
    return recomputed(line.basis_amount, left)


def _full(factor: Factor) -> Factor:
    """Return the step as if its aspect had 100, where its weight is known."""
    weight = weight_of(factor["numerator"], factor["denominator"], factor["score_e4"])
    if weight is None:
        return factor
    return {**factor, "numerator": weight.numerator, "denominator": weight.denominator}


def _float_floors(line: PaidLine) -> set[int]:
    """Amounts as a spreadsheet or program gets them that multiplies binary floats and cuts the rest."""
    if line.amount < 0 or any(factor["denominator"] == 0 for factor in line.factors):
        return {line.amount}
    value, weighed = (
        float(line.basis_amount),
        [factor for factor in line.factors if factor["operation"] == "weigh"],
    )
    for factor in line.factors:
        step = factor["numerator"] / factor["denominator"]
        if factor["operation"] == "start":
            value = step
        elif factor["operation"] == "multiply":
            value *= step
        elif factor["operation"] == "add":
            value += step
        elif factor["operation"] == "subtract":
            return {line.amount}
    if not weighed:
        return {math.floor(value)}
    parts = [_float_parts(factor) for factor in weighed]
    return {
        math.floor(value * sum(weight * score for weight, score in parts)),
        math.floor(sum(value * weight * score for weight, score in parts)),
    }


def _float_parts(factor: Factor) -> tuple[float, float]:
    weight = weight_of(factor["numerator"], factor["denominator"], factor["score_e4"])
    if weight is None or factor["score_e4"] is None:
        return factor["numerator"] / factor["denominator"], 1.0
    return float(weight), factor["score_e4"] / E4


def _tenfold(amounts: Amounts) -> Cause | None:
    for times in (10, 100, 1000):
        if amounts.paid * times == amounts.expected or amounts.paid == amounts.expected * times:
            return Cause("typing", f"Salah ketik: berbeda {times} kali lipat.")
    return None
