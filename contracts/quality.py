"""The policy of quality: thresholds, severities and sentences of `quality.yaml`, read strictly."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

SHIPPED: Final = Path(__file__).with_name("quality.yaml")

Severity = Literal["block", "hold", "warn", "info"]
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


class Rule(_Entry):
    """A condition of the data: how much it weighs and what HR reads.

    `counts` says what of its findings is counted, in `unit`s, in the reasons of an agency.
    """

    gate: Literal["kebijakan", "berkas", "baris", "pegawai", "hitungan", "bukti"]
    severity: Literal["block", "warn", "info"]
    counts: Literal["people", "rows", "findings"] | None = None
    unit: str | None = None
    title: Sentence
    message: Sentence
    reason: Sentence


class Feed(_Entry):
    """A feed that every month waits for, and how much its absence weighs."""

    severity: Literal["block", "warn", "info"]
    reason: Sentence


class Hold(_Entry):
    """What HR reads when a person is held for this reason."""

    title: Sentence
    message: Sentence


class Limit(_Entry):
    """A bound of one measure of an agency's month; percents are of 100, amounts whole rupiah.

    Offices of fewer than `from_people` people are not judged.
    """

    measure: Measure
    bound: Literal["max", "min"]
    warn: Exact | None = None
    block: Exact | None = None
    from_people: Annotated[int, Field(ge=0)] = 0
    title: Sentence
    expectation: Sentence
    action: Sentence
    reason: Sentence

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


class Quality(_Entry):
    """All thresholds of quality, by their stable codes."""

    rules: dict[str, Rule]
    feeds: dict[str, Feed]
    holds: dict[str, Hold]
    limits: dict[str, Limit]
    words: dict[str, str]

    def word(self, code: str) -> str:
        """Word in Bahasa Indonesia for a code; a code without one is shown with its blanks."""
        return self.words.get(code, code.replace("_", " "))


def parse_quality(text: str) -> Quality:
    """Read the YAML text; raises pydantic.ValidationError or yaml.YAMLError when it is not one."""
    return Quality.model_validate(yaml.safe_load(text))


@cache
def shipped_quality() -> Quality:
    """Return the thresholds that ship with the program."""
    return parse_quality(SHIPPED.read_text(encoding="utf-8"))
