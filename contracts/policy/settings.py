"""One row of settings for each span: every single-valued rule side by side."""

from decimal import Decimal

from contracts.policy.rules import Rules
from contracts.policy.values import e4

E6 = 1_000_000


def settings_row(rules: Rules) -> dict[str, object]:
    """Lay single values side by side, without agency, span or scope; an absent section leaves nulls."""
    row: dict[str, object] = {}
    for part in (_pay, _time, _people, _feedback, _office):
        row |= part(rules)
    return row


def _pay(rules: Rules) -> dict[str, object]:
    row: dict[str, object] = {}
    if rounding := rules.rounding:
        row |= {
            "rounding_point": rounding.at,
            "rounding_mode": rounding.mode,
            "rounding_unit": rounding.unit,
            "rounding_rule_id": "rounding",
        }
    if deductions := rules.deductions:
        row |= {
            "deduction_base": deductions.base,
            "deduction_apply": deductions.apply,
            "deduction_grain": deductions.grain,
            "deduction_cap_e4": e4(deductions.cap),
            "deduction_rule_id": "deductions",
        }
    if sanctions := rules.sanctions:
        row |= {
            "sanction_base": sanctions.base,
            "sanction_apply": sanctions.apply,
            "sanction_rule_id": "sanctions",
        }
    return row


def _time(rules: Rules) -> dict[str, object]:
    row: dict[str, object] = {}
    if attendance := rules.attendance:
        row |= {
            "attendance_source": attendance.source,
            "seconds_rule": attendance.seconds,
            "grace_seconds": attendance.grace_seconds,
            "flex_minutes": attendance.flex_minutes,
            "shift_reach_minutes": attendance.shift_reach_minutes,
            "roster_counts": attendance.roster_counts,
            "rest_after_night": attendance.rest_after_night,
            "day_cap": attendance.day_cap,
            "attendance_rule_id": "attendance",
        }
    if no_evidence := rules.no_evidence:
        row |= {
            "no_evidence_unit": no_evidence.unit,
            "no_evidence_person": no_evidence.person,
            "no_evidence_rule_id": "no_evidence",
        }
    return row


def _people(rules: Rules) -> dict[str, object]:
    row: dict[str, object] = {}
    if proration := rules.proration:
        row |= {
            "move_rule": proration.move,
            "move_days": proration.days,
            "counts_from": proration.counts_from,
            "proration_rule_id": "proration",
        }
    if leave := rules.leave:
        row |= {
            "leave_mode": leave.mode,
            "leave_count": leave.count,
            "leave_denominator": leave.denominator,
            "leave_rule_id": "leave",
        }
    return row


def _feedback(rules: Rules) -> dict[str, object]:
    row: dict[str, object] = {}
    if raters := rules.raters:
        row |= {"minimum_group": raters.minimum_group, "raters_rule_id": "raters"}
    if survey := rules.survey:
        row |= {
            "survey_min_sample": survey.minimum_sample,
            "survey_period": survey.period,
            "survey_holds_months": survey.holds_months,
            "sample_variance_e6": int(Decimal(survey.sample_variance) * E6),
            "sample_margin2_e6": int(Decimal(survey.sample_margin2) * E6),
            "ikm_decimals": survey.decimals,
            "survey_rule_id": "survey",
        }
    if complaints := rules.complaints:
        row |= {
            "complaint_default_workdays": complaints.default_workdays,
            "complaint_duplicate_days": complaints.duplicate_days,
            "complaint_brigading_minutes": complaints.brigading_minutes,
            "complaint_brigading_count": complaints.brigading_count,
            "complaint_brigading_counts": complaints.brigading_counts,
            "complaint_rule_id": "complaints",
        }
    return row


def _office(rules: Rules) -> dict[str, object]:
    row: dict[str, object] = {}
    if budget := rules.budget:
        row |= {
            "budget_over_ceiling": budget.over_ceiling,
            "budget_factor_decimals": budget.factor_decimals,
            "budget_factor_rounding": budget.factor_rounding,
            "budget_rule_id": "budget",
        }
    if recovery := rules.recovery:
        row |= {"recovery_max_pct_e4": e4(recovery.max_percent_of_month), "recovery_rule_id": "recovery"}
    if training := rules.training:
        row |= {"training_hours": training.hours_a_year, "training_rule_id": "training"}
    if final := rules.final_assessment:
        row |= {"final_month": final.month, "final_day": final.day, "final_rule_id": "final_assessment"}
    if statement := rules.statement:
        row |= {
            "decided_by": statement.decided_by,
            "objection_days": statement.objection_days,
            "objection_count": statement.objection_count,
            "objection_decision_days": statement.decision_days,
            "statement_rule_id": "statement",
        }
    if release := rules.release:
        row |= {"needs_approval": release.needs_approval}
    return row
