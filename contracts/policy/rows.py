"""Turn the rules in force on one span into rows of the compiled tables, without agency, span or scope."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import TypeVar

from contracts.policy.rules import Rules
from contracts.policy.rules_pay import Amounts, ComponentRule
from contracts.policy.rules_people import LeaveBand
from contracts.policy.rules_scores import AspectRule, MeasureRule
from contracts.policy.rules_time import EventRule
from contracts.policy.values import e4

T = TypeVar("T")
Row = tuple[str, dict[str, object]]


def rule_rows(rules: Rules) -> Iterator[Row]:
    """Yield (table, row) for every table that is a plain rewriting of named rules."""
    yield from _component_rows(rules)
    yield from _earning_rows(rules)
    for aspect, rule in _named(rules.aspects):
        yield from _aspect_rows(aspect, rule)
    yield from _event_rows(rules)
    yield from _people_rows(rules)
    yield from _feedback_rows(rules)
    yield from _guard_rows(rules)


def _named(section: Mapping[str, T | None]) -> Iterator[tuple[str, T]]:
    for name, rule in section.items():
        if rule is not None:
            yield name, rule


def _component_rows(rules: Rules) -> Iterator[Row]:
    for component, rule in rules.components.items():
        if rule is None:
            continue
        office: list[tuple[str | None, ComponentRule | Amounts]] = [(None, rule)]
        for unit_id, amounts in [*office, *rule.by_unit.items()]:
            keys: list[tuple[int | None, str | None, int]] = [
                (job_class, None, amount) for job_class, amount in amounts.by_class.items()
            ]
            keys += [(None, post, amount) for post, amount in amounts.by_post.items()]
            for job_class, post, amount in keys:
                yield (
                    "policy_components",
                    {
                        "component": component,
                        "job_class": job_class,
                        "post_name": post,
                        "unit_id": unit_id,
                        "amount": amount,
                        "rule_id": f"components.{component}",
                    },
                )


def _earning_rows(rules: Rules) -> Iterator[Row]:
    for name, rule in _named(rules.earnings):
        when, rule_id = rule.when, f"earnings.{name}"
        anyone: list[str | None] = [None]
        for post_type, unit_id, job_field, status in product(
            when.post_type or anyone,
            when.unit or anyone,
            when.job_field or anyone,
            when.employment_status or anyone,
        ):
            yield (
                "policy_earnings",
                {
                    "earning_id": name,
                    "priority": rule.priority,
                    "post_type": post_type,
                    "unit_id": unit_id,
                    "owns_service": when.owns_service,
                    "job_field": job_field,
                    "employment_status": status,
                    "job_class_from": when.job_class_from,
                    "job_class_to": when.job_class_to,
                    "worked_days_below": when.worked_days_below,
                    "is_incomplete": rule.incomplete,
                    "rule_id": rule_id,
                },
            )
        for component, weights in [(None, rule.weights), *rule.by_component.items()]:
            for ordinal, (aspect, weight) in enumerate(weights.items(), start=1):
                yield (
                    "policy_weights",
                    {
                        "earning_id": name,
                        "component": component,
                        "aspect": aspect,
                        "weight_e4": e4(weight),
                        "is_remainder": aspect == rule.remainder,
                        "ordinal": ordinal,
                        "rule_id": rule_id,
                    },
                )


def _aspect_rows(aspect: str, rule: AspectRule) -> Iterator[Row]:
    yield (
        "policy_aspects",
        {
            "aspect": aspect,
            "decimals": rule.decimals,
            "rounding_mode": rule.rounding,
            "missing_rule": rule.missing,
            "missing_then": rule.missing_then,
            "carry_months": rule.carry_months,
            "rule_id": f"aspects.{aspect}",
        },
    )
    for ordinal, (kind, measure) in enumerate(rule.measures.items(), start=1):
        yield from _measure_rows(aspect, ordinal, kind, measure, rule)


def _measure_rows(
    aspect: str, ordinal: int, kind: str, measure: MeasureRule, around: AspectRule
) -> Iterator[Row]:
    key = {"aspect": aspect, "measure": kind, "rule_id": f"aspects.{aspect}.{kind}"}
    target = measure.target
    yield (
        "policy_measures",
        {
            **key,
            "ordinal": ordinal,
            "weight_e4": e4(measure.weight),
            "decimals": measure.decimals,
            "rounding_mode": measure.rounding,
            "missing_rule": measure.missing or around.missing,
            "missing_then": measure.missing_then or around.missing_then,
            "carry_months": measure.carry_months or around.carry_months,
            "method": "map" if measure.map else "bands" if measure.bands else "linear",
            "target_kind": target.kind if target else None,
            "target_e4": e4(target.value) if target else None,
            "day_max_e4": e4(target.day_max) if target and target.day_max is not None else None,
            "unapproved_counts": target.unapproved_counts if target else False,
            "given_aspect": measure.given_aspect or (aspect if kind == "given" else None),
            "subject_kind": measure.subject,
            "flat_score_e4": e4(measure.score if measure.score is not None else 100)
            if kind == "flat"
            else None,
        },
    )
    for text, score in measure.map.items():
        yield "policy_score_bands", {**key, "key_text": text, "score_e4": e4(score)}
    for band in measure.bands:
        yield (
            "policy_score_bands",
            {
                **key,
                "from_e4": None if band.from_ is None else e4(band.from_),
                "to_e4": None if band.to is None else e4(band.to),
                "score_e4": e4(band.score),
            },
        )
    for role, weight in measure.raters.items():
        yield "policy_rater_weights", {**key, "rater_role": role, "weight_e4": e4(weight)}


def _event_rows(rules: Rules) -> Iterator[Row]:
    for name, rule in _named(rules.events):
        table = "policy_special_events" if rule.special_day else "policy_event_points"
        bands: list[tuple[int | None, int | None, int]] = [
            (band.from_, band.to, e4(band.points)) for band in rule.bands
        ]
        if rule.points is not None:
            bands = [(None, None, e4(rule.points))]
        for ordinal, (start, end, points) in enumerate(bands, start=1):
            band_row = {"minutes_from": start, "minutes_to": end, "points_e4": points, "ordinal": ordinal}
            yield table, _event_row(name, rule) | band_row
    for name, threshold in _named(rules.thresholds):
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


def _people_rows(rules: Rules) -> Iterator[Row]:
    for name, leave in _named(rules.leave_types):
        shared: dict[str, object] = {
            "pay_base": leave.pay_base,
            "is_present": leave.present,
            "is_excused": leave.excused,
            "whole_month_only": leave.whole_month_only,
        }
        for band in leave.bands:
            yield "policy_leave_bands", _leave_band(name, band) | shared
    for name, status in _named(rules.statuses):
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
    for name, end in _named(rules.end_of_service):
        yield (
            "policy_end_of_service",
            {
                "reason": name,
                "pay_rule": end.pays,
                "rule_id": f"end_of_service.{name}",
            },
        )
    for name, obligation in _named(rules.obligations):
        yield (
            "policy_obligations",
            {
                "obligation": name,
                "effect": obligation.effect,
                "grace_days": obligation.grace_days,
                "rule_id": f"obligations.{name}",
            },
        )
    for name, fields in _named(rules.unit_fields):
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


def _feedback_rows(rules: Rules) -> Iterator[Row]:
    if rules.predicate_matrix:
        for cell in rules.predicate_matrix.cells:
            yield (
                "policy_predicates",
                {
                    "work_result": cell.work_result,
                    "behaviour": cell.behaviour,
                    "predicate": cell.predicate,
                    "rule_id": "predicate_matrix",
                },
            )
    for grade in rules.survey.grades if rules.survey else ():
        yield (
            "policy_grades",
            {
                "measure": "ikm",
                "grade": grade.grade,
                "from_e4": e4(grade.from_),
                "to_e4": e4(grade.to),
                "rule_id": "survey",
            },
        )
    for category, workdays in rules.complaints.by_category.items() if rules.complaints else ():
        yield (
            "policy_complaint_deadlines",
            {
                "category": category,
                "workdays": workdays,
                "rule_id": "complaints",
            },
        )


def _guard_rows(rules: Rules) -> Iterator[Row]:
    for target, source in rules.task_log.columns.items() if rules.task_log else ():
        yield (
            "policy_task_columns",
            {
                "target_column": target,
                "source_column": source,
                "rule_id": "task_log",
            },
        )
    if rules.sanctions:
        yield "policy_sanctions", {"base": rules.sanctions.base, "rule_id": "sanctions"}
        for proposal in rules.sanctions.proposals:
            yield (
                "policy_sanction_proposals",
                {
                    "days_from": proposal.days_from,
                    "days_to": proposal.days_to,
                    "level": proposal.level,
                    "cut_pct_e4": None if proposal.cut is None else e4(proposal.cut),
                    "months": proposal.months,
                    "rule_id": "sanctions",
                },
            )
    for name, limit in _named(rules.limits):
        yield (
            "policy_limits",
            {
                "limit_id": name,
                "kind": limit.kind,
                "component": limit.component,
                "amount": limit.amount,
                "percent_of_basic_e4": None if limit.percent_of_basic is None else e4(limit.percent_of_basic),
                "rule_id": f"limits.{name}",
            },
        )
    for name, audit in _named(rules.audits):
        yield (
            "policy_audits",
            {
                "audit": name,
                "threshold_e4": e4(audit.threshold),
                "severity": audit.severity,
                "rule_id": f"audits.{name}",
            },
        )
