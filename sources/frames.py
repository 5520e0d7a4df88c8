"""The record types: which columns each has, of which type, and which feed may carry them."""

from collections.abc import Mapping
from typing import Final

import polars as pl

_KINDS: Final[Mapping[str, pl.DataType]] = {
    "text": pl.String(),
    "date": pl.Date(),
    "at": pl.Datetime("us"),
    "int": pl.Int64(),
    "bool": pl.Boolean(),
}


def _columns(spec: str) -> dict[str, pl.DataType]:
    pairs = (word.partition(":") for word in spec.split())
    return {name: _KINDS[kind or "text"] for name, _, kind in pairs} | {
        "row_no": _KINDS["int"],
        "fault": _KINDS["text"],
    }


SCHEMAS: Final[Mapping[str, Mapping[str, pl.DataType]]] = {
    "employee_assignment": _columns(
        "employee_id name unit_id unit_name post_name post_type job_class:int grade status "
        "assignment_from:date assignment_to:date is_acting:bool acting_decision_no status_from:date "
        "duty_from:date service_ended_on:date service_end_reason is_not_entitled:bool pins task_user_id "
        "superior_id"
    ),
    "unit": _columns(
        "unit_id unit_name parent_unit_id counter_ids lapor_institution_ids skpd_code service_recipients:int"
    ),
    "punch": _columns("device pin employee_id punch_at:at state verify latitude longitude is_mock:bool"),
    "attendance_recap": _columns(
        "employee_id recap_month workdays:int present:int permit:int sick:int late:int early:int absent:int "
        "leave:int duty:int study:int deduction_points_e4:int"
    ),
    "shift": _columns("employee_id shift_date:date starts_at:at ends_at:at"),
    "leave": _columns(
        "employee_id leave_type leave_from:date leave_to:date letter_no approved_on:date child_no:int"
    ),
    "rating": _columns(
        "employee_id rating_month unit_id post_name is_acting:bool work_result behaviour predicate "
        "superior_id rated_at:at"
    ),
    "activity": _columns(
        "employee_id activity_date:date activity minutes:int quantity_e4:int quantity_unit quality_e4:int "
        "approval_status approved_by approved_on:date"
    ),
    "case_task": _columns(
        "case_id task_id task_name task_user_id started_at:at planned_end_at:at ended_at:at task_at:at"
    ),
    "survey_answer": _columns(
        "counter_id service_name answered_on:date gender age_text education occupation "
        "u1:int u2:int u3:int u4:int u5:int u6:int u7:int u8:int u9:int"
    ),
    "complaint": _columns(
        "complaint_id register institution_id category status received_at:at disposed_at:at "
        "last_activity_at:at closed_at:at due_at:at text_key"
    ),
    "discipline_case": _columns(
        "employee_id case_kind level deduction_pct_e4:int applies_from:date applies_to:date decision_no"
    ),
    "calendar_decree": _columns("decree_date:date kind name decision_no decided_on:date"),
    "opening_balance": _columns("employee_id unexcused_days:int running_sanction last_predicate"),
    "aspect_score": _columns("subject_id score_month aspect score_e4:int source"),
    "obligation": _columns("employee_id obligation due_on:date fulfilled_on:date proof_no"),
    "budget_ceiling": _columns("unit_id budget_period ceiling_amount:int"),
    "outage": _columns("unit_id outage_from:at outage_to:at system reason approved_by"),
    "contact": _columns("unit_id name channel address"),
    "rating_360": _columns(
        "rating_month employee_id rater_id rater_role v1:int v2:int v3:int v4:int v5:int v6:int v7:int"
    ),
    "payroll_base": _columns(
        "employee_id pay_month gross_salary_amount:int family_status post_type echelon status_code "
        "service_years bank_code bank salary_tax_amount:int salary_employee_insurance_amount:int "
        "salary_employer_insurance_amount:int zakat_amount:int bulog_amount:int"
    ),
    "payroll_ack": _columns("employee_id ack_month paid_amount:int sp2d_no sp2d_date:date is_returned:bool"),
    "approval": _columns("skpd_code approved_month officer letter_no approved_on:date recap_code"),
    "repayment": _columns("employee_id repaid_month repaid_amount:int receipt_no repaid_on:date"),
    "training": _columns("employee_id course starts_on:date ends_on:date lesson_hours:int organizer"),
    "objection": _columns(
        "objection_id employee_id objected_month line_code ground filed_on:date decided_on:date decision "
        "decided_by decision_reason mending_file mending_row:int"
    ),
}
"""record type -> column -> polars type; every frame ends with `row_no` and `fault`."""


def empty(record_type: str) -> pl.DataFrame:
    """Return the frame of a record type with no rows.

    Raises KeyError for a record type that is not in SCHEMAS.
    """
    return pl.DataFrame(schema=SCHEMAS[record_type])
