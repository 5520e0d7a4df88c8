"""What the report of a month tells of each government; nobody in it stands among fewer than k people."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from contracts.dates import month_days
from contracts.home import Home
from contracts.privacy import Privacy
from contracts.quality import Quality
from contracts.standing import PAYABLE
from delivery.catalogue import Row, not_run, open_marts, rows
from delivery.errors import MonthNotRunError
from delivery.report import ceilings, fields, people, units
from delivery.report.cells import Cell, sets, together
from delivery.report.people import Bands, ClassPay

BRIDGE: Final = Path(__file__).with_name("bridge.sql")
MOST_MONTHS: Final = 12
# One of a pair gives the other away beside the heads of both months.
PAIRS: Final = (frozenset({"joined", "left"}),)


class Finding(NamedTuple):
    """Open findings, by rule or told together; `at_risk_amount` the most rupiah at risk."""

    titles: tuple[str, ...]
    findings: int
    at_risk_amount: int


class AgencyReport(NamedTuple):
    """The report of one government; None where fewer than k people would be told.

    heads: row of `bi.fact_agency_month`, whose `people` is null for fewer than k; before: that of the month
    before. trend: its months, the oldest first. bridge: what each cause changed in `paid_amount`; the cells
    add up to the difference of the two months. released_amount: whole rupiah of all releases of the month.
    corrections: lines of earlier months by kind; outstanding: what of them is not settled, by kind and
    reason. objections, reviews: `amount` counts rows. rules: those that are no basis for payment.
    """

    agency_id: str
    agency_name: str
    releases: list[str]
    released_amount: int
    is_simulation: bool
    heads: Row
    before: Row | None
    trend: list[Row]
    bridge: list[Cell] | None
    is_other_version: bool
    scores: dict[str, Bands]
    shares: Bands
    classes: list[ClassPay]
    units: list[units.UnitPay]
    tables: list[units.UnitTable]
    fields: list[fields.FieldIndicator]
    ceilings: ceilings.Ceilings
    findings: list[Finding] | None
    corrections: list[Cell] | None
    outstanding: list[Cell] | None
    objections: list[Cell] | None
    reviews: list[Cell] | None
    hours: Bands
    target_hours: int | None
    rules: list[Row]

    @property
    def can_compare(self) -> bool:
        """Whether both months tell enough people."""
        return self.is_told and self.before is not None and self.before["people"] is not None

    @property
    def is_told(self) -> bool:
        """Whether there are k people at all."""
        return self.heads["people"] is not None


@contextmanager
def reading(home: Home, month: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the catalogue with the tables for BI beside it (`readers.bi`), and the bridge as a table.

    Raises MonthNotRunError, CatalogueUnreadableError.
    """
    if not home.snapshot.exists():
        raise MonthNotRunError(not_run(month))
    with open_marts(home, month) as connection:
        path = str(home.snapshot).replace("'", "''")
        connection.execute(f"attach '{path}' as readers (read_only)")
        if not rows(connection, "select 1 as one from readers.bi.dim_month where month = ?", [month]):
            raise MonthNotRunError(not_run(month))
        connection.execute(
            f"create temp table bridge as {BRIDGE.read_text(encoding='utf-8')}",
            {"month": month, "before": month_before(month)},
        )
        yield connection


def month_before(month: str) -> str:
    """`2027-01` gives `2026-12`."""
    return f"{month_days(month)[0] - dt.timedelta(days=1):%Y-%m}"


def agencies(home: Home, connection: duckdb.DuckDBPyConnection, month: str) -> list[Row]:
    """Return every government of the month: agency_id, agency_name, status, its releases and their sum."""
    found = rows(
        connection,
        "select agency_id, agency_name, status from readers.bi.fact_agency_month "
        "inner join readers.bi.dim_agency using (agency_id) where month = ? order by agency_id",
        [month],
    )
    return [{**row, **_released(home.releases / month / row["agency_id"])} for row in found]


def _released(folder: Path) -> Row:
    """Names of the releases of a month of a government, and the whole rupiah of all of them."""
    manifests = sorted(folder.glob("r*/manifest.json"))
    amounts = [json.loads(path.read_text(encoding="utf-8"))["incentive_amount"] for path in manifests]
    return {"releases": [path.parent.name for path in manifests], "released_amount": sum(amounts)}


def agency_report(
    connection: duckdb.DuckDBPyConnection,
    agency: Row,
    month: str,
    *,
    settings: Privacy,
    quality: Quality,
) -> AgencyReport:
    """Collect the report of one government, one of `agencies`, from an open catalogue (`reading`)."""
    agency_id, k = str(agency["agency_id"]), settings.k
    key = {"agency": agency_id, "month": month}
    months = rows(
        connection,
        "select * from readers.bi.fact_agency_month where agency_id = $agency and month <= $month "
        "order by month desc limit $most",
        {**key, "most": MOST_MONTHS},
    )[::-1]
    is_told = months[-1]["people"] is not None
    return AgencyReport(
        agency_id,
        str(agency["agency_name"]),
        agency["releases"],
        agency["released_amount"],
        _is_simulation(connection, key),
        months[-1],
        next((row for row in months if row["month"] == month_before(month)), None),
        [row for row in months if row["people"] is not None],
        _bridge(connection, agency_id, k),
        _is_other_version(connection, key),
        people.scores(connection, key, k) if is_told else {},
        people.shares(connection, key, k) if is_told else None,
        people.classes(connection, key),
        units.unit_pay(connection, key),
        units.unit_tables(connection, key) if is_told else [],
        fields.fields(connection, key) if is_told else [],
        ceilings.ceilings(connection, key) if is_told else ceilings.NONE,
        _findings(connection, key, k, quality),
        people.corrections(connection, key, k),
        people.outstanding(connection, key, k),
        people.told(connection, "objections", "state", key, k),
        people.told(connection, "review_list", "list_kind || '/' || state", key, k),
        people.hours(connection, key, k),
        people.target_hours(connection, key),
        _rules(connection, key),
    )


def _is_simulation(connection: duckdb.DuckDBPyConnection, key: people.Key) -> bool:
    [row] = rows(
        connection,
        "select coalesce(bool_or(is_simulation), true) as told from marts.monthly_incentives "
        "where agency_id = $agency and month = $month",
        key,
    )
    return bool(row["told"])


def _is_other_version(connection: duckdb.DuckDBPyConnection, key: people.Key) -> bool:
    return bool(
        rows(
            connection,
            "select 1 as one from marts.monthly_incentives as present "
            "inner join marts.monthly_incentives as past using (agency_id, employee_id) "
            "where agency_id = $agency and present.month = $month and past.month = $before "
            "and present.policy_version <> past.policy_version limit 1",
            {**key, "before": month_before(key["month"])},
        )
    )


def _bridge(connection: duckdb.DuckDBPyConnection, agency_id: str, k: int) -> list[Cell] | None:
    """Return what each cause changed, the most first; None where fewer than k people have any change."""
    amounts = rows(
        connection,
        "select cause, cast(sum(amount) as bigint) as amount from bridge where agency_id = ? "
        "group by cause order by abs(sum(amount)) desc, cause",
        [agency_id],
    )
    who = rows(
        connection,
        "select held, count(*) as people from (select list(cause order by cause) as held from bridge "
        "where agency_id = ? group by employee_id) group by held",
        [agency_id],
    )
    behind = sets((row["held"], row["people"]) for row in who)
    return together({row["cause"]: row["amount"] for row in amounts}, behind, k, PAIRS)


def _findings(
    connection: duckdb.DuckDBPyConnection, key: people.Key, k: int, quality: Quality
) -> list[Finding] | None:
    """Open findings by rule, the most rupiah first; those on few people together, signals not at all.

    A finding that names nobody counts the people that it says. None where all are about too few.
    """
    told = rows(
        connection,
        "select rule_code, any_value(title) as title, count(*) as findings, "
        "cast(coalesce(sum(at_risk_amount), 0) as bigint) as at_risk_amount, "
        "list(distinct employee_id order by employee_id) filter (where employee_id is not null) as persons, "
        "cast(coalesce(max(people) filter (where employee_id is null), 0) as bigint) as most "
        "from marts.quality_findings where agency_id = $agency and month = $month and state <> 'resolved' "
        "and not list_contains($signals, rule_code) "
        "group by rule_code order by at_risk_amount desc, rule_code",
        {**key, "signals": list(quality.signals)},
    )
    free = {row["rule_code"] for row in told if not (row["persons"] or row["most"] or row["at_risk_amount"])}
    held: dict[str, set[str]] = {}
    for row in told:
        for person in row["persons"] or [
            f"{row['rule_code']} {place}" for place in range(min(row["most"], k))
        ]:
            held.setdefault(person, set()).add(row["rule_code"])
    named = {row["rule_code"]: row for row in told}
    amounts = {code: row["at_risk_amount"] for code, row in named.items() if code not in free}
    cells = together(amounts, sets((rules, 1) for rules in held.values()), k)
    if cells is None:
        return None
    return [
        Finding(
            tuple(named[code]["title"] for code in cell.keys),
            sum(named[code]["findings"] for code in cell.keys),
            cell.amount,
        )
        for cell in [*cells, *(Cell((code,), 0, 0) for code in named if code in free)]
    ]


def _rules(connection: duckdb.DuckDBPyConnection, key: people.Key) -> list[Row]:
    """Rules of the month that are no basis for payment: title, citation and status."""
    return rows(
        connection,
        "select distinct status, title, citation from compiled.policy_rules "
        "where agency_id = $agency and month = $month and not list_contains($payable, status) order by all",
        {**key, "payable": list(PAYABLE)},
    )
