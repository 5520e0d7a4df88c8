"""Changes to one person's accepted rows in a work database; its variable `person` names who.

Each takes the models as they were built before the change, and refuses what cannot be.
"""

from collections.abc import Collection

import duckdb

from orchestration.errors import RefusedError

CASES = frozenset({"case_timeliness"})
RATINGS = frozenset({"rating_predicate", "rating_matrix"})

# grain: one row per day on which the person was absent or late, the costliest first
DAYS = """
select agency_id, work_date, starts_at, ends_at, day_status = 'absent' as is_absent,
    row_number() over (
        partition by day_status = 'absent'
        order by total_pct_e4 desc, points_e4 desc, late_minutes desc, work_date
    ) as place
from marts.attendance_days
where employee_id = getvariable('person') and (day_status = 'absent' or late_minutes > 0)
"""

ADD_PUNCHES = f"""
insert into input.punch by name
select days.agency_id, run_month.month, 0::bigint as file_no, 0::bigint as row_no, false as is_edge,
    getvariable('person') as employee_id, case when is_start then starts_at else ends_at end as punch_at
from ({DAYS}) as days cross join input.run_month cross join (values (true), (false)) as side (is_start)
where days.is_absent = $is_absent and days.place <= $days and (is_start or days.is_absent)
"""

RECAP_PRESENT = """
update input.attendance_recap set absent = absent - $days, present = present + $days
where employee_id = getvariable('person') and not is_edge and deduction_points_e4 is null and absent >= $days
returning 1
"""
RECAP_IN_TIME = """
update input.attendance_recap set late = late - $days
where employee_id = getvariable('person') and not is_edge and deduction_points_e4 is null and late >= $days
returning 1
"""

# The days of one leave in a row, from the first day missed, else from the first day due.
LEAVE_SPAN = """
with due as (
    select work_date, day_status = 'absent' as is_absent
    from marts.attendance_days
    where employee_id = getvariable('person') and day_status <> 'leave'
),
away as (
    select work_date from due
    where work_date >= coalesce((select min(work_date) from due where is_absent), date '1900-01-01')
    order by work_date
    limit ?
)
select count(*), min(work_date), max(work_date) from away
"""
LEAVE_TYPES = "select distinct leave_type from input.policy_leave_bands order by leave_type"
ADD_LEAVE = """
insert into input.leave by name
select agency.agency_id, run_month.month, 0::bigint as file_no, 0::bigint as row_no, false as is_edge,
    getvariable('person') as employee_id, $leave_type as leave_type, $leave_from::date as leave_from,
    $leave_to::date as leave_to
from input.run_month cross join (select any_value(agency_id) as agency_id from input.agency) as agency
"""

LATE_CASES = """
select case_id from intermediate.int_case_outcomes
where employee_id = getvariable('person') and not is_in_time
order by planned_end_at, case_id
limit ?
"""
END_CASES = """
update input.case_task set ended_at = planned_end_at
where employee_id = getvariable('person') and list_contains(?, case_id)
"""
ADD_CASES = """
insert into input.case_task by name
select agency_id, month, 0::bigint as file_no, 0::bigint as row_no, false as is_edge,
    'tambahan ' || added.number as case_id, getvariable('person') as task_user_id,
    getvariable('person') as employee_id, month_start::timestamp as started_at,
    month_end::timestamp as planned_end_at, month_end::timestamp as ended_at
from input.run_month
cross join (select any_value(agency_id) as agency_id from input.agency)
cross join range(1, ?) as added (number)
"""

APPROVE = """
update input.activity set approval_status = 'disetujui'
where rowid in (
    select rowid from input.activity
    where employee_id = getvariable('person') and not is_edge
        and lower(coalesce(approval_status, '')) not in ('disetujui', 'approved', 'setuju')
    order by minutes desc, activity_date, row_no
    limit ?
)
returning 1
"""
# Such as the person usually has, on the emptiest days, so that a day's maximum is met last.
ADD_ACTIVITIES = """
insert into input.activity by name
with done as (
    select activity_date, sum(minutes) as minutes
    from input.activity
    where employee_id = getvariable('person')
    group by activity_date
),
days as (
    select days.agency_id, days.month, days.work_date,
        row_number() over (order by coalesce(done.minutes, 0), days.work_date) as place
    from marts.attendance_days as days
    left join done on days.work_date = done.activity_date
    where days.employee_id = getvariable('person') and days.day_status <> 'leave'
),
usual as (
    select
        coalesce(median(minutes), 60)::bigint as minutes,
        coalesce(median(quantity_e4), 10000)::bigint as quantity_e4,
        median(quality_e4)::bigint as quality_e4,
        mode(quantity_unit) as quantity_unit
    from input.activity
    where employee_id = getvariable('person')
)
select days.agency_id, days.month, 0::bigint as file_no, 0::bigint as row_no, false as is_edge,
    getvariable('person') as employee_id, days.work_date as activity_date, usual.*,
    'disetujui' as approval_status
from days cross join usual
where days.place <= ?
"""

CELL = """
select predicate, work_result, behaviour from input.policy_predicates
where lower(predicate) = lower(?)
order by scope_id, work_result, behaviour
limit 1
"""
ADD_RATING = """
insert into input.rating by name
select agency_id, month, 0::bigint as file_no, 0::bigint as row_no, false as is_edge,
    getvariable('person') as employee_id, month as rating_month, false as is_acting
from input.run_month
cross join (select any_value(agency_id) as agency_id from input.agency)
where not exists (
    select 1 from input.rating where employee_id = getvariable('person') and not is_edge
)
"""
RATE = """
update input.rating set predicate = ?, work_result = ?, behaviour = ?
where employee_id = getvariable('person') and not is_edge
"""


def present(connection: duckdb.DuckDBPyConnection, days: int) -> None:
    """Let absent days become days of work in time: punches at the window's ends, or the recap's counts."""
    if not days:
        return
    absent = _days(connection, is_absent=True)
    if absent >= days:
        connection.execute(ADD_PUNCHES, {"is_absent": True, "days": days})
    elif not connection.execute(RECAP_PRESENT, {"days": days}).fetchall():
        raise RefusedError(f"Hanya {absent} hari tanpa keterangan yang tercatat, bukan {days}.")


def late(connection: duckdb.DuckDBPyConnection, days: int) -> None:
    """Let late days begin in time: a punch at the window's start, or the recap's count."""
    if not days:
        return
    counted = _days(connection, is_absent=False)
    if counted >= days:
        connection.execute(ADD_PUNCHES, {"is_absent": False, "days": days})
    elif not connection.execute(RECAP_IN_TIME, {"days": days}).fetchall():
        raise RefusedError(f"Hanya {counted} hari terlambat yang tercatat, bukan {days}.")


def leave(connection: duckdb.DuckDBPyConnection, wanted: str) -> None:
    """Let the person be on approved leave: `TYPE=DAYS` days of work in a row, from the first one missed."""
    if not wanted:
        return
    leave_type, _, days = wanted.partition("=")
    known = [name for (name,) in connection.execute(LEAVE_TYPES).fetchall()]
    if leave_type not in known:
        raise RefusedError(f"Jenis cuti {leave_type!r} tidak ada dalam aturan; pilih: {', '.join(known)}.")
    if not days.isdecimal() or not int(days):
        raise RefusedError(f"Tulis jumlah hari kerjanya, misalnya --leave {leave_type}=3.")
    [(found, first, last)] = connection.execute(LEAVE_SPAN, [int(days)]).fetchall()
    if found < int(days):
        raise RefusedError(f"Hanya {found} hari kerja yang tersisa untuk cuti itu, bukan {days}.")
    connection.execute(ADD_LEAVE, {"leave_type": leave_type, "leave_from": first, "leave_to": last})


def tasks(connection: duckdb.DuckDBPyConnection, count: int, measures: Collection[str]) -> None:
    """Let late cases end by their plan, or activities be approved; then add more of them."""
    if not count:
        return
    if CASES & set(measures):
        ended = [case_id for (case_id,) in connection.execute(LATE_CASES, [count]).fetchall()]
        connection.execute(END_CASES, [ended])
        connection.execute(ADD_CASES, [count - len(ended) + 1])
    elif any(name == "activity_minutes" or name.startswith("quantity_") for name in measures):
        approved = connection.execute(APPROVE, [count]).fetchall()
        connection.execute(ADD_ACTIVITIES, [count - len(approved)])
    else:
        raise RefusedError("Jabatan ini tidak dinilai dari tugas atau aktivitas pada bulan itu.")


def rate(connection: duckdb.DuckDBPyConnection, predicate: str, measures: Collection[str]) -> None:
    """Put another predicate in place of the rating, with a work result and behaviour that give it."""
    if not predicate:
        return
    if not RATINGS & set(measures):
        raise RefusedError("Jabatan ini tidak dinilai dari predikat kinerja pada bulan itu.")
    cells = connection.execute(CELL, [predicate]).fetchall()
    if not cells:
        query = "select distinct predicate from input.policy_predicates order by predicate"
        known = ", ".join(name for (name,) in connection.execute(query).fetchall())
        raise RefusedError(f"Predikat {predicate!r} tidak dikenal; pilih salah satu: {known}.")
    connection.execute(ADD_RATING)
    connection.execute(RATE, list(cells[0]))


def _days(connection: duckdb.DuckDBPyConnection, *, is_absent: bool) -> int:
    query = f"select count(*) from ({DAYS}) where is_absent = ?"
    return int(connection.execute(query, [is_absent]).fetchall()[0][0])
