"""Released months whose tables no longer say what is known: their corrections have not been computed yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import polars as pl

from contracts.acceptance import Month
from contracts.acceptance.rules import RULES
from contracts.acceptance.span import Span, is_near
from contracts.home import Home
from contracts.policy.compile import compile_policies
from contracts.policy.loading import Policies, load_policies
from delivery.receipts import Receipt, read_receipts
from orchestration.batches import MASTER, AgencyFacts
from orchestration.builds import Build
from orchestration.intake import intake
from orchestration.parsed import read_once
from orchestration.receiving import cleared_holds
from orchestration.request import Request
from orchestration.workspace import Workspace
from sources.feeds import FEEDS

# Record types that move no pay of the month that they speak of.
ASIDE: Final = frozenset(
    {"repayment", "contact", "payroll_base", "payroll_ack", "objection", "approval", "training"}
)
# Tables of words, from which no amount comes.
WORDS: Final = frozenset({"policy_rules"})
# Which file and row said something is no part of what was said.
PLACES: Final = ("file_no", "row_no")
FILES_NAMED: Final = 3


@dataclass(frozen=True)
class Released:
    """A released month of an agency, with the build that its tables are of."""

    agency_id: str
    month: str
    build: Build


def causes_since(home: Home, request: Request, workspace: Workspace, month: Released) -> list[str]:
    """Say what has changed since the month was computed last; empty: running it again would give the same.

    Looks at policies and calendars in the month, at cleared holds, and at landed files with rows that count.
    `request` is the run that asks: the ledger is read as far as it reads it.
    """
    policies = load_policies(home_policies=home.policies)
    own = home.compiled / month.month / month.build.agencies[month.agency_id]
    found = [*_rules(home, policies, month, own)]
    cleared = cleared_holds(home, Request(month.month, (), None, request.ledger_until), [month.agency_id])
    if not _same(cleared, own / "cleared_hold.parquet", month):
        found.append("pencabutan penahanan")
    return found + _files(home, policies, request, workspace, month)


def _rules(home: Home, policies: Policies, month: Released, compiled: Path) -> Iterator[str]:
    decrees = _accepted(home, month, "calendar_decree").select(
        "agency_id", "decree_date", "kind", "name", "decided_on"
    )
    tables = compile_policies(policies, [month.agency_id], month.month, None, decrees)
    changed = [
        name
        for name, table in tables.items()
        if name not in WORDS and not _same(table, compiled / f"{name}.parquet", month)
    ]
    if any(name != "calendar_days" for name in changed):
        yield "kebijakan"
    if "calendar_days" in changed:
        yield "kalender"


def _same(table: pl.DataFrame, written: Path, month: Released) -> bool:
    """Tell whether a table says of the month what a written one says; what was not written is not asked."""
    if not written.exists():
        return True
    return _in_month(table, month).equals(_in_month(pl.read_parquet(written), month))


def _in_month(table: pl.DataFrame, month: Released) -> pl.DataFrame:
    """Rows of the agency as far as they speak of the month."""
    first, last = Month(month.month).start, Month(month.month).end
    rows = table.filter(pl.col("agency_id") == month.agency_id)
    if "valid_from" in rows.columns:
        rows = rows.filter((pl.col("valid_from") <= last) & (pl.col("valid_to") >= first)).with_columns(
            pl.col("valid_from").clip(lower_bound=first), pl.col("valid_to").clip(upper_bound=last)
        )
    if "date" in rows.columns:
        rows = rows.filter(pl.col("date").is_between(first, last))
    return rows.sort(rows.columns)


def _files(
    home: Home, policies: Policies, request: Request, workspace: Workspace, month: Released
) -> list[str]:
    binding = policies.for_agency(month.agency_id)
    if binding is None:
        return []
    facts = AgencyFacts(binding.agency_id, binding.zone, binding.first_month)
    receipts = [
        receipt
        for receipt in read_receipts(home, request.ledger_until)
        if receipt.agency_id == month.agency_id and receipt.feed in FEEDS
    ]
    known = set(_accepted(home, month, "file_outcomes")["file_no"].drop_nulls())
    fresh = {
        receipt: record_type
        for receipt in receipts
        if receipt.file_no not in known
        and receipt.superseded_by is None
        and (record_type := _touches(home, receipt, facts.zone, Month(month.month)))
    }
    if not fresh:
        return []
    with TemporaryDirectory(dir=workspace.folder) as folder:
        accepted = Path(folder, "accepted")
        intake(home, month.month, [facts], receipts, accepted, Path(folder, "quarantined"))
        changed = {
            record_type
            for record_type in sorted(set(fresh.values()))
            if not _same_rows(home, month, record_type, accepted / record_type)
        }
        outcomes = pl.read_parquet(accepted / "file_outcomes" / "*.parquet")
    counting = set(outcomes.filter(pl.col("rows_accepted") > 0)["path"])
    touched = sorted(receipt.path for receipt, record_type in fresh.items() if record_type in changed)
    # a file that takes rows away brings none itself
    paths = [path for path in touched if path in counting] or touched
    rest = [f"berkas lain: {len(paths) - FILES_NAMED}"] if len(paths) > FILES_NAMED else []
    return [f"berkas {path}" for path in paths[:FILES_NAMED]] + rest


def _touches(home: Home, receipt: Receipt, zone: str, month: Month) -> str | None:
    """Record type of a file that may bring the month rows; None of one that cannot."""
    reading = read_once(home, receipt, zone).reading
    record_type = reading.record_type
    if record_type is None or record_type in ASIDE:
        return None
    if record_type in MASTER:
        return record_type if receipt.delivery_month <= month.text else None
    return record_type if is_near(record_type, _until(reading.span, month), month) else None


def _until(span: Span, month: Month) -> Span:
    """Leave out what a file says of later months: those are only looked at."""
    return Span(span.first, span.last, tuple(each for each in span.months if each <= month.text))


def _same_rows(home: Home, month: Released, record_type: str, folder: Path) -> bool:
    now = pl.read_parquet(folder / "*.parquet")
    return _counting(now, record_type, month).equals(
        _counting(_accepted(home, month, record_type), record_type, month)
    )


def _counting(rows: pl.DataFrame, record_type: str, month: Released) -> pl.DataFrame:
    """Rows of the agency without the places they stand in, up to the end of the month."""
    starts = RULES[record_type].starts
    rows = rows.filter(pl.col("agency_id") == month.agency_id)
    if starts is not None:
        rows = rows.filter(starts <= Month(month.month).end)
    if record_type == "budget_ceiling":
        rows = rows.filter(pl.col("budget_period") == month.month)
    rows = rows.drop(PLACES)
    return rows.sort(rows.columns)


def _accepted(home: Home, month: Released, record_type: str) -> pl.DataFrame:
    folder = home.accepted / month.month / month.build.agencies[month.agency_id] / record_type
    return pl.read_parquet(folder / "*.parquet").filter(pl.col("agency_id") == month.agency_id)
