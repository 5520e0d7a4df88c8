"""The lines of one person computed again with other scores or cuts, to say what would change an amount."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from delivery.formula import Factor, recomputed, rounded
from delivery.statement.facts import Line

Place = tuple[str | None, str]
FULL_E4 = 1_000_000


class Lines:
    """Lines that can be computed again; None where a rule is in the way that is not followed here."""

    def __init__(self, lines: Sequence[Line], settings: Mapping[str, object], *, has_limits: bool) -> None:
        self._lines = lines
        self._settings = settings
        kinds = {line["line_kind"] for line in lines}
        self._known = not has_limits and kinds <= {"reguler", "plt", "cuti", "potongan", "sanksi"}
        now = sum(line["amount"] for line in lines)
        self._known = self._known and self._total({}, ()) == now
        self._now = now

    def difference(
        self,
        *,
        scores: Mapping[Place, tuple[int, int]],
        percents: Sequence[tuple[str, str, int]] = (),
    ) -> int | None:
        """Rupiah more or less with other aspect scores (before, after) and less percent cut.

        `percents` has, for each event, the detail of its line by event and by kind, and the percent x 10^4.
        """
        if not self._known:
            return None
        after = self._total(scores, percents)
        return None if after is None or after < 0 else after - self._now

    def _total(
        self, scores: Mapping[Place, tuple[int, int]], percents: Sequence[tuple[str, str, int]]
    ) -> int | None:
        earned = 0
        parts: dict[Place, int] = {}
        ordered = sorted(self._lines, key=lambda line: any(_subtracts(f) for f in line["factors"]))
        for line in (line for line in ordered if line["line_kind"] in {"reguler", "plt", "cuti"}):
            factors = [self._changed(line, factor, scores, percents) for factor in line["factors"]]
            place = (line["assignment_id"], str(line["component"]))
            known = [factor for factor in factors if factor is not None]
            if len(known) < len(factors):
                return None
            whole = recomputed(line["basis_amount"], [f for f in known if not _subtracts(f)])
            amount = _round(whole, line) - (parts.get(place, 0) if any(map(_subtracts, known)) else 0)
            parts[place] = parts.get(place, 0) + amount
            earned += amount
        deducted = self._cut("potongan", Fraction(earned), percents)
        if deducted is None:
            return None
        sanctioned = self._cut("sanksi", Fraction(max(earned + deducted, 0)), ())
        return None if sanctioned is None else earned + deducted + sanctioned

    def _changed(
        self,
        line: Line,
        factor: Factor,
        scores: Mapping[Place, tuple[int, int]],
        percents: Sequence[tuple[str, str, int]],
    ) -> Factor | None:
        change = scores.get((line["assignment_id"], str(factor["aspect"])))
        if change is not None and factor["aspect"] is not None:
            before, after = change
            if factor["score_e4"] != before or not before:
                return None
            exact = Fraction(factor["numerator"] * after, factor["denominator"] * before)
            return {**factor, "numerator": exact.numerator, "denominator": exact.denominator}
        if factor["factor_kind"] == "potongan" and factor["operation"] == "multiply" and percents:
            kept = Fraction(factor["numerator"], factor["denominator"])
            kept = min(kept + Fraction(sum(each for *_, each in percents), FULL_E4), Fraction(1))
            return {**factor, "numerator": kept.numerator, "denominator": kept.denominator}
        return factor

    def _cut(self, kind: str, base: Fraction, percents: Sequence[tuple[str, str, int]]) -> int | None:
        """Sum of the lines of one kind of cut, from the basic or from what was earned."""
        setting = "deduction_base" if kind == "potongan" else "sanction_base"
        total = 0
        left = list(percents)
        for line in (line for line in self._lines if line["line_kind"] == kind):
            if not line["basis_amount"] or not line["denominator"]:
                return None
            exact = Fraction(line["numerator"], line["denominator"])
            less = [each for each in left if line["raw_detail"] in {each[0], each[1], "jumlah"}]
            if self._settings.get(setting) == "earned":
                share = exact / line["basis_amount"]
                value = (share + Fraction(sum(each for *_, each in less), FULL_E4)) * base
            elif less:
                value = exact + Fraction(sum(each for *_, each in less), FULL_E4) * line["basis_amount"]
            else:
                value = exact
            left = [each for each in left if each not in less]
            total += -_round(-min(value, Fraction(0)), line)
        if left and kind == "potongan" and self._settings.get("deduction_apply") == "line":
            return None
        return total


def _round(value: Fraction, line: Line) -> int:
    unit = line["rounding_unit"]
    return rounded(value / unit, line["rounding_mode"]) * unit


def _subtracts(factor: Factor) -> bool:
    return factor["operation"] == "subtract"
