"""Random aspects and measures, surveys, complaints and raters."""

from tests.oracle.dice import Dice
from tests.oracle.random_words import CATEGORIES, GIVEN, MEASURES, MODES, PREDICATES, Data, cited


def _missing(dice: Dice) -> Data:
    rule = dice.choice(("hold", "redistribute", "redistribute", "carry", "unit"))
    then = dice.choice(("hold", "redistribute", "unit")) if rule in {"carry", "unit"} else None
    written = {"missing": rule, "carry_months": 6 if rule == "carry" else None, "missing_then": then}
    return {name: value for name, value in written.items() if value is not None}


def aspects(dice: Dice, aspects: list[str]) -> Data:
    return {
        name: cited(
            decimals=dice.randint(0, 4),
            rounding=dice.choice(MODES),
            measures={kind: _measure(dice, kind, weight) for kind, weight in _chosen(dice, name).items()},
            **_missing(dice),
        )
        for name in dict.fromkeys((*aspects, "discipline", "public_service", "productivity"))
    }


def _chosen(dice: Dice, aspect: str) -> dict[str, int]:
    kinds = dice.some(MEASURES, 3)
    if aspect == "discipline" and "discipline_points" not in kinds:
        kinds = ["discipline_points", *kinds[1:]]
    return dice.shares(kinds)


def _measure(dice: Dice, kind: str, weight: int) -> Data:
    decimals = dice.randint(0, 4)
    rule: Data = {"weight": weight, "decimals": decimals, "rounding": dice.choice(MODES)}
    rule |= _missing(dice) if dice.chance(50) else {}
    if kind in {"rating_predicate", "rating_matrix"}:
        rule["map"] = {name: dice.number(0, 100) for name in PREDICATES}
    elif kind not in {"flat", "discipline_points"} and dice.chance(40):
        rule["bands"] = _score_bands(dice, decimals)
    if kind == "activity_minutes":
        kinds = ({"value": 3000, "kind": "month"}, {"value": 150, "kind": "workday", "day_max": 400})
        rule["target"] = {**dice.choice(kinds), "unapproved_counts": dice.chance(30)}
    elif kind.startswith("quantity_"):
        rule["target"] = {"value": dice.number(1, 60), "kind": dice.choice(("month", "workday"))}
        if kind != "quantity_quality":
            rule["counts"] = dice.some(("berkas", "Pasien", "pos"), 2)
    elif kind == "behaviour_360":
        rule["target"] = {"value": 4}
        rule["raters"] = dice.shares(dice.some(("atasan", "rekan", "bawahan")))
    elif kind == "given":
        rule |= {"given_aspect": GIVEN, "subject": dice.choice(("employee", "unit", "agency"))}
    elif kind == "flat" and dice.chance(60):
        rule["score"] = dice.number(0, 100)
    return rule


def _score_bands(dice: Dice, decimals: int) -> list[Data]:
    edges = sorted(dice.sample(range(1, 100), dice.randint(1, 4)))
    bands: list[Data] = [{"score": dice.number(0, 100)}]
    for edge in edges:
        bands[-1]["to"] = str(edge - 1) + ("." + "9" * decimals if decimals else "")
        bands.append({"from": edge, "score": dice.number(0, 100)})
    return bands


def raters(dice: Dice, *_: object) -> Data:
    return cited(minimum_group=dice.randint(1, 4))


def survey(dice: Dice, *_: object) -> Data:
    period = dice.choice(("month", "quarter", "semester", "year"))
    return cited(period=period, holds_months=dice.randint(0, 12), minimum_sample=dice.chance(50))


def complaints(dice: Dice, *_: object) -> Data:
    by_category = {CATEGORIES[0]: dice.randint(0, 5), CATEGORIES[1]: dice.randint(5, 30)}
    told = cited(default_workdays=dice.randint(0, 14), by_category=by_category)
    if dice.chance(60):
        told["duplicate_days"] = dice.randint(0, 30)
    if dice.chance(50):
        counts = dice.choice(("once", "never"))
        told |= {"brigading_minutes": dice.randint(1, 20_000), "brigading_count": dice.randint(2, 3)}
        told |= {"brigading_counts": counts}
    return told
