"""The first steps of a month: receipts, acceptance, policies; nothing here knows Dagster."""

import json
import logging
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import polars as pl

from contracts.home import Home
from contracts.policy.compile import compile_policies as compile_tables
from contracts.policy.loading import Policies, load_policies
from contracts.quality import shipped_quality
from delivery import holds, receipts
from delivery.unread import record_unread, unread_files
from orchestration.batches import AgencyFacts
from orchestration.errors import RefusedError
from orchestration.intake import intake
from orchestration.intake_tables import FILE_OUTCOMES
from orchestration.policy_files import rules_digests
from orchestration.request import Request
from orchestration.workspace import Workspace
from sources.feeds import FEEDS

log = logging.getLogger("kinerja.run")

CLEARED_HOLD = {"agency_id": pl.String, "finding_id": pl.String, "seen": pl.String}

Facts = Mapping[str, Mapping[str, int]]

NO_POLICY = "Belum ada kebijakan untuk pemerintah daerah ini: `kinerja init {agency}` menulis kerangkanya."
BROKEN_POLICY = "Kebijakan pemerintah daerah ini tidak dapat dipakai: {reason}"


def receive(home: Home, received_at: datetime, workspace: Workspace) -> Facts:
    """Give each new landed file its receipt; returns files and bytes of each feed.

    What is not read at all (litter, growing files, unknown agencies and feeds) goes to the ledger too; the
    time of this look, which is the time of all that the run writes there, waits in the workspace.
    """
    policies = _policies(home)
    known = {folder for folder in _folders(home) if policies.knows(folder)}
    received = receipts.receive(home, received_at, known, set(FEEDS))
    record_unread(home, received.outcomes, received_at)
    workspace.looked_at.write_text(received_at.isoformat(), encoding="utf-8")
    files = Counter(receipt.feed for receipt in received.receipts)
    size: Counter[str] = Counter()
    for receipt in received.receipts:
        size[receipt.feed] += receipt.size
    log.info("%d landed files, %d bytes", files.total(), size.total())
    return {feed: {"files": files[feed], "bytes": size[feed]} for feed in FEEDS}


def accept(home: Home, request: Request, workspace: Workspace) -> Facts:
    """Parse what is new and judge every row for the month; returns the rows of each table.

    Raises:
        RefusedError: an agency that was asked for has no usable policy, or none has landed anything.

    """
    policies = _policies(home)
    agencies = _agencies(home, policies, request)
    ids = {agency.agency_id for agency in agencies}
    known = [
        receipt
        for receipt in receipts.read_receipts(home, request.ledger_until)
        if receipt.agency_id in ids and receipt.feed in FEEDS
    ]
    result = intake(
        home,
        request.month,
        agencies,
        known,
        workspace.accepted,
        workspace.quarantined,
        known_until=request.ledger_until,
    )
    unread = _unread(home, policies, request)
    unread.write_parquet(workspace.accepted / "file_outcomes" / "unread.parquet")
    ends = {
        name: int(result.file_outcomes[f"rows_{name}"].sum())
        for name in ("accepted", "quarantined", "duplicate", "superseded", "other_month")
    }
    log.info(
        "%s: %s rows accepted, %s quarantined", request.month, f"{ends['accepted']:,}", ends["quarantined"]
    )
    return {
        **{name: {"rows": rows} for name, rows in result.rows.items()},
        "file_outcomes": {"files": result.file_outcomes.height + unread.height, **ends},
        "quarantined_rows": {"rows": ends["quarantined"]},
        "person_hold": {"people": result.person_hold["employee_id"].n_unique()},
        "agency_intake": {"agencies": result.agency_intake.height},
    }


def compile_policies(home: Home, request: Request, workspace: Workspace) -> dict[str, int]:
    """Compile policies and calendars to `compiled/<table>.parquet`; returns the rows of each."""
    policies = _policies(home)
    agencies = [agency.agency_id for agency in _agencies(home, policies, request)]
    decrees = pl.read_parquet(workspace.accepted / "calendar_decree" / "*.parquet").select(
        "agency_id", "decree_date", "kind", "name", "decided_on"
    )
    known_on = None if request.known_until is None else request.known_until.date()
    tables = compile_tables(policies, agencies, request.month, known_on, decrees)
    workspace.compiled.mkdir(parents=True, exist_ok=True)
    tables["cleared_hold"] = cleared_holds(home, request, agencies)
    for name, table in tables.items():
        table.write_parquet(workspace.compiled / f"{name}.parquet")
    workspace.rules.write_text(json.dumps(rules_digests(policies, agencies, request.month)), encoding="utf-8")
    return {name: table.height for name, table in tables.items()}


def cleared_holds(home: Home, request: Request, agencies: list[str]) -> pl.DataFrame:
    """agency_id, finding_id, seen of the holds of the month that were taken away, as far as is known."""
    events = holds.cleared(home, request.month, shipped_quality(), request.ledger_until)
    told = {tuple(event[name] for name in CLEARED_HOLD) for event in events if event["agency_id"] in agencies}
    return pl.DataFrame(sorted(told), schema=CLEARED_HOLD, orient="row")


def _policies(home: Home) -> Policies:
    return load_policies(home_policies=home.policies)


def _folders(home: Home) -> list[str]:
    """Folders of agencies, in order."""
    return sorted(folder.name for folder in home.landing.iterdir() if folder.is_dir())


def _landed(home: Home, request: Request) -> list[str]:
    """Agencies of which any file has landed, as far as is known, in order."""
    if request.ledger_until is None:
        return [each for each in _folders(home) if any(map(Path.is_file, (home.landing / each).rglob("*")))]
    known = {receipt.agency_id for receipt in receipts.read_receipts(home, request.ledger_until)}
    unread = unread_files(home, request.ledger_until)["agency_id"].drop_nulls()
    return sorted(each for each in known.union(unread) if each)


def _agencies(home: Home, policies: Policies, request: Request) -> list[AgencyFacts]:
    """Agencies of a run: those asked for, else all that landed something and take part in the month."""
    landed = _landed(home, request)
    bindings = [policies.for_agency(agency) for agency in request.agencies or landed]
    for agency, binding in zip(request.agencies, bindings, strict=False):
        if binding is None:
            raise RefusedError(_no_policy(policies, agency))
        if binding.first_month > request.month:
            raise RefusedError(f"{agency} takes part from {binding.first_month} on, as its policy says.")
    agencies = [
        AgencyFacts(binding.agency_id, binding.zone, binding.first_month)
        for binding in bindings
        if binding is not None and binding.first_month <= request.month
    ]
    if not agencies:
        broken = [_no_policy(policies, code) for code in landed if code in policies.broken_agencies]
        raise RefusedError(
            f"No agency with a policy landed anything in {home.landing} that takes part in {request.month}. "
            + " ".join(broken)
        )
    return agencies


def _no_policy(policies: Policies, agency: str) -> str:
    reason = policies.broken_agencies.get(agency)
    return NO_POLICY.format(agency=agency) if reason is None else BROKEN_POLICY.format(reason=reason)


def _unread(home: Home, policies: Policies, request: Request) -> pl.DataFrame:
    """Files that no reader saw, as rows of file_outcomes."""
    unread = unread_files(home, request.ledger_until)
    if request.agencies:
        unread = unread.filter(pl.col("agency_id").is_in(request.agencies))
    strangers = (
        unread.filter(pl.col("outcome") == "unknown_agency")["agency_id"].drop_nulls().unique().to_list()
    )
    reasons = {agency: _no_policy(policies, agency) for agency in strangers}
    reason = pl.col("agency_id").replace_strict(reasons, default=None, return_dtype=pl.String)
    return (
        pl.concat([pl.DataFrame(schema=FILE_OUTCOMES), unread], how="diagonal")
        .with_columns(month=pl.lit(request.month), reason=reason)
        .with_columns(pl.col("^rows_.*$").fill_null(0))
        .sort("path")
    )
