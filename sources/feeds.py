"""Which feeds are read (the landing folder's names), and which record types the files of each may carry."""

from collections.abc import Mapping
from typing import Final

FEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "employees": ("employee_assignment",),
    "units": ("unit",),
    "attendance": ("punch", "attendance_recap"),
    "roster": ("shift",),
    "leave": ("leave",),
    "task_completion": ("rating", "activity", "case_task"),
    "public_feedback": ("survey_answer", "complaint", "rating_360"),
    "discipline_cases": ("discipline_case",),
    "calendar": ("calendar_decree",),
    "opening_balances": ("opening_balance",),
    "aspect_scores": ("aspect_score",),
    "obligations": ("obligation",),
    "budget": ("budget_ceiling",),
    "outages": ("outage",),
    "contacts": ("contact",),
    "payroll_base": ("payroll_base",),
    "payroll_ack": ("payroll_ack",),
    "repayments": ("repayment",),
    "approvals": ("approval",),
    "training": ("training",),
    "objections": ("objection",),
}
