"""Schemas of the compiled tables: fixed also when a table is empty."""

from typing import Final

import polars as pl

_TYPES: Final[dict[str, pl.DataType]] = {
    "s": pl.String(),
    "i": pl.Int64(),
    "b": pl.Boolean(),
    "d": pl.Date(),
}
_SPAN: Final = "agency_id:s valid_from:d valid_to:d scope_id:s "
_EVENT: Final = (
    "event_kind:s minutes_from:i minutes_to:i points_e4:i base:s free_per_month:i ordinal:i aspect:s "
    "per_minutes:i per_rounding:s aggregate:s leave_type:s redeem_minutes:i redeem_per_month:i "
)

_COLUMNS: Final[dict[str, str]] = {
    "agency": "agency_id:s agency_name:s policy_id:s zone:s first_month:s policy_status:s",
    "policy_rules": _SPAN
    + "rule_id:s title:s citation:s clause:s status:s policy_id:s version_id:s is_inherited:b",
    "policy_settings": _SPAN
    + "policy_id:s version_id:s rounding_point:s rounding_mode:s rounding_unit:i deduction_base:s "
    "deduction_apply:s deduction_grain:s deduction_cap_e4:i sanction_base:s sanction_apply:s "
    "attendance_source:s seconds_rule:s grace_seconds:i flex_minutes:i shift_reach_minutes:i "
    "roster_counts:b rest_after_night:b "
    "no_evidence_unit:s no_evidence_person:s day_cap:b move_rule:s move_days:s counts_from:s change_rule:s "
    "leave_mode:s leave_count:s leave_denominator:s minimum_group:i survey_min_sample:b survey_period:s "
    "survey_holds_months:i sample_variance_e6:i sample_margin2_e6:i complaint_default_workdays:i "
    "complaint_duplicate_days:i complaint_brigading_minutes:i "
    "complaint_brigading_count:i complaint_brigading_counts:s ikm_decimals:i budget_over_ceiling:s "
    "budget_factor_decimals:i "
    "budget_factor_rounding:s decided_by:s objection_days:i objection_count:s rounding_rule_id:s "
    "proration_rule_id:s deduction_rule_id:s sanction_rule_id:s no_evidence_rule_id:s "
    "attendance_rule_id:s leave_rule_id:s survey_rule_id:s complaint_rule_id:s raters_rule_id:s "
    "budget_rule_id:s statement_rule_id:s recovery_max_pct_e4:i recovery_rule_id:s "
    "training_hours:i training_rule_id:s final_month:i final_day:i final_rule_id:s "
    "objection_decision_days:i needs_approval:b",
    "policy_components": _SPAN
    + "component:s job_class:i post_name:s unit_id:s amount:i is_partial:b rule_id:s",
    "policy_earnings": _SPAN
    + "earning_id:s priority:i post_type:s unit_id:s owns_service:b job_field:s employment_status:s "
    "job_class_from:i job_class_to:i worked_days_below:i is_incomplete:b rule_id:s",
    "policy_weights": _SPAN
    + "earning_id:s component:s aspect:s weight_e4:i is_remainder:b ordinal:i rule_id:s",
    "policy_aspects": _SPAN
    + "aspect:s decimals:i rounding_mode:s missing_rule:s missing_then:s carry_months:i rule_id:s",
    "policy_measures": _SPAN
    + "aspect:s measure:s ordinal:i weight_e4:i decimals:i rounding_mode:s missing_rule:s missing_then:s "
    "carry_months:i method:s target_kind:s target_e4:i day_max_e4:i unapproved_counts:b given_aspect:s "
    "subject_kind:s flat_score_e4:i rule_id:s",
    "policy_score_bands": _SPAN + "aspect:s measure:s key_text:s from_e4:i to_e4:i score_e4:i rule_id:s",
    "policy_measure_units": _SPAN + "aspect:s measure:s unit_word:s rule_id:s",
    "policy_rater_weights": _SPAN + "aspect:s measure:s rater_role:s weight_e4:i rule_id:s",
    "policy_predicates": _SPAN + "work_result:s behaviour:s predicate:s rule_id:s",
    "policy_grades": _SPAN + "measure:s grade:s from_e4:i to_e4:i rule_id:s",
    "policy_event_points": _SPAN + _EVENT + "rule_id:s",
    "policy_special_events": _SPAN + _EVENT + "special_day:s special_ordinal:i combine:s rule_id:s",
    "policy_thresholds": _SPAN
    + "threshold_id:s quantity:s from_value:i below_value:i aspect:s operation:s value_e4:i rule_id:s",
    "policy_leave_bands": _SPAN
    + "leave_type:s child_from:i child_to:i unit:s span_from:i span_to:i pay_pct_e4:i pay_base:s "
    "is_present:b is_excused:b whole_month_only:b rule_id:s",
    "policy_status_factors": _SPAN + "employment_status:s factor_e4:i is_entitled:b rule_id:s",
    "policy_acting": _SPAN
    + "share_pct_e4:i only_post_pct_e4:i minimum_days:i needs_decision:b superior_rule:s rule_id:s",
    "policy_sanctions": _SPAN + "base:s rule_id:s",
    "policy_sanction_proposals": _SPAN + "days_from:i days_to:i level:s cut_pct_e4:i months:i rule_id:s",
    "policy_complaint_deadlines": _SPAN + "category:s workdays:i rule_id:s",
    "policy_end_of_service": _SPAN + "reason:s pay_rule:s rule_id:s",
    "policy_obligations": _SPAN + "obligation:s effect:s grace_days:i rule_id:s",
    "policy_limits": _SPAN + "limit_id:s kind:s component:s amount:i percent_of_basic_e4:i rule_id:s",
    "policy_audits": _SPAN + "audit:s threshold_e4:i severity:s rule_id:s",
    "policy_reviews": _SPAN
    + "review_id:s list_kind:s aspect:s change_e4:i limit_e4:i months:i reevaluate_months:i "
    "judged_days_e4:i at_most_e4:i rule_id:s",
    "policy_task_columns": _SPAN + "target_column:s source_column:s rule_id:s",
    "policy_unit_fields": _SPAN + "unit_id:s pattern_id:s job_field:s rule_id:s",
    "policy_unit_scopes": "agency_id:s valid_from:d valid_to:d unit_id:s scope_id:s",
    "policy_special_days": "agency_id:s pattern_id:s date:d special_day:s special_ordinal:i "
    "starts_minute:i ends_minute:i rule_id:s",
    "calendar_days": "agency_id:s pattern_id:s date:d is_workday:b starts_minute:i ends_minute:i "
    "midpoint_minute:i break_minutes:i is_ramadan:b day_kind:s holiday_name:s workday_ordinal:i "
    "rule_id:s",
}

COMPILED_SCHEMAS: Final[dict[str, pl.Schema]] = {
    table: pl.Schema({name: _TYPES[kind] for name, kind in (c.split(":") for c in columns.split())})
    for table, columns in _COLUMNS.items()
}
