"""The last steps of a month: the work database and the commit; nothing here knows Dagster."""

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from contracts.dates import month_before
from contracts.home import Home
from delivery import findings_book
from delivery.catalogue import Row, open_marts
from delivery.handoff.private import salted_hash
from delivery.holds import finding_key
from delivery.release.chain import released_until
from delivery.release.intact import refuse_damaged
from orchestration.builds import Build, code_version, combined_build_id, digest
from orchestration.catalogue import current_builds, previous_marts
from orchestration.corrections import write_correction_inputs
from orchestration.duck import database
from orchestration.errors import RefusedError
from orchestration.feeds import OUTCOMES
from orchestration.marts import TakeOver, export_marts
from orchestration.objections import write_objection_inputs
from orchestration.publishing import publish_build
from orchestration.request import Request
from orchestration.warehouse import PREVIOUS_TABLES, WorkInputs, prepare_work_db
from orchestration.workspace import Workspace

log = logging.getLogger("kinerja.run")


@dataclass(frozen=True)
class Published:
    """What a month brought.

    Attributes:
        rows: rows of each mart.
        build_id: the build that is current now.
        found: its findings, as the ledger keeps them.
        looked_at: when the run looked at what landed, as ISO text.

    """

    rows: dict[str, int]
    build_id: str
    found: Sequence[Row]
    looked_at: str


def note_findings(home: Home, request: Request, published: Published) -> None:
    """Write into the ledger which findings a published month opened and resolved; a look back adds none."""
    if home.derived_root is None and request.replayed_until is None:
        changed = findings_book.record(
            home,
            request.month,
            published.found,
            agencies=request.agencies or None,
            at=published.looked_at,
            build_id=published.build_id,
        )
        log.info("%s: %d findings opened or resolved", request.month, changed)


def prepare(home: Home, request: Request, workspace: Workspace) -> None:
    """Create the work database of the month.

    Raises:
        RefusedError: something that it is computed from is gone or damaged.

    """
    _refuse_lost(home, request, workspace)
    write_correction_inputs(home, request, workspace)
    write_objection_inputs(home, request, workspace)
    previous = Workspace(workspace.folder.parent / month_before(request.month))
    # an interim review shows no signals, and makes no key for them
    is_interim = home.derived_root is not None and request.known_until is None
    signal_key = "" if is_interim else salted_hash(home, request.month.encode(), "signals.key")
    prepare_work_db(
        workspace,
        WorkInputs(
            month=request.month,
            accepted=workspace.accepted,
            quarantined=workspace.quarantined,
            compiled=workspace.compiled,
            previous_work=previous.database if previous.database.exists() else None,
            previous_marts=previous_marts(home, request.month, PREVIOUS_TABLES),
            previous_releases=_first_releases(home, request, workspace),
            finding_key=finding_key(home),
            signal_key=signal_key,
            counted_until=request.counted_until,
        ),
    )


def _first_releases(home: Home, request: Request, workspace: Workspace) -> list[Path]:
    """First releases of the month before, by agency, as far as is known; a look back reads none."""
    if request.known_until:
        return []
    before = month_before(request.month)
    until = request.ledger_until
    told = None if until is None else released_until(home, until)
    agencies = pl.read_parquet(workspace.compiled / "agency.parquet")["agency_id"].sort()
    folders = [
        home.releases / before / agency_id / "r1"
        for agency_id in agencies
        if told is None or (agency_id, before, 1) in told
    ]
    for folder in folders:
        if folder.is_dir():
            refuse_damaged(folder, ["month_state.parquet"])
    return folders


def _refuse_lost(home: Home, request: Request, workspace: Workspace) -> None:
    """Refuse to compute without the month before, which the ledger says was run: nothing of it must be lost.

    Raises:
        RefusedError: its tables are gone.

    """
    before = month_before(request.month)
    here = Workspace(workspace.folder.parent / before).database.exists()
    if here or request.replayed_until is not None or before in current_builds(Home(home.root)):
        return
    if before in findings_book.judged_months(home):
        raise RefusedError(
            f"The tables of {before}, which {request.month} goes on from, are gone: `kinerja rebuild` makes "
            "them again."
        )


def publish(home: Home, request: Request, workspace: Workspace) -> Published:
    """Write the marts of the month and make them the current ones."""
    builds = current_builds(home)
    accepted_build = accepted_build_id(request, workspace)
    with database(workspace) as connection:
        gates = dict(connection.execute("select agency_id, status from marts.agency_gates").fetchall())
        found = findings_book.judged_findings(connection)
    agencies = dict.fromkeys(sorted(gates), accepted_build)
    rules = json.loads(workspace.rules.read_text(encoding="utf-8"))
    take_over = None
    current = builds.get(request.month)
    if request.agencies and current is not None:
        others = {agency: own for agency, own in current.agencies.items() if agency not in request.agencies}
        agencies = dict(sorted({**others, **agencies}.items()))
        rules = {**{agency: own for agency, own in current.rules.items() if agency in others}, **rules}
        folder = home.marts / request.month / current.build_id
        current.refuse_damaged(folder)
        take_over = TakeOver(folder, request.agencies)
    before = builds.get(month_before(request.month))
    previous = before.build_id if before is not None else None
    rows = export_marts(workspace, take_over)
    build = Build(request.month, combined_build_id(agencies, previous), agencies, previous, rules=rules)
    at = workspace.looked_at.read_text(encoding="utf-8")
    publish_build(home, build, workspace, accepted_build)
    log.info("%s: build %s is current: %d people", request.month, build.build_id, rows["monthly_incentives"])
    return Published(rows, build.build_id, found, at)


def goes_on(home: Home, request: Request) -> bool:
    """Whether at least one agency of a run that was published is not held."""
    with open_marts(home, request.month) as marts:
        gates = marts.execute(
            "select agency_id from marts.agency_gates where month = ? and status <> 'held'", [request.month]
        ).fetchall()
    return any(not request.agencies or agency in request.agencies for (agency,) in gates)


def accepted_build_id(request: Request, workspace: Workspace) -> str:
    """Id of what the month was computed from: the program, the agencies, their policies and their files."""
    outcomes = [path for name in OUTCOMES for path in (workspace.accepted / name).glob("*.parquet")]
    inputs = sorted([*workspace.compiled.glob("*.parquet"), *outcomes])
    inputs.append(workspace.rules)
    contents = (f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in inputs)
    return digest([code_version(), request.month, ",".join(sorted(request.agencies)), *contents])
