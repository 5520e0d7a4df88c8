"""A person's last months: what was computed, what is paid, and the scores that were counted."""

from typing import Final, TypedDict

from contracts.home import Home
from delivery.catalogue import open_marts, rows, views

MOST_MONTHS: Final = 6


class PastMonth(TypedDict):
    """One month of one person, as its current tables say; whole rupiah; scores x 10,000 by aspect."""

    month: str
    computed_amount: int
    incentive_amount: int
    is_held: bool
    scores: dict[str, int]


def trend(home: Home, agency_id: str, employee_id: str, month: str) -> list[PastMonth]:
    """Return the last months up to this one, the oldest first; months without the person are left out.

    A score is the one of the last stretch of its month. Raises what `open_marts` raises.
    """
    key = {"agency": agency_id, "employee": employee_id, "month": month, "most": MOST_MONTHS}
    with open_marts(home, month) as connection:
        found = rows(
            connection,
            "select month, computed_amount, incentive_amount, is_held from marts.monthly_incentives "
            "where agency_id = $agency and employee_id = $employee and month <= $month "
            "order by month desc limit $most",
            key,
        )
        months: dict[str, PastMonth] = {
            row["month"]: {
                "month": row["month"],
                "computed_amount": int(row["computed_amount"]),
                "incentive_amount": int(row["incentive_amount"]),
                "is_held": bool(row["is_held"]),
                "scores": {},
            }
            for row in reversed(found)
        }
        if "incentive_line_factors" in views(connection):
            for row in rows(
                connection,
                "select lines.month, factors.label as aspect, "
                "arg_max(factors.score_e4, lines.stretch_to) as score_e4 "
                "from marts.incentive_lines as lines inner join marts.incentive_line_factors as factors "
                "on lines.month = factors.month and lines.line_id = factors.line_id "
                "where lines.agency_id = $agency and lines.employee_id = $employee "
                "and list_contains($months, lines.month) and factors.factor_kind = 'nilai' "
                "group by all order by all",
                {"agency": agency_id, "employee": employee_id, "months": list(months)},
            ):
                months[row["month"]]["scores"][row["aspect"]] = int(row["score_e4"])
    return list(months.values())
