"""Compiled rows of discipline events and thresholds."""

from collections.abc import Iterator

from contracts.policy.rules import Row, Rules, named
from contracts.policy.rules_time import EventRule
from contracts.policy.values import e4


def event_rows(rules: Rules) -> Iterator[Row]:
    """Yield points of events, those of special days in a table of their own, and thresholds."""
    for name, rule in named(rules.events):
        table = "policy_special_events" if rule.special_day else "policy_event_points"
        bands: list[tuple[int | None, int | None, int]] = [
            (band.from_, band.to, e4(band.points)) for band in rule.bands
        ]
        if rule.points is not None:
            bands = [(None, None, e4(rule.points))]
        for ordinal, (start, end, points) in enumerate(bands, start=1):
            band_row = {"minutes_from": start, "minutes_to": end, "points_e4": points, "ordinal": ordinal}
            yield table, _event_row(name, rule) | band_row
    for name, threshold in named(rules.thresholds):
        yield (
            "policy_thresholds",
            {
                "threshold_id": name,
                "quantity": threshold.quantity,
                "from_value": threshold.from_,
                "below_value": threshold.below,
                "aspect": threshold.aspect,
                "operation": threshold.operation,
                "value_e4": e4(threshold.value),
                "rule_id": f"thresholds.{name}",
            },
        )


def _event_row(name: str, rule: EventRule) -> dict[str, object]:
    row: dict[str, object] = {
        "event_kind": rule.kind or name,
        "base": rule.base,
        "free_per_month": rule.free_per_month,
        "aspect": rule.aspect,
        "per_minutes": rule.per_minutes,
        "per_rounding": rule.per_rounding if rule.per_minutes else None,
        "aggregate": rule.aggregate,
        "leave_type": rule.leave_type,
        "redeem_minutes": rule.redeem.up_to_minutes if rule.redeem else None,
        "redeem_per_month": rule.redeem.per_month if rule.redeem else None,
        "rule_id": f"events.{name}",
    }
    if rule.special_day:
        row |= {
            "special_day": rule.special_day,
            "special_ordinal": rule.special_ordinal,
            "combine": rule.combine,
        }
    return row
