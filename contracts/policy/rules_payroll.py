"""Rules of payment and of a month's dates. None of them moves a score."""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from contracts.policy.rule import Rule
from contracts.policy.values import Count, Month, Percent, RoundingMode, Rupiah


class IncomeTaxRule(Rule):
    """PPh 21 on the incentive by a dated table: tax of salary and incentive less the tax on the salary.

    The tax month is the month of payment; in `last_month` the year is reconciled and nothing is computed.
    `government` bears the tax by adding what is deducted.
    """

    table: str
    borne_by: Literal["employee", "government"]
    last_month: Annotated[int, Field(ge=1, le=12)] = 12
    rounding: RoundingMode = "half_up"


class HealthInsuranceRule(Rule):
    """Shares of employee and employer in percent of salary and incentive up to a cap, less the salary's."""

    employee: Percent
    employer: Percent
    cap: Rupiah
    rounding: RoundingMode = "half_up"


class HandOffRule(Rule):
    """How many days the files for payroll are kept after they were written."""

    keep_days: Count


class ReleaseRule(Rule):
    """How a month closes: preview, objection window, and what a release needs beside a name.

    `checkers`: how many people confirm what one proposed. `preview_from_day` is the day of the next month
    from which the preview may be opened, `closing_day` the last one on which what is mended counts for the
    month (without it: as `contracts/quality.yaml` says); without `window_days` there is no objection window
    before the release. `needs_approval`: people of an SKPD without a signed recap (feed `approvals`) are
    held. `needs_signature`: everyone who takes part signs with a registered key.
    """

    checkers: Annotated[int, Field(ge=0, le=1)] = 0
    preview_from_day: Annotated[int, Field(ge=1, le=28)] = 1
    closing_day: Annotated[int, Field(ge=1, le=28)] | None = None
    window_days: Annotated[int, Field(ge=1, le=60)] | None = None
    window_count: Literal["workdays", "calendar"] = "workdays"
    needs_approval: bool = False
    needs_signature: bool = False


class InterimRule(Rule):
    """Days of a running month until which it is reviewed, so that people can still improve.

    At most the 27th, so that every month has them and each leaves a day to improve on.
    """

    days: Annotated[list[Annotated[int, Field(ge=1, le=27)]], Field(min_length=1)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if any(later <= day for day, later in pairwise(self.days)):
            raise ValueError("tanggal tinjauan ditulis berurutan dan masing-masing sekali")
        return self


class RecoveryRule(Rule):
    """How much of a month's own pay may at most be taken for what earlier months overpaid, in percent."""

    max_percent_of_month: Percent


class SpecialPaymentRule(Rule):
    """A payment by decree: a percent of what was released for the basis month, to some statuses."""

    decree: str
    basis_month: Month
    percent: Percent
    statuses: Annotated[list[str], Field(min_length=1)]
    rounding: RoundingMode = "half_up"
    unit: Annotated[int, Field(ge=1, le=1000)] = 1
