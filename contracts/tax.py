"""Tables of income tax by monthly rate: dated, cited, read from `contracts/tax_tables/`."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from contracts.policy.rule import Strict
from contracts.policy.values import Percent, Rupiah
from contracts.policy.yaml_lines import read_yaml

TAX_TABLES: Final = Path(__file__).parent / "tax_tables"
MOST_DEPENDANTS: Final = 3
_FAMILY: Final = re.compile(r"(TK|K)/?(\d+)")


class TaxBand(Strict):
    """Monthly gross up to and including `to`, and its rate in percent; the last band is open."""

    to: Rupiah | None = None
    rate: Percent


class TaxTable(Strict):
    """Monthly rates by category; `categories` maps a family status such as K/1, `unknown` stands for none."""

    id: str
    title: str
    regulation: str
    clause: str
    effective_from: date
    effective_to: date | None = None
    categories: dict[str, str]
    unknown: str
    bands: dict[str, Annotated[list[TaxBand], Field(min_length=1)]]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if set(self.categories.values()) != set(self.bands) or self.unknown not in self.categories:
            raise ValueError("setiap kategori perlu pitanya, dan `unknown` perlu kategori")
        for category, bands in self.bands.items():
            ends = [band.to for band in bands]
            if ends[-1] is not None or None in ends[:-1]:
                raise ValueError(f"kategori {category}: hanya pita terakhir yang tanpa batas")
            if any(lower >= upper for lower, upper in pairwise(end for end in ends if end is not None)):
                raise ValueError(f"kategori {category}: batas pita harus naik")
        return self

    def category(self, family_status: str | None) -> str:
        """Category of a family status written `K/1`, `k1` or `TK/0`; more dependants count as three."""
        found = _FAMILY.fullmatch(re.sub(r"\s", "", family_status or "").upper())
        written = f"{found[1]}/{min(int(found[2]), MOST_DEPENDANTS)}" if found else self.unknown
        return self.categories.get(written, self.categories[self.unknown])

    def rate(self, category: str, gross_amount: int) -> Decimal:
        """Percent of a month's gross in whole rupiah."""
        return next(band.rate for band in self.bands[category] if band.to is None or gross_amount <= band.to)

    def tax(self, category: str, gross_amount: int) -> Fraction:
        """Exact tax on a month's gross, before rounding."""
        return Fraction(self.rate(category, gross_amount)) * gross_amount / 100

    def holds_in(self, day: date) -> bool:
        """Tell whether the table is in effect on a day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


@cache
def tax_tables() -> Mapping[str, TaxTable]:
    """Every shipped table by its id; raises pydantic.ValidationError for a broken one."""
    found = [
        TaxTable.model_validate(read_yaml(path.read_text(encoding="utf-8")).value)
        for path in sorted(TAX_TABLES.glob("*.yaml"))
    ]
    return {table.id: table for table in found}
