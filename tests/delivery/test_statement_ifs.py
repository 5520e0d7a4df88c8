"""What would change an amount: thresholds, minutes laid together, and nothing that says nothing."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from delivery.statement.facts import Indicator, Line
from delivery.statement.ifs import Measuring, ifs_of

DAY = dt.date(2026, 10, 12)
SPAN = {"valid_from": dt.date(2026, 1, 1), "valid_to": dt.date(2026, 12, 31)}
LINE: Any = {"line_kind": "reguler", "unit_id": "01", "stretch_to": None, "factors": [], "amount": 0}


def band(**more: object) -> dict[str, Any]:
    row = {"event_kind": "late", "rule_id": "events.late", "base": "aspect", "points_e4": 10_000}
    open_ended = {"minutes_from": None, "minutes_to": None, "per_minutes": None, "per_rounding": None}
    return {**SPAN, **row, **open_ended, "aggregate": "event", **more}


def event(minutes: int, points_e4: int, kind: str = "late") -> dict[str, Any]:
    row = {"event_kind": kind, "rule_id": "events.late", "base": "aspect", "points_e4": points_e4}
    return {**row, "work_date": DAY, "minutes": minutes}


def told(
    bands: Sequence[dict[str, Any]],
    events: Sequence[dict[str, Any]] = (),
    crossed: Sequence[dict[str, Any]] = (),
    indicators: Sequence[Indicator] = (),
    measures: dict[tuple[str, str], Any] | None = None,
) -> list[str]:
    book = Measuring(measures=measures or {}, aspects={}, bands={}, events=bands, has_limits=True)
    lines: list[Line] = [LINE]
    return [one["sentence"] for one in ifs_of(lines, indicators, events, book, crossed)]


@pytest.mark.parametrize(
    ("bands", "happened", "sentence"),
    [
        ([band()], event(12, 10_000), "Jika pada 12 Oktober 2026 datang 12 menit lebih awal"),
        (
            [band(minutes_from=1, minutes_to=30), band(minutes_from=31, points_e4=15_000)],
            event(33, 15_000),
            "Jika pada 12 Oktober 2026 datang 3 menit lebih awal",
        ),
        (
            [band(per_minutes=60, per_rounding="complete")],
            event(125, 20_000),
            "Jika pada 12 Oktober 2026 datang 6 menit lebih awal",
        ),
        (
            [band(aggregate="month", per_minutes=60, per_rounding="started")],
            event(125, 30_000, "late:month"),
            "Jika sebulan terlambat seluruhnya 5 menit lebih sedikit",
        ),
        (
            [
                band(aggregate="month", minutes_from=1, minutes_to=60),
                band(aggregate="month", minutes_from=61),
            ],
            event(70, 10_000, "late:month"),
            "Jika sebulan terlambat seluruhnya 10 menit lebih sedikit",
        ),
    ],
)
def test_the_nearest_lower_cost_is_named(
    bands: list[dict[str, Any]], happened: dict[str, Any], sentence: str
) -> None:
    assert told(bands, [happened])[0].startswith(sentence)


def test_minutes_that_meet_two_rules_are_not_promised() -> None:
    both = [band(), band(aggregate="month", rule_id="events.late_sebulan")]
    assert told(both, [event(12, 10_000)]) == []
    expired = band(valid_to=dt.date(2026, 10, 11))
    assert told([expired], [event(12, 10_000)]) == []


def test_a_special_day_counts_minutes_in_its_own_way() -> None:
    """The usual bands would promise what the day's own rules do not give."""
    special = Measuring({}, {}, {}, [band()], has_limits=True, special={(DAY, "late")})
    [one] = ifs_of([LINE], [], [event(12, 10_000)], special)
    assert one["sentence"] == "Jika pada 12 Oktober 2026, hari dengan aturan khusus, datang lebih awal"
    assert one["amount_difference"] is None


def test_nothing_is_promised_where_the_cap_of_the_day_would_let_another_event_cost_more() -> None:
    absent = band(event_kind="absent", rule_id="events.absent", points_e4=30_000)
    bands = [band(points_e4=20_000), band(event_kind="early", points_e4=20_000), absent]
    both = [event(12, 20_000), event(12, 10_000, "early")]
    capped = Measuring({}, {}, {}, bands, settings={"day_cap": True}, has_limits=True)
    assert ifs_of([LINE], [], both, capped) == []
    free = Measuring({}, {}, {}, bands, settings={"day_cap": False}, has_limits=True)
    assert "datang 12 menit lebih awal" in ifs_of([LINE], [], both, free)[0]["sentence"]


def threshold(quantity: str, measured: str, **bound: int) -> dict[str, Any]:
    row = {"quantity": quantity, "measured_e4": int(Decimal(measured) * 10_000), "aspect": "discipline"}
    bounds = {"from_value": None, "below_value": None}
    return {**row, **bounds, "operation": "set_score", "value_e4": 500_000, **bound}


@pytest.mark.parametrize(
    ("crossed", "change"),
    [
        (threshold("late_count", "4", from_value=3), "2 kali terlambat lebih sedikit (sekarang 4)"),
        (threshold("present_days", "3", below_value=5), "2 hari hadir lebih banyak (sekarang 3)"),
        (
            threshold("deduction_points", "12.5", from_value=10),
            "poin potongan disiplin kurang dari 10 (sekarang 12,5)",
        ),
    ],
)
def test_a_crossed_threshold_says_what_would_have_kept_it(crossed: dict[str, Any], change: str) -> None:
    effect = "ambang yang membuat nilai disiplin menjadi 50 tidak terlewati"
    assert told([], crossed=[crossed]) == [f"Jika {change}: {effect}"]
    paid = {**crossed, "operation": "pay_percent", "value_e4": 0}
    assert "ambang yang membuat TPP dibayar 0 %" in told([], crossed=[paid])[0]


def test_nobody_is_told_to_do_worse() -> None:
    assert told([], crossed=[threshold("late_count", "0", below_value=1)]) == []


def test_ratings_of_colleagues_promise_nothing() -> None:
    """One more rating is no change: nobody can ask for it."""
    item: Any = {
        "aspect": "behaviour",
        "measure": "behaviour_360",
        "assignment_id": "1",
        "scale": "share",
        "numerator": 13,
        "denominator": 16,
        "score_e4": 812_500,
        "is_assumed": False,
    }
    rule = {"method": "linear", "decimals": 2, "rounding_mode": "half_up"}
    assert told([], indicators=[item], measures={("behaviour", "behaviour_360"): rule}) == []


def test_quantities_of_full_quality_are_asked_for_in_whole_ones() -> None:
    """90 of 100 at full quality, as the models keep it: quantity x 10^4 times percent x 10^4."""
    item: Any = {
        "aspect": "productivity",
        "measure": "quantity_quality",
        "assignment_id": "1",
        "scale": "share",
        "numerator": 900_000_000_000,
        "denominator": 1_000_000_000_000,
        "score_e4": 900_000,
        "is_assumed": False,
    }
    measure = {"method": "linear", "decimals": 2, "rounding_mode": "half_up"}
    [sentence] = told([], indicators=[item], measures={("productivity", "quantity_quality"): measure})
    assert sentence.startswith("Jika 10 kuantitas lagi disetujui: nilai kuantitas dan kualitas 90 menjadi")
