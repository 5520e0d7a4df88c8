"""Random events of discipline, special days and thresholds."""

from tests.oracle.dice import Dice
from tests.oracle.random_words import WORKDAYS, Data, cited


def _event(dice: Dice, *, minutes: bool = False, **rule: object) -> Data:
    base = dice.choice(("aspect", "aspect", "total"))
    narrowed = "discipline" if base == "aspect" and dice.chance(20) else None
    cost: Data = {"points": dice.number(0, 6)}
    if minutes and dice.chance(60):
        edges = sorted(dice.sample(range(1, 120), dice.randint(1, 3)))
        starts = [1, *[edge + 1 for edge in edges]]
        cost = {
            "bands": [
                {"from": start, **({"to": end} if end else {}), "points": dice.number(0, 6)}
                for start, end in zip(starts, [*edges, None], strict=True)
            ]
        }
    return cited(base=base, aspect=narrowed, **cost, **rule)


def _free(dice: Dice) -> Data:
    return {"free_per_month": dice.randint(1, 3)} if dice.chance(20) else {}


def events(dice: Dice, *_: object) -> Data:
    redeem = {"up_to_minutes": dice.randint(5, 60), "per_month": dice.randint(1, 5)}
    written = {
        "late": _event(dice, minutes=True, redeem=redeem if dice.chance(30) else None, **_free(dice)),
        "early": _event(dice, minutes=True, **_free(dice)),
        "missing_in": _event(dice, **_free(dice)),
        "missing_out": _event(dice, **_free(dice)),
        "absent": _event(dice, **_free(dice)),
    }
    per = {"per_minutes": dice.randint(1, 90), "per_rounding": dice.choice(("started", "complete"))}
    further = {
        "short_minutes": cited(base="aspect", points=dice.number(0, 3), **per),
        "telat_sebulan": _event(dice, minutes=True, kind="late", aggregate="month"),
        "telat_per_menit": cited(kind="late", base="aspect", points=dice.number(0, 1), **per),
        "pulang_sebulan": cited(
            kind="early", base="total", points=dice.number(0, 1), aggregate="month", **per
        ),
        "izin": _event(dice, kind="leave", leave_type="izin"),
        "sakit": _event(dice, kind="leave", leave_type="sakit"),
        "muster": _event(dice),
        "mangkir_sesudah_libur": _event(
            dice,
            kind="absent",
            special_day="sesudah_libur",
            special_ordinal=dice.choice((None, 1, 2)),
            combine=dice.choice(("add", "replace")),
        ),
        "telat_sebelum_libur": _event(
            dice,
            minutes=True,
            kind="late",
            special_day="sebelum_libur",
            combine=dice.choice(("add", "replace")),
        ),
    }
    return written | {name: further[name] for name in dice.some(list(further), 5)}


def special_days(dice: Dice, *_: object) -> Data:
    free = dice.randint(1, 4)
    return {
        "apel": cited(kind="muster", weekdays=dice.some(WORKDAYS, 2), start="07.00", end="07.40"),
        "upacara": cited(kind="muster", weekdays=dice.some(WORKDAYS, 1), start="07.30", end="08.15"),
        "sesudah_libur": cited(kind="after_holiday", minimum_free_days=free, days=dice.randint(1, 2)),
        "sebelum_libur": cited(
            kind="before_holiday", holidays=dice.choice(([], ["Idul Fitri", "Natal", "Acak"])), days=1
        ),
    }


def thresholds(dice: Dice, *_: object) -> Data:
    quantities = ("present_days", "worked_days", "unexcused_days", "late_count", "deduction_points")
    written = {}
    for place in range(dice.randint(1, 3)):
        is_score = dice.chance(50)
        written[f"ambang_{place}"] = cited(
            quantity=dice.choice(quantities),
            **({"below": dice.randint(1, 22)} if dice.chance(50) else {"from_": dice.randint(0, 12)}),
            aspect="discipline" if is_score else None,
            operation="set_score" if is_score else "pay_percent",
            value=dice.percent(),
        )
    return written
