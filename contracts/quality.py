"""The policy of quality: thresholds, severities and sentences of `quality.yaml`, read strictly."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

SHIPPED: Final = Path(__file__).with_name("quality.yaml")

Severity = Literal["block", "hold", "warn", "info"]
AtRisk = Literal["people_basic", "people_computed", "unit", "office", "agency", "none"]
Measure = Literal[
    "zero_pct",
    "held_pct",
    "silent_pct",
    "people_change_pct",
    "mean_change_pct",
    "total_change_pct",
    "quarantined_pct",
    "feeds",
    "mean_amount",
    "unexplained_people",
    "silent_end_days",
    "punches_lost_pct",
]
DECIMALS: Final = 4


def _quoted(value: object) -> object:
    """Turn quoted text into an exact decimal; a bare YAML number stays what it is and is refused."""
    if not isinstance(value, str):
        raise ValueError('write the number in quotes, e.g. "2.5"')  # noqa: TRY004 - pydantic reports a ValueError
    if not value.replace(".", "", 1).isdecimal() or len(value.partition(".")[2]) > DECIMALS:
        raise ValueError(f"{value!r} is not a decimal of at most {DECIMALS} places")
    return Decimal(value)


Exact = Annotated[Decimal, BeforeValidator(_quoted), Field(ge=0)]
Sentence = Annotated[str, Field(min_length=3)]


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class _Told(_Entry):
    """What HR reads of a finding, the rupiah that wait for it, and why no human may clear it (`locked`)."""

    at_risk: AtRisk
    feed: str | None = None
    title: Sentence
    message: Sentence
    action: Sentence | None = None
    locked: Sentence | None = None

    @property
    def to_do(self) -> str:
        """Template of what is to be done: `action`, else what the message says after its first colon."""
        if self.action is not None:
            return self.action
        told = self.message.partition(": ")[2]
        return told[:1].upper() + told[1:]

    @model_validator(mode="after")
    def _says_what_to_do(self) -> Self:
        if not self.to_do:
            raise ValueError("say what to do after a colon in the message, or in action")
        return self


class Rule(_Told):
    """A condition of the data: how much it weighs and what HR reads.

    `counts` says what of its findings is counted, in `unit`s, in the reasons of an agency; `per_subject`,
    whether the subject of a finding makes it one of its own.
    """

    gate: Literal["kebijakan", "berkas", "baris", "pegawai", "hitungan", "bukti"]
    severity: Severity
    per_subject: bool = False
    counts: Literal["people", "rows", "findings"] | None = None
    unit: str | None = None
    reason: Sentence


class SignalLimits(_Entry):
    """From which values on a signal is told; what a signal does not ask is null."""

    within_seconds: Annotated[int, Field(gt=0)] | None = None
    days: Annotated[int, Field(gt=0)] | None = None
    people: Annotated[int, Field(gt=0)] | None = None
    times: Annotated[int, Field(gt=0)] | None = None
    neighbours: Annotated[int, Field(gt=0)] | None = None
    devices: Annotated[int, Field(gt=0)] | None = None
    difference: Annotated[int, Field(gt=0)] | None = None
    answers: Annotated[int, Field(gt=0)] | None = None
    factor: Annotated[int, Field(gt=0)] | None = None
    complaints: Annotated[int, Field(gt=0)] | None = None


class Signal(_Told):
    """A suspicion that a human decides on: what HR reads, and from which values on it is told."""

    limits: SignalLimits
    reason: Sentence

    def rule(self) -> Rule:
        """Rule by which the gates tell of it: for information, holding nobody."""
        return Rule(
            **self.model_dump(exclude={"limits"}),
            gate="bukti",
            severity="info",
            per_subject=True,
            counts="findings",
            unit="tanda",
        )


class Feed(_Entry):
    """A feed that every month waits for, and how much its absence weighs."""

    severity: Literal["block", "warn", "info"]
    reason: Sentence


class Hold(_Told):
    """What HR reads when a person is held for this reason.

    follows: what it is about (`*`: whatever) -> reasons that it comes of: beside one of them it is told as
    its consequence, without rupiah of its own.
    """

    follows: dict[str, list[str]] = Field(default_factory=dict)


class Limit(_Entry):
    """A bound of one measure of an agency's month; percents are of 100, amounts whole rupiah.

    Offices of fewer than `from_people` people are not judged. `explains`: limits that, where this one is
    broken as heavily, are part of its finding.
    """

    measure: Measure
    feed: str | None = None
    bound: Literal["max", "min"]
    warn: Exact | None = None
    block: Exact | None = None
    from_people: Annotated[int, Field(ge=0)] = 0
    explains: list[str] = Field(default_factory=list)
    title: Sentence
    expectation: Sentence
    action: Sentence
    reason: Sentence
    locked: Sentence | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.warn is None and self.block is None:
            raise ValueError("a limit needs warn, block or both")
        if self.warn is not None and self.block is not None:
            ordered = self.warn <= self.block if self.bound == "max" else self.warn >= self.block
            if not ordered:
                raise ValueError("warn must come before block")
        return self

    @property
    def levels(self) -> tuple[tuple[Literal["block", "warn"], Decimal], ...]:
        """Severities that are set with their bounds, the heavier one first."""
        both: tuple[tuple[Literal["block", "warn"], Decimal | None], ...] = (
            ("block", self.block),
            ("warn", self.warn),
        )
        return tuple((severity, bound) for severity, bound in both if bound is not None)


class Holding(_Entry):
    """How long a hold may last before it escalates, and which holds ask two people for their names."""

    longest_days: Annotated[int, Field(gt=0)]
    second_name_for: list[Severity]
    second_name_from_amount: Annotated[int, Field(ge=0)]
    reason: Sentence
    title: Sentence
    message: Sentence
    action: Sentence

    @property
    def escalated(self) -> dict[str, str]:
        """What HR reads of holds that are older than `longest_days`; {holds} is their number."""
        return {"title": self.title, "message": self.message, "action": self.action}


class Guard(_Entry):
    """From how many silent workdays on, of how many people, punches are taken as cut and not as absence."""

    unit_silent_days: Annotated[int, Field(gt=0)]
    device_silent_days: Annotated[int, Field(gt=0)]
    from_people: Annotated[int, Field(gt=0)]
    reason: Sentence


class Outage(_Entry):
    """From how many percent of the units due, of how many, a day without punches is the agency's outage."""

    units_pct: Annotated[int, Field(gt=50, le=100)]
    from_units: Annotated[int, Field(gt=1)]
    reason: Sentence


class Unread(_Entry):
    """For how many months after its delivery a file that nobody mended is remembered."""

    remember_months: Annotated[int, Field(ge=0, le=12)]
    reason: Sentence


class OwnMonths(_Entry):
    """From when on a unit's rows of a record type are short beside its own earlier months.

    rule: the rule that tells it; where it holds, the unit's people are held. basis: what rows are measured
    by: due days, people or the unit itself. drop_pct: percent of the usual rows that are missing.
    """

    rule: str
    basis: Literal["due_days", "people", "unit"]
    from_months: Annotated[int, Field(gt=0)]
    from_rows: Annotated[int, Field(gt=0)]
    drop_pct: Annotated[int, Field(gt=0, lt=100)]
    reason: Sentence


class History(_Entry):
    """What units are compared with their own months by; `keep_months` counts the month itself."""

    keep_months: Annotated[int, Field(gt=1)]
    record_types: Annotated[dict[str, OwnMonths], Field(min_length=1)]
    reason: Sentence


class Due(_Entry):
    """Feeds that each unit owes a month, and the days after its end on which they are due."""

    days: Annotated[dict[str, Annotated[int, Field(ge=0)]], Field(min_length=1)]
    reason: Sentence


class Alerts(_Entry):
    """Who is told what of findings and until when it can be mended; days and counts."""

    closing_day: Annotated[int, Field(gt=0, le=28)]
    tell: list[Severity]
    escalate_after_days: Annotated[int, Field(gt=0)]
    attempts: Annotated[int, Field(gt=0)]
    silent_days: Annotated[int, Field(gt=0)]
    reason: Sentence


class Quality(_Entry):
    """All thresholds of quality, by their stable codes."""

    due: Due
    holding: Holding
    guard: Guard
    outage: Outage
    unread: Unread
    history: History
    alerts: Alerts
    rules: dict[str, Rule]
    feeds: dict[str, Feed]
    holds: dict[str, Hold]
    signals: dict[str, Signal]
    limits: dict[str, Limit]
    words: dict[str, str]

    @model_validator(mode="after")
    def _known_rules(self) -> Self:
        for code, limit in self.limits.items():
            if code in limit.explains or not set(limit.explains) <= set(self.limits):
                raise ValueError(f"{code} explains {limit.explains}, which must be other limits")
        for record_type, own in self.history.record_types.items():
            rule = self.rules.get(own.rule)
            if rule is None or rule.severity == "block":
                raise ValueError(
                    f"history of {record_type} needs a rule that holds, warns or tells: {own.rule}"
                )
        return self

    def locked(self, code: str) -> str | None:
        """Why no human may clear a hold by this rule, limit or reason; None where one may."""
        entry = self.rules.get(code) or self.limits.get(code) or self.holds.get(code)
        return entry.locked if entry is not None else None

    def word(self, code: str) -> str:
        """Word in Bahasa Indonesia for a code; a code without one is shown with its blanks."""
        return self.words.get(code, code.replace("_", " "))


def parse_quality(text: str) -> Quality:
    """Read the YAML text; raises pydantic.ValidationError or yaml.YAMLError when it is not one.

    Signals stand among the rules as well.
    """
    quality = Quality.model_validate(yaml.safe_load(text))
    told = {code: signal.rule() for code, signal in quality.signals.items()}
    return quality.model_copy(update={"rules": quality.rules | told})


@cache
def shipped_quality() -> Quality:
    """Return the thresholds that ship with the program."""
    return parse_quality(SHIPPED.read_text(encoding="utf-8"))
