"""Metrics: what readers count, defined once in `metrics.yaml` and read strictly."""

from functools import cache
from pathlib import Path
from typing import Annotated, Final, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

SHIPPED: Final = Path(__file__).with_name("metrics.yaml")

Word = Annotated[str, Field(min_length=3)]


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Measure(_Entry):
    """A sum over rows of `source`: `sql` is its aggregate, `fact` the table of the snapshot that holds it."""

    label: Word
    words: Word
    unit: Word
    source: str
    sql: str
    fact: str


class Part(_Entry):
    """One measure over another."""

    over: str
    under: str


class Metric(_Entry):
    """A measure, or `factor` x the mean of `parts`; unknown where a part has nothing under it."""

    label: str = ""
    words: str = ""
    unit: str = ""
    measure: str | None = None
    factor: int = 1
    parts: list[Part] = []

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if (self.measure is None) is (not self.parts):
            raise ValueError("a metric has either a `measure` or `parts`")
        return self

    @property
    def needs(self) -> list[str]:
        """Names of its measures."""
        if self.measure is not None:
            return [self.measure]
        return [name for part in self.parts for name in (part.over, part.under)]


class Metrics(_Entry):
    """Measures and metrics by name."""

    measures: dict[str, Measure]
    metrics: dict[str, Metric]

    @model_validator(mode="after")
    def _names_what_there_is(self) -> Self:
        for name, metric in self.metrics.items():
            unknown = set(metric.needs) - set(self.measures)
            if unknown:
                raise ValueError(f"metric {name} names {', '.join(sorted(unknown))}, which is no measure")
            if len({self.measures[each].fact for each in metric.needs}) > 1:
                raise ValueError(f"the measures of metric {name} stand in more than one table")
        return self

    def told(self, name: str) -> Measure | Metric:
        """Return what carries the label, the words and the unit of a metric."""
        metric = self.metrics[name]
        return metric if metric.measure is None else self.measures[metric.measure]

    def of_source(self, source: str) -> dict[str, Measure]:
        """Return the measures that are summed over one table, in order."""
        return {name: each for name, each in self.measures.items() if each.source == source}

    def bi_sql(self, name: str) -> tuple[str, str]:
        """Return table and aggregate with which a BI client computes a metric, over whatever it groups by."""
        metric = self.metrics[name]
        fact = self.measures[metric.needs[0]].fact
        if metric.measure is not None:
            return fact, f"sum({metric.measure})"
        shares = " + ".join(f"sum({part.over}) * 1.0 / nullif(sum({part.under}), 0)" for part in metric.parts)
        return fact, f"{metric.factor} * ({shares}) / {len(metric.parts)}"


@cache
def shipped_metrics() -> Metrics:
    """Return the definitions of `metrics.yaml`."""
    return Metrics.model_validate(yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))
