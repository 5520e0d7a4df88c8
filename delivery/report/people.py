"""People of a government counted by what they scored, are paid and learnt: bands, never anybody alone."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import duckdb

from delivery.catalogue import has_table, rows
from delivery.report.cells import Cell, bands, sets, together

Bands = list[tuple[str, str, int]] | None
Key = Mapping[str, str]

E4: Final = 10_000
# From which score, which percent of the basic amount and which lesson hours a band begins.
SCORES_FROM: Final = (0, 60, 75, 90, 100)
SHARES_FROM: Final = (0, 50, 75, 90, 100)
HOURS_FROM: Final = (0, 1, 10, 20)
WITHOUT: Final = "-"


class ClassPay(NamedTuple):
    """People who are not held, by band of job classes; whole rupiah, percents x 10,000 of the basic ones."""

    label: str
    people: int
    mean_amount: int
    share_e4: int | None


def scores(connection: duckdb.DuckDBPyConnection, key: Key, k: int) -> dict[str, Bands]:
    """All people by their score of each aspect, the mean over the lines that it weighs in; `-` is without."""
    found = rows(
        connection,
        "select aspect, list(score) as scores from (select label as aspect, employee_id, "
        "cast(sum(score_e4) // count(*) as bigint) as score from marts.incentive_line_factors "
        "where agency_id = $agency and month = $month and factor_kind = 'nilai' group by all) "
        "group by aspect order by aspect",
        key,
    )
    [heads] = rows(
        connection,
        "select count(*) as people from marts.monthly_incentives "
        "where agency_id = $agency and month = $month",
        key,
    )
    return {
        row["aspect"]: _banded(row["scores"], SCORES_FROM, k, E4, heads["people"] - len(row["scores"]))
        for row in found
    }


def shares(connection: duckdb.DuckDBPyConnection, key: Key, k: int) -> Bands:
    """All people, held or not, by what their computed amount is of their basic amount, in percent."""
    found = rows(
        connection,
        "select coalesce(cast(computed_amount as hugeint) * 100 // nullif(basic_amount, 0), 0) as pct "
        "from marts.monthly_incentives where agency_id = $agency and month = $month",
        key,
    )
    return _banded([int(row["pct"]) for row in found], SHARES_FROM, k)


def _banded(values: Sequence[int], begins: Sequence[int], k: int, unit: int = 1, without: int = 0) -> Bands:
    """Count values by the edge at or below them, the lowest band first; labels are the edges.

    Who has no value stands below all: heads less the others would tell how few they are.
    """
    counted = dict.fromkeys(begins, 0)
    for value in values:
        counted[max((edge for edge in begins if value >= edge * unit), default=begins[0])] += 1
    lowest = [(WITHOUT, without)] if without else []
    return bands([*lowest, *((str(edge), people) for edge, people in counted.items())], k)


def classes(connection: duckdb.DuckDBPyConnection, key: Key) -> list[ClassPay]:
    """Pay of who is not held by band of classes: sums over whole groups of the partition for BI."""
    found = rows(
        connection,
        "select class_band, count(*) as people, sum(basic_amount) as basic, sum(paid_amount) as paid "
        "from readers.bi.fact_incentive inner join readers.bi.dim_post using (post_key) "
        "where agency_id = $agency and month = $month and pay_state <> 'ditahan' "
        "group by class_band "
        "order by class_band = '*', try_cast(regexp_extract(class_band, '\\d+') as integer), class_band",
        key,
    )
    return [
        ClassPay(
            row["class_band"],
            row["people"],
            int((2 * row["paid"] + row["people"]) // (2 * row["people"])),
            int(row["paid"] * 100 * E4 // row["basic"]) if row["basic"] else None,
        )
        for row in found
    ]


def hours(connection: duckdb.DuckDBPyConnection, key: Key, k: int) -> Bands:
    """All people by lesson hours of the calendar year so far; empty for a build that has none."""
    if not has_table(connection, "marts", "training_hours"):
        return []
    found = rows(
        connection,
        "select coalesce(learnt.lesson_hours, 0) as lesson_hours from marts.monthly_incentives as paid "
        "left join marts.training_hours as learnt using (agency_id, month, employee_id) "
        "where agency_id = $agency and month = $month",
        key,
    )
    return _banded([int(row["lesson_hours"]) for row in found], HOURS_FROM, k)


def target_hours(connection: duckdb.DuckDBPyConnection, key: Key) -> int | None:
    """Lesson hours a year that the policy asks for, where it asks for one number."""
    if not has_table(connection, "marts", "training_hours"):
        return None
    found = rows(
        connection,
        "select distinct target_hours from marts.training_hours where agency_id = $agency and month = $month",
        key,
    )
    return found[0]["target_hours"] if len(found) == 1 else None


def told(connection: duckdb.DuckDBPyConnection, table: str, kind: str, key: Key, k: int) -> list[Cell] | None:
    """Count rows of a mart about people by what `kind` (SQL) says of them; None where they are too few."""
    if not has_table(connection, "marts", table):
        return []
    found = rows(
        connection,
        f"select employee_id, list({kind} order by {kind}) as held from marts.{table} "  # noqa: S608 - names of this package
        "where agency_id = $agency and month = $month group by employee_id order by employee_id",
        key,
    )
    counted: dict[str, int] = {}
    for row in found:
        for each in row["held"]:
            counted[each] = counted.get(each, 0) + 1
    return together(dict(sorted(counted.items())), sets((row["held"], 1) for row in found), k)


def corrections(connection: duckdb.DuckDBPyConnection, key: Key, k: int) -> list[Cell] | None:
    """Whole rupiah that earlier months add to and take from the pay of who is not held, by kind of line."""
    return _amounts(
        connection,
        "select employee_id, line_kind as kind, cast(sum(lines.amount) as bigint) as amount "
        "from marts.incentive_lines as lines "
        "inner join marts.monthly_incentives as paid using (agency_id, month, employee_id) "
        "where agency_id = $agency and month = $month and line_kind in ('kekurangan', 'kelebihan') "
        "and not paid.is_held group by employee_id, line_kind",
        key,
        k,
    )


def outstanding(connection: duckdb.DuckDBPyConnection, key: Key, k: int) -> list[Cell] | None:
    """Whole rupiah that this month could not settle of earlier ones, by kind and reason."""
    if not has_table(connection, "marts", "outstanding"):
        return []
    return _amounts(
        connection,
        "select employee_id, outstanding_kind || '/' || reason as kind, "
        "cast(sum(amount) as bigint) as amount "
        "from marts.outstanding where agency_id = $agency and month = $month "
        "group by employee_id, outstanding_kind, reason",
        key,
        k,
    )


def _amounts(connection: duckdb.DuckDBPyConnection, query: str, key: Key, k: int) -> list[Cell] | None:
    """Tell amounts of people by kind; query: employee_id, kind and amount, one row per person and kind."""
    amounts: dict[str, int] = {}
    held: dict[str, set[str]] = {}
    for row in sorted(rows(connection, query, key), key=lambda row: (row["kind"], row["employee_id"])):
        amounts[row["kind"]] = amounts.get(row["kind"], 0) + row["amount"]
        held.setdefault(row["employee_id"], set()).add(row["kind"])
    return together(amounts, sets((kinds, 1) for kinds in held.values()), k)
