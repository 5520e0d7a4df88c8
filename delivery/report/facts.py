"""What the report of a month tells of each government; nobody in it stands among fewer than k people."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from contracts.dates import month_before
from contracts.home import Home
from contracts.privacy import Privacy
from contracts.quality import Quality
from contracts.standing import PAYABLE
from delivery.bi.ladder import MERGED
from delivery.catalogue import Row, not_run, open_marts, rows
from delivery.errors import MonthNotRunError
from delivery.report import ceilings, fields, people, units
from delivery.report.cells import Cell, sets, step_of, together
from delivery.report.people import Bands, ClassPay

BRIDGE: Final = Path(__file__).with_name("bridge.sql")
MOST_MONTHS: Final = 12
# One of a pair gives the other away beside the heads of both months.
PAIRS: Final = (frozenset({"joined", "left"}),)
# How many the held rupiah and the corrections of both months have whom these causes of the bridge have not.
_APART: Final = """
with sides as (
    select
        employee_id, count(distinct month) = 1 as is_one_month,
        bool_or(is_held) as is_held, bool_or(is_held and computed_amount <> 0) as has_held_amount
    from marts.monthly_incentives
    where agency_id = $agency and month in ($month, $before)
    group by employee_id
),
corrected as (
    select distinct employee_id from marts.incentive_lines
    where agency_id = $agency and month in ($month, $before) and line_kind in ('kekurangan', 'kelebihan')
)
select
    count_if(is_one_month and has_held_amount) as hold,
    count_if((is_one_month or is_held) and corrected.employee_id is not null) as correction
from sides
left join corrected on sides.employee_id = corrected.employee_id
"""


class Finding(NamedTuple):
    """Open findings, by rule or told together; `at_risk_amount` the most rupiah at risk, rounded up."""

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
    findings: list[Finding]
    has_untold_findings: bool
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
        _bridge(connection, key, k),
        _is_other_version(connection, key),
        people.scores(connection, key, k) if is_told else {},
        people.shares(connection, key, k) if is_told else None,
        people.classes(connection, key),
        units.unit_pay(connection, key),
        units.unit_tables(connection, key) if is_told else [],
        fields.fields(connection, key) if is_told else [],
        ceilings.ceilings(connection, key) if is_told else ceilings.NONE,
        *_findings(connection, key, quality, is_told=is_told),
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


def _bridge(connection: duckdb.DuckDBPyConnection, key: people.Key, k: int) -> list[Cell] | None:
    """Return what each cause changed, the most first; None where fewer than k people have any change.

    Never alone is a cause of which both months tell the whole elsewhere, where fewer than k are in that only.
    """
    agency_id = key["agency"]
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
    [apart] = rows(connection, _APART, {**key, "before": month_before(key["month"])})
    behind = sets((row["held"], row["people"]) for row in who)
    few = {cause for cause, people_apart in apart.items() if 0 < people_apart < k}
    return together({row["cause"]: row["amount"] for row in amounts}, behind, k, PAIRS, few)


def _findings(
    connection: duckdb.DuckDBPyConnection, key: people.Key, quality: Quality, *, is_told: bool
) -> tuple[list[Finding], bool]:
    """Open findings as BI tells them, the most rupiah first, and whether some are about too few; no signals.

    Rupiah go up to a whole multiple of `step_of` the highest amount of a person: what waits of a unit or of
    everybody, less what is paid, or of one rule less another's, is else what one person is paid.
    """
    rules = rows(
        connection,
        "select rule_code, any_value(title) as title, "
        "cast(coalesce(sum(at_risk_amount), 0) as bigint) as at_risk_amount, "
        "(select coalesce(max(greatest(basic_amount, computed_amount)), 0) from marts.monthly_incentives "
        "where agency_id = $agency and month = $month) as most "
        "from marts.quality_findings where agency_id = $agency and month = $month and state <> 'resolved' "
        "and not list_contains($signals, rule_code) "
        "group by rule_code order by at_risk_amount desc, rule_code",
        {**key, "signals": list(quality.signals)},
    )
    told = {
        row["rule_code"]: row["findings"]
        for row in rows(
            connection,
            "select rule_code, findings from readers.bi.fact_finding "
            "where agency_id = $agency and month = $month and state = 'terbuka'",
            key,
        )
    }
    named = [row for row in rules if row["rule_code"] in told and (is_told or not row["at_risk_amount"])]
    others = [row for row in rules if row["rule_code"] not in told]
    cells = [
        Finding((row["title"],), told[row["rule_code"]], _up(row["at_risk_amount"], row["most"]))
        for row in named
    ]
    if others and is_told and MERGED in told:
        titles = tuple(row["title"] for row in others)
        at_risk = sum(row["at_risk_amount"] for row in others)
        cells.append(Finding(titles, told[MERGED], _up(at_risk, others[0]["most"])))
    return cells, sum(len(cell.titles) for cell in cells) < len(rules)


def _up(amount: int, most: int) -> int:
    step = step_of(most)
    return -(-amount // step) * step


def _rules(connection: duckdb.DuckDBPyConnection, key: people.Key) -> list[Row]:
    """Rules of the month that are no basis for payment: title, citation and status."""
    return rows(
        connection,
        "select distinct status, title, citation from compiled.policy_rules "
        "where agency_id = $agency and month = $month and not list_contains($payable, status) order by all",
        {**key, "payable": list(PAYABLE)},
    )
