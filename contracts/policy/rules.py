"""All rules that a version of a policy may state."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from pydantic import Field

from contracts.policy.rule import Rule, Strict, SubRule
from contracts.policy.rules_pay import (
    AuditRule,
    BudgetRule,
    ComponentRule,
    DeductionRule,
    EarningRule,
    LimitRule,
    RoundingRule,
    SanctionRule,
    StatementRule,
)
from contracts.policy.rules_payroll import (
    HandOffRule,
    HealthInsuranceRule,
    IncomeTaxRule,
    InterimRule,
    RecoveryRule,
    ReleaseRule,
    SpecialPaymentRule,
)
from contracts.policy.rules_people import (
    ActingRule,
    EndOfServiceRule,
    FinalAssessmentRule,
    LeaveRule,
    LeaveTypeRule,
    ObligationRule,
    ProrationRule,
    ReviewRule,
    StatusRule,
    TrainingRule,
    UnitFieldRule,
)
from contracts.policy.rules_scores import (
    AspectRule,
    ComplaintRule,
    PredicateMatrixRule,
    RaterGroupRule,
    SurveyRule,
)
from contracts.policy.rules_time import (
    AttendanceRule,
    EventRule,
    NoEvidenceRule,
    PatternRule,
    SpecialDayRule,
    TaskLogRule,
    ThresholdRule,
)
from contracts.policy.values import Component

T = TypeVar("T")
Row = tuple[str, dict[str, object]]


class Rules(Strict):
    """Sections are one rule each, or named rules; a named rule set to null takes away an inherited one."""

    rounding: RoundingRule | None = None
    proration: ProrationRule | None = None
    deductions: DeductionRule | None = None
    sanctions: SanctionRule | None = None
    attendance: AttendanceRule | None = None
    no_evidence: NoEvidenceRule | None = None
    leave: LeaveRule | None = None
    acting: ActingRule | None = None
    predicate_matrix: PredicateMatrixRule | None = None
    survey: SurveyRule | None = None
    complaints: ComplaintRule | None = None
    raters: RaterGroupRule | None = None
    task_log: TaskLogRule | None = None
    budget: BudgetRule | None = None
    statement: StatementRule | None = None
    income_tax: IncomeTaxRule | None = None
    health_insurance: HealthInsuranceRule | None = None
    handoff: HandOffRule | None = None
    release: ReleaseRule | None = None
    interim: InterimRule | None = None
    recovery: RecoveryRule | None = None
    training: TrainingRule | None = None
    final_assessment: FinalAssessmentRule | None = None
    components: dict[Component, ComponentRule | None] = Field(default_factory=dict)
    earnings: dict[str, EarningRule | None] = Field(default_factory=dict)
    aspects: dict[str, AspectRule | None] = Field(default_factory=dict)
    events: dict[str, EventRule | None] = Field(default_factory=dict)
    special_days: dict[str, SpecialDayRule | None] = Field(default_factory=dict)
    thresholds: dict[str, ThresholdRule | None] = Field(default_factory=dict)
    leave_types: dict[str, LeaveTypeRule | None] = Field(default_factory=dict)
    statuses: dict[str, StatusRule | None] = Field(default_factory=dict)
    end_of_service: dict[str, EndOfServiceRule | None] = Field(default_factory=dict)
    obligations: dict[str, ObligationRule | None] = Field(default_factory=dict)
    limits: dict[str, LimitRule | None] = Field(default_factory=dict)
    audits: dict[str, AuditRule | None] = Field(default_factory=dict)
    reviews: dict[str, ReviewRule | None] = Field(default_factory=dict)
    working_time: dict[str, PatternRule | None] = Field(default_factory=dict)
    unit_fields: dict[str, UnitFieldRule | None] = Field(default_factory=dict)
    special_payments: dict[str, SpecialPaymentRule | None] = Field(default_factory=dict)


REQUIRED_SECTIONS = (
    "rounding",
    "proration",
    "deductions",
    "sanctions",
    "attendance",
    "no_evidence",
    "leave",
    "components",
    "earnings",
    "aspects",
    "statuses",
    "working_time",
)


def named(section: Mapping[str, T | None]) -> Iterator[tuple[str, T]]:
    """Yield the rules of a section that are not taken away."""
    for name, rule in section.items():
        if rule is not None:
            yield name, rule


def each_rule(rules: Rules) -> Iterator[tuple[str, Rule | SubRule]]:
    """Yield (rule_id, rule) of every rule, measures of aspects included, in the order of the language."""
    for section in Rules.model_fields:
        value = getattr(rules, section)
        if isinstance(value, Rule):
            yield section, value
        elif isinstance(value, dict):
            for name, rule in value.items():
                if rule is None:
                    continue
                yield f"{section}.{name}", rule
                if isinstance(rule, AspectRule):
                    for kind, measure in rule.measures.items():
                        yield f"{section}.{name}.{kind}", measure


def overlay(base: Rules, change: Rules) -> Rules:
    """Rules of `base` with every rule that `change` states put in its place."""
    merged: dict[str, object] = {}
    for section in change.model_fields_set:
        ours, theirs = getattr(base, section), getattr(change, section)
        if isinstance(theirs, dict):
            together = {**ours, **theirs}
            merged[section] = {name: rule for name, rule in together.items() if rule is not None}
        elif theirs is not None:
            merged[section] = theirs
    return base.model_copy(update=merged)
