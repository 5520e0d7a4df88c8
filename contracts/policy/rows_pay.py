"""Compiled rows of amounts, earnings, sanctions, limits and audits."""

from collections.abc import Iterator
from itertools import product

from contracts.policy.rules import Row, Rules, named
from contracts.policy.rules_pay import Amounts, ComponentRule
from contracts.policy.values import e4


def component_rows(rules: Rules) -> Iterator[Row]:
    """Yield basic amounts: one row per component and class or post, of the office or of one unit."""
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
                        "is_partial": rule.partial,
                        "rule_id": f"components.{component}",
                    },
                )


def earning_rows(rules: Rules) -> Iterator[Row]:
    """Yield who earns how: one row per earning and combination of its conditions, and its weights."""
    for name, rule in named(rules.earnings):
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


def guard_rows(rules: Rules) -> Iterator[Row]:
    """Yield sanctions, limits, audits and the columns of other case logs."""
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
    for name, limit in named(rules.limits):
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
    for name, audit in named(rules.audits):
        yield (
            "policy_audits",
            {
                "audit": name,
                "threshold_e4": e4(audit.threshold),
                "severity": audit.severity,
                "rule_id": f"audits.{name}",
            },
        )
