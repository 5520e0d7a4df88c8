"""Rules from basic amount to rupiah: components, earnings, rounding, deductions, limits."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from contracts.policy.rule import Rule, Strict, SubRule
from contracts.policy.values import (
    Apply,
    Base,
    Component,
    Count,
    Percent,
    Points,
    RoundingMode,
    Rupiah,
    Weight,
)


def _class_key(value: object) -> int:
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError(f"{value!r} bukan kelas jabatan 1 sampai 17")


ClassKey = Annotated[int, BeforeValidator(_class_key), Field(ge=1, le=17)]


class Amounts(Strict):
    """Monthly amounts of one component; a named post beats its class."""

    by_class: dict[ClassKey, Rupiah] = Field(default_factory=dict)
    by_post: dict[str, Rupiah] = Field(default_factory=dict)


class ComponentRule(Rule):
    """Basic amount of one component; `partial` declares that some classes have none on purpose."""

    by_class: dict[ClassKey, Rupiah] = Field(default_factory=dict)
    by_post: dict[str, Rupiah] = Field(default_factory=dict)
    by_unit: dict[str, Amounts] = Field(default_factory=dict)
    partial: bool = False


class When(Strict):
    """Whose earning it is; an absent key means everyone, a list means any of them."""

    post_type: list[str] = Field(default_factory=list)
    unit: list[str] = Field(default_factory=list)
    owns_service: bool | None = None
    job_field: list[str] = Field(default_factory=list)
    employment_status: list[str] = Field(default_factory=list)
    job_class_from: ClassKey | None = None
    job_class_to: ClassKey | None = None
    worked_days_below: Count | None = None


class EarningRule(Rule):
    """How components are earned by some people: weights of aspects in percent.

    `remainder` names the aspect whose part takes what the rounding of the others leaves.
    """

    priority: int = Field(ge=1)
    when: When = When()
    weights: dict[str, Weight] = Field(default_factory=dict)
    by_component: dict[Component, dict[str, Weight]] = Field(default_factory=dict)
    incomplete: bool = False
    remainder: str | None = None


class RoundingRule(Rule):
    """The one point where an amount becomes whole rupiah."""

    at: Literal["component_aspect", "component"]
    mode: RoundingMode
    unit: Annotated[int, Field(ge=1, le=1000)] = 1


class CutRule(Rule):
    """A cut by lines of its own names its base; one inside each line has none."""

    base: Base = "basic"
    apply: Apply

    @model_validator(mode="after")
    def _names_its_base(self) -> Self:
        if self.apply == "line" and "base" not in self.model_fields_set:
            raise ValueError("apply: line memerlukan base: basic atau earned")
        return self


class DeductionRule(CutRule):
    """Percents cut from the whole: added, at most `cap`, on the named base."""

    grain: Literal["event", "kind", "sum"] = "event"
    cap: Percent = Decimal(100)


class SanctionRule(CutRule):
    """Cuts of disciplinary decisions, always from the decision's month, never from counted days."""

    proposals: list["SanctionProposal"] = Field(default_factory=list)


class SanctionProposal(SubRule):
    """Counted unexcused days of a year that propose a case to the official; nothing is cut by it."""

    days_from: Count
    days_to: Count | None = None
    level: str
    cut: Percent | None = None
    months: Count | None = None


class LimitRule(Rule):
    """A cap or floor on a person's month or one component, in rupiah or percent of basic."""

    kind: Literal["cap", "floor"]
    component: Component | None = None
    amount: Rupiah | None = None
    percent_of_basic: Percent | None = None


class BudgetRule(Rule):
    """What happens where a unit's month exceeds its ceiling: warn, hold, or scale everyone by one factor."""

    over_ceiling: Literal["warn", "hold", "scale"]
    factor_decimals: Annotated[int, Field(ge=2, le=8)] = 6
    factor_rounding: RoundingMode = "floor"


class StatementRule(Rule):
    """Who decides, how long a person may object, and how long an objection may wait for its decision.

    `keep_days`: how long the files of statements are kept after they were delivered; without it for ever.
    """

    decided_by: str
    objection_days: Count
    objection_count: Literal["workdays", "calendar"] = "workdays"
    decision_days: Count | None = None
    keep_days: Count | None = None


class AuditRule(Rule):
    """A threshold from which a gate asks a human to look; it never cuts by itself."""

    threshold: Points
    severity: Literal["block", "hold", "warn", "info"]
