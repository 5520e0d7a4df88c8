"""What a review reads of one person in a work database: the month so far, or as it may end."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from delivery.catalogue import Row, rows
from delivery.statement.facts import Indicator, Line
from delivery.statement.lines import lines_of
from delivery.statement.measures import indicators_of

DAYS = """
select count(*) filter (where cast(due.ends_at as date) <= $until) as counted, count(*) as whole,
    count(*) filter (where cast(due.ends_at as date) > $until and leave_days.employee_id is null) as ahead,
    count(*) filter (where cast(due.ends_at as date) > $until and leave_days.employee_id is not null)
        as leave_ahead
from intermediate.int_due_windows as due
left join intermediate.int_leave_days as leave_days
    on due.agency_id = leave_days.agency_id and due.employee_id = leave_days.employee_id
    and due.work_date = leave_days.leave_date
where due.agency_id = $agency_id and due.employee_id = $employee_id
"""
CASES = """
select case_id, cast(max(planned_end_at) as date) as due_on from staging.stg_case_tasks
where agency_id = $agency_id and employee_id = $employee_id
group by case_id
having max(ended_at) is null and cast(max(planned_end_at) as date) > $until
    and cast(max(planned_end_at) as date) <= (select month_end from input.run_month)
order by due_on, case_id
"""
COMPLAINTS = """
select distinct register, complaint_id, due_on from intermediate.int_complaint_outcomes
where not_counted is null and unit_id in (
    select unit_id from marts.performance_indicators
    where agency_id = $agency_id and employee_id = $employee_id and measure = 'complaint_timeliness'
)
order by due_on, register, complaint_id
"""
WAITING = """
select coalesce(sum(minutes), 0)::bigint as minutes from staging.stg_activities
where agency_id = $agency_id and employee_id = $employee_id
    and coalesce(lower(approval_status), '') not in ('disetujui', 'approved', 'setuju')
"""


@dataclass(frozen=True)
class Outlook:
    """Lines, indicators and what lies ahead of one person.

    Attributes:
        lines: as of a statement.
        indicators: as of a statement.
        days: counted, whole, ahead, leave_ahead: days on which work is due.
        cases: open cases whose planned end is ahead, with `due_on`.
        complaints: complaints about the person's units that count, with `due_on`.
        waiting_minutes: minutes of activities that nobody has approved yet.

    """

    lines: Sequence[Line]
    indicators: Sequence[Indicator]
    days: Row
    cases: Sequence[Row]
    complaints: Sequence[Row]
    waiting_minutes: int


def outlook_of(connection: duckdb.DuckDBPyConnection, key: Sequence[str], until: dt.date) -> Outlook:
    """Read (agency, month, employee) in a work database whose models are built."""
    bound = {"agency_id": key[0], "employee_id": key[2]}
    with_day = {**bound, "until": until}
    return Outlook(
        lines=lines_of(connection, key),
        indicators=indicators_of(connection, key),
        days=rows(connection, DAYS, with_day)[0],
        cases=rows(connection, CASES, with_day),
        complaints=rows(connection, COMPLAINTS, bound),
        waiting_minutes=int(rows(connection, WAITING, bound)[0]["minutes"]),
    )
