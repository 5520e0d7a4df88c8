"""What every rule of a policy has in common."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts.policy.values import Percent, Score


class Strict(BaseModel):
    """A closed, frozen, strictly typed piece of a policy file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Rule(Strict):
    """A rule that names its source: a key of `citations`, with a clause of its own where it differs."""

    cite: str
    clause: str | None = None
    title: str | None = None


class SubRule(Strict):
    """A part of a rule; without an own citation it stands on the citation of the rule around it."""

    cite: str | None = None
    clause: str | None = None
    title: str | None = None


class Span(Strict):
    """An inclusive whole-number span; without `to` it is open."""

    from_: int = Field(alias="from", ge=0)
    to: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to is not None and self.to < self.from_:
            raise ValueError(f"batas atas {self.to} di bawah batas bawah {self.from_}")
        return self


class PercentSpan(Span):
    """A span that pays a percent."""

    pay: Percent


class ScoreBand(Strict):
    """An inclusive band of an exact value and the score that it gives."""

    from_: Score | None = Field(default=None, alias="from")
    to: Score | None = None
    score: Score
