"""Who stands near an edge, what the step is worth, and how far raters lie apart."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

import duckdb

from delivery.catalogue import Row, rows
from delivery.fairness.groups import QUARTERS
from delivery.simulation import E4, MINUTE_CLIFFS, NEAR_MINUTES, NEAR_POINTS, SCORE_CLIFFS

# What the cliffs of a simulation read, of one month of the catalogue.
_INPUTS: Final = ("policy_event_points", "policy_score_bands")
_MARTS: Final = ("attendance_days", "performance_indicators")

# grain: one row per agency, kind of event and edge of the office's usual rules: points that the step costs
_MINUTE_STEPS: Final = """
select
    agency_id, event_kind as kind, minutes_from as edge, base, coalesce(aspect, '') as aspect,
    max(points_e4 - before_e4) as step_e4
from (
    select
        *,
        coalesce(lag(points_e4) over (
            partition by agency_id, event_kind, rule_id, base order by minutes_from
        ), 0) as before_e4
    from input.policy_event_points
    where event_kind in ('late', 'early') and minutes_from is not null and per_minutes is null
        and scope_id = '*'
        and (select month_end from input.run_month) between valid_from and valid_to
)
group by all
"""
# grain: one row per agency, aspect, measure and edge of a band: points that the step costs
_SCORE_STEPS: Final = """
select
    agency_id, aspect || ':' || measure as kind, from_e4 as edge, 'aspect' as base, aspect,
    max(abs(score_e4 - before_e4)) as step_e4
from (
    select *, lag(score_e4) over (partition by agency_id, aspect, measure order by from_e4) as before_e4
    from input.policy_score_bands
    where from_e4 is not null and key_text is null and scope_id = '*'
        and (select month_end from input.run_month) between valid_from and valid_to
)
where before_e4 is not null
group by all
"""
# grain: one row per agency, role and rater who rated at least k people: the mean that he gave, x 10,000
_RATERS: Final = """
with superiors as (
    select rating.agency_id, 'atasan' as rater_role, rating.superior_id as rater_id,
        rating.employee_id, indicators.score_e4
    from accepted.rating as rating
    inner join (
        select agency_id, employee_id, any_value(score_e4) as score_e4
        from marts.performance_indicators
        where month = $month and measure in ('rating_predicate', 'rating_matrix') and score_e4 is not null
            and not is_assumed
        group by agency_id, employee_id having count(distinct score_e4) = 1
    ) as indicators using (agency_id, employee_id)
    where rating.month = $month and rating.rating_month = $month and not rating.is_edge
        and rating.superior_id is not null
),
answers as (
    select agency_id, '360 ' || rater_role as rater_role, rater_id, employee_id,
        (v1 + v2 + v3 + v4 + v5 + v6 + v7) * 10000 as score_e4
    from accepted.rating_360
    where month = $month and rating_month = $month and not is_edge
        and v1 + v2 + v3 + v4 + v5 + v6 + v7 is not null
)
select agency_id, rater_role, rater_id, count(*) as rated, sum(score_e4) as score_sum
from (from superiors union all from answers)
group by all
having count(distinct employee_id) >= $k
order by agency_id, rater_role, rater_id
"""


class Edge(NamedTuple):
    """People near an edge on both sides; what the step is worth in percent of what is due, if known."""

    kind: str
    edge: Fraction
    people_over: int
    people_under: int
    step_pct: Fraction | None


class Raters(NamedTuple):
    """How far raters' means lie apart: mean distance from their mean; quartiles where k are in each."""

    role: str
    raters: int
    mean: Fraction
    distance: Fraction
    quartiles: tuple[Fraction, Fraction, Fraction] | None


def edges_of_month(
    connection: duckdb.DuckDBPyConnection, month: str, weights: Sequence[Row]
) -> dict[str, list[Edge]]:
    """Return by agency the edges that anybody stands near. weights: rows of `marts.fairness_indicators`."""
    _only(connection, month)
    steps = {
        (row["agency_id"], row["kind"], row["edge"]): row
        for query in (_MINUTE_STEPS, _SCORE_STEPS)
        for row in rows(connection, _of_one(query))
    }
    found: dict[str, list[Edge]] = defaultdict(list)
    for query, near, unit in ((MINUTE_CLIFFS, NEAR_MINUTES, 1), (SCORE_CLIFFS, NEAR_POINTS * E4, E4)):
        ordered = f"from ({_of_one(query)}) order by agency_id, kind desc, edge"
        for row in rows(connection, ordered, {"near": near}):
            step = steps.get((row["agency_id"], row["kind"], row["edge"]))
            own = [each for each in weights if each["agency_id"] == row["agency_id"]]
            found[row["agency_id"]].append(
                Edge(
                    row["kind"],
                    Fraction(row["edge"], unit),
                    row["people_over"],
                    row["people_under"],
                    None if step is None else _worth(step, own),
                )
            )
    return found


def _only(connection: duckdb.DuckDBPyConnection, month: str) -> None:
    """Make the tables that cliffs are read from of one month, without writing into the catalogue."""
    connection.execute(
        "create temp table run_month as "
        "select $month as month, last_day(strptime($month, '%Y-%m')) as month_end",
        {"month": month},
    )
    for schema, names in (("compiled", _INPUTS), ("marts", _MARTS)):
        for name in names:
            connection.execute(
                f"create temp view {name} as from {schema}.{name} "  # noqa: S608 - names of this file
                "where month = (select month from temp.run_month)"
            )


def _of_one(query: str) -> str:
    """Let a query of a work database read the tables of one month."""
    return query.replace("input.", "temp.").replace("marts.", "temp.")


def _worth(step: Row, weights: Sequence[Row]) -> Fraction | None:
    """Percent of what is due that a step of points moves: the points, times the weight of what they lower."""
    points = Fraction(step["step_e4"], E4)
    if step["base"] == "total":
        return points
    measure = step["kind"].partition(":")[2] or ("" if step["aspect"] else "discipline_points")
    weight = sum(
        Fraction(row["weight_e4"], E4)
        for row in weights
        if (not step["aspect"] or row["part"] == step["aspect"]) and measure in {"", row["measure"]}
    )
    return points * weight / 100 if weight else None


def raters_of_month(connection: duckdb.DuckDBPyConnection, month: str, k: int) -> dict[str, list[Raters]]:
    """Return by agency and role the spread of raters who rated k people, where there are k such raters."""
    means: dict[tuple[str, str], list[Fraction]] = defaultdict(list)
    for row in rows(connection, _RATERS, {"month": month, "k": k}):
        parts = row["rated"] * (7 if row["rater_role"].startswith("360") else 1)
        means[row["agency_id"], row["rater_role"]].append(Fraction(int(row["score_sum"]), parts * E4))
    found: dict[str, list[Raters]] = defaultdict(list)
    for (agency, role), own in means.items():
        if len(own) < k:
            continue
        mean = sum(own, Fraction()) / len(own)
        distance = sum((abs(each - mean) for each in own), Fraction()) / len(own)
        found[agency].append(Raters(role, len(own), mean, distance, _quartiles(sorted(own), k)))
    return found


def _quartiles(ordered: Sequence[Fraction], k: int) -> tuple[Fraction, Fraction, Fraction] | None:
    count = len(ordered)
    if count < QUARTERS * k:
        return None
    low, middle, high = (ordered[-(-count * quarter // QUARTERS) - 1] for quarter in (1, 2, 3))
    return low, middle, high
