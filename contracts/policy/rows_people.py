"""Compiled rows of leave, status, acting posts, end of service, obligations and unit fields."""

from collections.abc import Iterator

from contracts.policy.rules import Row, Rules, named
from contracts.policy.rules_people import LeaveBand
from contracts.policy.values import e4


def _leave_band(name: str, band: LeaveBand) -> dict[str, object]:
    return {
        "leave_type": name,
        "child_from": band.child.from_ if band.child else None,
        "child_to": band.child.to if band.child else None,
        "unit": band.unit,
        "span_from": band.from_,
        "span_to": band.to,
        "pay_pct_e4": e4(band.pay),
        "rule_id": f"leave_types.{name}",
    }


def people_rows(rules: Rules) -> Iterator[Row]:
    """Yield the rules about people."""
    for name, leave in named(rules.leave_types):
        shared: dict[str, object] = {
            "pay_base": leave.pay_base,
            "is_present": leave.present,
            "is_excused": leave.excused,
            "whole_month_only": leave.whole_month_only,
        }
        for band in leave.bands:
            yield "policy_leave_bands", _leave_band(name, band) | shared
    for name, status in named(rules.statuses):
        yield (
            "policy_status_factors",
            {
                "employment_status": name,
                "factor_e4": e4(status.factor),
                "is_entitled": status.entitled,
                "rule_id": f"statuses.{name}",
            },
        )
    if rules.acting:
        yield (
            "policy_acting",
            {
                "share_pct_e4": e4(rules.acting.share),
                "only_post_pct_e4": e4(rules.acting.only_post),
                "minimum_days": rules.acting.minimum_days,
                "needs_decision": rules.acting.needs_decision,
                "superior_rule": rules.acting.superior,
                "rule_id": "acting",
            },
        )
    for name, end in named(rules.end_of_service):
        yield (
            "policy_end_of_service",
            {
                "reason": name,
                "pay_rule": end.pays,
                "rule_id": f"end_of_service.{name}",
            },
        )
    for name, obligation in named(rules.obligations):
        yield (
            "policy_obligations",
            {
                "obligation": name,
                "effect": obligation.effect,
                "grace_days": obligation.grace_days,
                "rule_id": f"obligations.{name}",
            },
        )
    for name, fields in named(rules.unit_fields):
        for unit_id in fields.units:
            yield (
                "policy_unit_fields",
                {
                    "unit_id": unit_id,
                    "pattern_id": fields.pattern,
                    "job_field": fields.job_field,
                    "rule_id": f"unit_fields.{name}",
                },
            )
    for name, review in named(rules.reviews):
        change = review.drop if review.drop is not None else review.rise
        limit = review.below if review.below is not None else review.from_
        yield (
            "policy_reviews",
            {
                "review_id": name,
                "list_kind": "recognition" if review.is_recognition else "coaching",
                "aspect": review.aspect,
                "change_e4": None if change is None else e4(change),
                "limit_e4": None if limit is None else e4(limit),
                "months": review.months,
                "reevaluate_months": review.reevaluate_months,
                "judged_days_e4": None if review.judged_days is None else e4(review.judged_days),
                "at_most_e4": None if review.at_most is None else e4(review.at_most),
                "rule_id": f"reviews.{name}",
            },
        )
