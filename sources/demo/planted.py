"""The book of what was planted: every defect of the demo, where it is and what should become of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

QUARANTINED, DUPLICATE, SUPERSEDED, HELD = "quarantined", "duplicate", "superseded", "held"
REFUSED, IGNORED, NOT_SETTLED = "refused", "ignored", "not_settled"
UNKNOWN_FEED, UNKNOWN_AGENCY, PARSED = "unknown_feed", "unknown_agency", "parsed"


@dataclass
class Planted:
    """Collects the records; rows count from 1, the header not counted."""

    records: list[dict[str, object]] = field(default_factory=list)

    def add(
        self,
        kind: str,
        path: str,
        outcome: str,
        *,
        rows: Sequence[int] = (),
        code: str | None = None,
        note: str | None = None,
        people: Sequence[str] = (),
    ) -> None:
        """Record one defect; the path below the landing folder tells agency, delivery month and feed."""
        agency, month, feed = path.split("/")[:3]
        self.records.append(
            {
                "kind": kind,
                "agency_id": agency,
                "delivery_month": month,
                "feed": feed,
                "path": path,
                "row_no": rows[0] if len(rows) == 1 else None,
                "rows": list(rows),
                "expected_outcome": outcome,
                "expected_code": code,
                "note": note,
                "employee_id": people[0] if len(people) == 1 else None,
                "employee_ids": list(people),
            }
        )

    def write(self, path: Path) -> None:
        """Write the book as a JSON list."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.records, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def with_rows(table: pl.DataFrame, rows: Sequence[dict[str, str | None]]) -> pl.DataFrame:
    """Append rows to a table of text cells; columns that a row does not name are blank."""
    if not rows:
        return table
    extra = pl.DataFrame(
        [{name: row.get(name) for name in table.columns} for row in rows], schema=table.schema
    )
    return pl.concat([table, extra])


def all_text(table: pl.DataFrame) -> pl.DataFrame:
    """Cast every cell to text, so that defects of any kind can stand beside good rows."""
    return table.with_columns(pl.all().cast(pl.String))


def last_rows(table: pl.DataFrame, count: int, offset: int = 0) -> list[int]:
    """Row numbers of `count` rows that end `offset` rows before the end of the table."""
    end = table.height - offset
    return list(range(end - count + 1, end + 1))
