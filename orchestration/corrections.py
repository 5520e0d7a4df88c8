"""What corrections are made from: what was released of earlier months, and what their marts say now.

Written as Parquet beside the compiled tables, so that a build names what it was computed from and a look
aside computes with the same. Rows are only chosen and named here; what differs is for the models to say.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from contracts.dates import month_after
from contracts.home import Home
from delivery.release.chain import released_until, releases_of
from delivery.release.changes import Change, changes_since
from delivery.release.intact import refuse_damaged, refuse_unknown
from orchestration.catalogue import current_builds
from orchestration.duck import parquet, text
from orchestration.policy_files import calendar_files, policy_files
from orchestration.request import Request
from orchestration.workspace import Workspace

_LINE = (
    "employee_id varchar, for_month varchar, line_kind varchar, component varchar, aspect varchar, "
    "detail varchar, rule_id varchar, rule_title varchar, citation varchar, clause varchar, "
    "rule_status varchar, policy_version varchar, amount bigint"
)
COLUMNS: Mapping[str, str] = {
    "correction_scope": "agency_id varchar, is_open boolean",
    "paid_lines": f"agency_id varchar, release_month varchar, release_no bigint, {_LINE}, "
    "corrected_kind varchar, corrected_detail varchar, paid_before_amount bigint, due_amount bigint, "
    "cause varchar",
    "paid_people": "agency_id varchar, release_month varchar, release_no bigint, employee_id varchar, "
    "name varchar, unit_id varchar, is_held boolean",
    "due_lines": f"agency_id varchar, {_LINE}",
    "due_people": "agency_id varchar, for_month varchar, employee_id varchar, name varchar, unit_id varchar, "
    "is_held boolean",
    "paid_outstanding": "agency_id varchar, release_month varchar, employee_id varchar, name varchar, "
    "unit_id varchar, for_month varchar, outstanding_kind varchar, reason varchar, amount bigint, "
    "repaid_amount bigint, corrected_amount bigint",
    "month_changes": "agency_id varchar, for_month varchar, employee_id varchar, cause varchar",
    "stale_months": "agency_id varchar, for_month varchar, cause varchar",
}


# Tables of a release that are read here.
READ = ("monthly_incentives", "incentive_lines", "outstanding")

# Feeds whose rows move no line of the month that they speak of: they are no cause of a correction.
_NO_CAUSE = ("approvals", "contacts", "objections", "payroll_ack", "payroll_base", "repayments", "training")


@dataclass(frozen=True)
class _Release:
    """One release that corrections read."""

    agency_id: str
    month: str
    number: int
    folder: Path


def create_correction_tables(connection: duckdb.DuckDBPyConnection, schema: str = "input") -> None:
    """Create each table that is not there yet, empty."""
    for name, columns in COLUMNS.items():
        connection.execute(f'create table if not exists "{schema}"."{name}" ({columns})')


def write_correction_inputs(home: Home, request: Request, workspace: Workspace) -> None:
    """Write the tables of COLUMNS for a month to the workspace's compiled tables.

    The month after an agency's last released one is open: it gets all releases and the current marts of the
    released months (of this run, where it computed them). A released month gets its own releases, to say
    again what they said. Any other month, and a look back, gets nothing. A run that is done again sees what
    was released until then.
    """
    read: list[_Release] = []
    scope: dict[str, bool] = {}
    until = request.ledger_until
    told = None if until is None else released_until(home, until)
    if home.derived_root is None:
        agencies = pl.read_parquet(workspace.compiled / "agency.parquet")["agency_id"].sort()
        for agency_id in agencies:
            refuse_unknown(home, agency_id)
            known = [
                _Release(agency_id, *each)
                for each in releases_of(home, agency_id)
                if told is None or (agency_id, *each[:2]) in told
            ]
            if known and request.month == month_after(known[-1].month):
                scope[agency_id] = True
                read += known
            elif own := [each for each in known if each.month == request.month]:
                scope[agency_id] = False
                read += own
    with duckdb.connect() as connection:
        create_correction_tables(connection, "main")
        for each in scope.items():
            connection.execute("insert into correction_scope values (?, ?)", each)
        _read_releases(connection, read)
        opened = [each for each in read if scope[each.agency_id]]
        _read_due(connection, home, workspace, opened)
        _tell_stale(connection, home, request, workspace, opened)
        for name in COLUMNS:
            target = text(workspace.compiled / f"{name}.parquet")
            connection.execute(f"copy (select * from {name} order by all) to {target} (format parquet)")


def _read_releases(connection: duckdb.DuckDBPyConnection, read: Sequence[_Release]) -> None:
    """Fill paid_people, paid_lines (of people who were not held) and paid_outstanding."""
    connection.execute("create temp table release (folder varchar, release_month varchar, release_no bigint)")
    if not read:
        return
    for each in read:
        refuse_damaged(each.folder, [f"{name}.parquet" for name in READ])
    connection.executemany(
        "insert into release values (?, ?, ?)", [[str(each.folder), each.month, each.number] for each in read]
    )
    people = [each.folder / "monthly_incentives.parquet" for each in read]
    _insert(connection, "paid_people", people)
    _insert(
        connection,
        "paid_lines",
        [each.folder / "incentive_lines.parquet" for each in read],
        "semi join (select * from paid_people where not is_held) as paid "
        "using (agency_id, release_month, release_no, employee_id)",
    )
    listed = [path for each in read if (path := each.folder / "outstanding.parquet").exists()]
    _insert(connection, "paid_outstanding", listed)


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, paths: Sequence[Path], joined: str = ""
) -> None:
    """Insert released rows; a column that an older release does not have is null."""
    if not paths:
        return
    source = (
        f"read_parquet([{', '.join(text(path) for path in paths)}], union_by_name = true, filename = 'file')"
    )
    there = {row[0] for row in connection.execute(f"describe select * from {source}").fetchall()}
    wanted = [row[0] for row in connection.execute(f"describe {table}").fetchall()]
    columns = [name for name in wanted if name in there or name in {"release_month", "release_no"}]
    connection.execute(
        f"insert into {table} by name select {', '.join(columns)} from "
        f"(select * from {source} as written "
        f"join release on parse_dirpath(written.file) = release.folder) {joined}"
    )


def _read_due(
    connection: duckdb.DuckDBPyConnection, home: Home, workspace: Workspace, read: Sequence[_Release]
) -> None:
    """Fill due_people, due_lines and month_changes from the current marts of the released months."""
    builds = current_builds(home) if read else {}
    for month in sorted({each.month for each in read}):
        firsts = {each.agency_id: each.folder for each in read if (each.month, each.number) == (month, 1)}
        work = Workspace(workspace.folder.parent / month)
        in_run = work.database
        if in_run.exists():
            accepted = dict.fromkeys(firsts, work.accepted)
            connection.execute(f"attach {text(in_run)} as due (read_only)")
            marts = {
                "monthly_incentives": "due.marts.monthly_incentives",
                "incentive_lines": "due.marts.incentive_lines",
                "file_outcomes": "due.input.file_outcomes",
            }
        elif month in builds:
            folder = home.marts / month / builds[month].build_id
            own = builds[month].agencies
            accepted = {each: home.accepted / month / own[each] for each in firsts if each in own}
            names = ("monthly_incentives", "incentive_lines", "file_outcomes")
            builds[month].refuse_damaged(folder, names)
            marts = {name: parquet([folder / f"{name}.parquet"]) for name in names}
        else:
            continue
        _read_marts(connection, month, marts, sorted(firsts))
        _tell_changes(connection, home, month, marts["file_outcomes"], firsts)
        _name_people(connection, month, marts["file_outcomes"], accepted)
        if in_run.exists():
            connection.execute("detach due")


def _tell_stale(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    request: Request,
    workspace: Workspace,
    read: Sequence[_Release],
) -> None:
    """Fill stale_months: released months to be run again; without a cause where they have no tables."""
    from orchestration.released_months import Released, causes_since

    builds = current_builds(home) if read else {}
    for agency_id, month in sorted({(each.agency_id, each.month) for each in read}):
        if Workspace(workspace.folder.parent / month).database.exists():
            continue
        causes = None
        if month in builds and agency_id in builds[month].agencies:
            released = Released(agency_id, month, builds[month])
            causes = "; ".join(causes_since(home, request, workspace, released))
        if causes != "":
            connection.execute("insert into stale_months values (?, ?, ?)", [agency_id, month, causes])


def _read_marts(
    connection: duckdb.DuckDBPyConnection, month: str, marts: Mapping[str, str], agencies: Sequence[str]
) -> None:
    columns = ", ".join(column.split()[0] for column in COLUMNS["due_lines"].split(", "))
    connection.execute(
        f"insert into due_lines by name select {columns} from {marts['incentive_lines']} "
        "where list_contains(?, agency_id) and for_month = ?",
        [agencies, month],
    )
    connection.execute(
        "insert into due_people by name "
        "select agency_id, month as for_month, employee_id, name, unit_id, is_held "
        f"from {marts['monthly_incentives']} where list_contains(?, agency_id)",
        [agencies],
    )


def _tell_changes(
    connection: duckdb.DuckDBPyConnection, home: Home, month: str, outcomes: str, firsts: Mapping[str, Path]
) -> None:
    files = connection.execute(
        f"select distinct agency_id, path, sha256 from {outcomes} "
        "where outcome = 'parsed' and rows_accepted > 0 and list_contains(?, agency_id) "
        "and not list_contains(?, feed) order by all",
        [sorted(firsts), [*_NO_CAUSE]],
    ).fetchall()
    told = [
        [agency_id, month, change]
        for agency_id, folder in firsts.items()
        for change in _changes(
            home, month, agency_id, folder, [row[1:] for row in files if row[0] == agency_id]
        )
    ]
    if told:
        connection.executemany("insert into month_changes values (?, ?, null, ?)", told)


def _name_people(
    connection: duckdb.DuckDBPyConnection, month: str, outcomes: str, accepted: Mapping[str, Path]
) -> None:
    """Make a changed file a change of the people in its rows; one that names nobody stays everybody's."""
    for agency_id, folder in sorted(accepted.items()):
        rows = sorted(folder.glob("*/*.parquet"))
        if not rows:
            continue
        listed = ", ".join(text(path) for path in rows)
        asked = {"agency": agency_id, "month": month}
        connection.execute(
            "create or replace temp table named as "
            "select distinct changes.cause, accepted.employee_id from month_changes as changes "
            f"join {outcomes} as files on changes.cause = 'berkas ' || files.path "
            "and changes.agency_id = files.agency_id "
            f"join read_parquet([{listed}], union_by_name = true) as accepted "
            "on files.agency_id = accepted.agency_id and files.file_no = accepted.file_no "
            "where changes.agency_id = $agency and changes.for_month = $month "
            "and accepted.employee_id is not null",
            asked,
        )
        connection.execute(
            "delete from month_changes where agency_id = $agency and for_month = $month "
            "and cause in (select cause from named)",
            asked,
        )
        connection.execute(
            "insert into month_changes select $agency, $month, employee_id, cause from named", asked
        )


def _changes(
    home: Home, month: str, agency_id: str, folder: Path, files: Iterable[Sequence[str]]
) -> Iterator[Change]:
    yield from changes_since(
        folder,
        files={(path, sha256) for path, sha256 in files},
        policies=policy_files(home, agency_id),
        calendars=calendar_files(month),
    )
