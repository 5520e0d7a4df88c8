"""Accepted rows of one agency, read from Parquet into plain dictionaries."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

Row = dict[str, Any]


@dataclass(frozen=True)
class Month:
    """A month of pay."""

    text: str

    @property
    def first(self) -> date:
        """First day."""
        return date.fromisoformat(f"{self.text}-01")

    @property
    def last(self) -> date:
        """Last day."""
        return (self.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    @property
    def before(self) -> "Month":
        """Month before."""
        return Month((self.first - timedelta(days=1)).strftime("%Y-%m"))

    def days(self) -> Iterator[date]:
        """Every day, in order."""
        return days_between(self.first, self.last)

    def since(self, earlier: "Month") -> int:
        """Months that have passed since an earlier one."""
        return (self.first.year - earlier.first.year) * 12 + self.first.month - earlier.first.month

    def holds(self, day: date) -> bool:
        """Tell whether a day is in the month."""
        return self.first <= day <= self.last


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


@dataclass(frozen=True)
class Accepted:
    """Rows by record type, and who acceptance holds with the reason codes."""

    tables: Mapping[str, list[Row]]
    holds: Mapping[str, frozenset[str]]

    def of(self, record_type: str) -> list[Row]:
        """Rows of the month itself."""
        return [row for row in self.tables.get(record_type, []) if not row.get("is_edge")]

    def around(self, record_type: str) -> list[Row]:
        """Rows of the month and those kept as context."""
        return self.tables.get(record_type, [])


def grouped(rows: list[Row], key: str = "employee_id") -> dict[str, list[Row]]:
    """Rows by the value of one column."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


def read_accepted(folder: Path, agency_id: str) -> Accepted:
    """Read `<record type>/*.parquet` below `folder`, the rows of one agency."""
    tables: dict[str, list[Row]] = {}
    for kind in sorted(path for path in folder.iterdir() if path.is_dir()):
        frames = [pl.read_parquet(file) for file in sorted(kind.glob("*.parquet"))]
        tables[kind.name] = [
            row
            for frame in frames
            if "agency_id" in frame.columns
            for row in frame.filter(pl.col("agency_id") == agency_id).to_dicts()
        ]
    holds: dict[str, set[str]] = defaultdict(set)
    for row in tables.pop("person_hold", []):
        holds[row["employee_id"]].add(row["reason_code"])
    return Accepted(tables, {person: frozenset(codes) for person, codes in holds.items()})
