"""The settings of privacy: the smallest group that readers see, and how rows of people are generalised."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

SHIPPED: Final = Path(__file__).with_name("privacy.yaml")

Attribute = Literal["post_type", "job_class", "class_band", "employment_status", "sex", "age_band"]
ATTRIBUTES: Final[tuple[Attribute, ...]] = (
    "post_type",
    "job_class",
    "class_band",
    "employment_status",
    "sex",
    "age_band",
)


class Privacy(BaseModel):
    """`k` people at least behind whatever is shown of people; `ladder` from the finest rung to the coarsest.

    age_from, class_from: where bands begin after the first, in years and job classes.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    k: Annotated[int, Field(ge=1)]
    reason: Annotated[str, Field(min_length=20)]
    age_from: list[int]
    class_from: list[int]
    ladder: list[list[Attribute]]

    @model_validator(mode="after")
    def _ends_with_the_unit_alone(self) -> Self:
        if not self.ladder or self.ladder[-1]:
            raise ValueError("the last rung of `ladder` must be empty: the unit alone")
        for edges in (self.age_from, self.class_from):
            if any(low >= high for low, high in pairwise(edges)):
                raise ValueError(f"bands begin in rising order, not {edges}")
        return self


def bands(begins: Sequence[int]) -> list[tuple[str, int, int | None]]:
    """Return label, first value and value below which each band ends (the last one has no end)."""
    edges = list(begins)
    told = [
        (f"{low}-{high - 1}" if low else f"sampai {high - 1}", low, high)
        for low, high in zip([0, *edges], edges, strict=False)
    ]
    return [*told, *((f"{edge} ke atas", edge, None) for edge in edges[-1:])]


@cache
def shipped_privacy() -> Privacy:
    """Return the settings of `privacy.yaml`."""
    return Privacy.model_validate(yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))
