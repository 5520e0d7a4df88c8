"""The settings of the audit of fairness: from which difference on it speaks, and what to look at."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts.quality import Exact

SHIPPED: Final = Path(__file__).with_name("fairness.yaml")

Dimension = Literal["sex", "employment_status", "age_band", "job_class", "unit_id"]
Sentence = Annotated[str, Field(min_length=20)]


class Fairness(BaseModel):
    """`effect_from`: Cliff's delta from which a difference is told; `deviations`: so far beyond chance.

    `weight_from`, `moves_below`: percent of weight from which an indicator is told that moves less than that.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    effect_from: Exact
    medium_from: Exact
    large_from: Exact
    deviations: Annotated[int, Field(ge=1)]
    reason: Sentence
    weight_from: Exact
    moves_below: Exact
    weight_reason: Sentence
    weight_look_at: Sentence
    look_at: dict[Dimension, Sentence]

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if not Decimal(0) < self.effect_from < self.medium_from < self.large_from < Decimal(1):
            raise ValueError("effect_from, medium_from and large_from rise between 0 and 1")
        return self

    def size(self, effect: Decimal) -> str:
        """Say how large an effect is, in Bahasa Indonesia."""
        if abs(effect) >= self.large_from:
            return "besar"
        return "sedang" if abs(effect) >= self.medium_from else "kecil"


@cache
def shipped_fairness() -> Fairness:
    """Return the settings of `fairness.yaml`."""
    return Fairness.model_validate(yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))
