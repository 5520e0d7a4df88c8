"""Rows of the days ahead in a work database of an interim review; variable `until` is the last day counted.

The models are built until that day. What is added has file and row number 0, like any supposed row.
"""

import duckdb

# The days ahead of each person; of someone of whom nothing is known yet, the days behind too.
AHEAD = """
create temp table ahead as
select due.*, sources.evidence,
    row_number() over (partition by due.agency_id, due.employee_id order by due.work_date) as place,
    count(*) over (partition by due.agency_id, due.employee_id) as days
from intermediate.int_due_windows as due
inner join intermediate.int_attendance_sources as sources using (agency_id, employee_id)
left join intermediate.int_leave_days as leave_days
    on due.agency_id = leave_days.agency_id and due.employee_id = leave_days.employee_id
    and due.work_date = leave_days.leave_date
where leave_days.employee_id is null
    and (cast(due.ends_at as date) > getvariable('until') or sources.evidence = 'none')
"""
# Each day ahead with the day that it repeats: the last one the last, the one before it the one before it, ...
REPEATED = """
create temp table repeated as
with behind as (
    select agency_id, employee_id, work_date, starts_at, ends_at, arrived_at, left_at, day_status,
        row_number() over (partition by agency_id, employee_id order by work_date) as place,
        count(*) over (partition by agency_id, employee_id) as days
    from intermediate.int_attendance_days
    where day_status not in ('leave', 'not_counted')
)
select ahead.*, behind.work_date as like_date, behind.day_status as like_status,
    behind.arrived_at - behind.starts_at as arrived_after, behind.left_at - behind.ends_at as left_after
from ahead
left join behind on ahead.agency_id = behind.agency_id and ahead.employee_id = behind.employee_id
    and behind.days - (ahead.days - ahead.place) % behind.days = behind.place
"""

_ROW = "run_month.month, 0::bigint as file_no, 0::bigint as row_no, false as is_edge"

# A muster begins before the day does.
PUNCHES_IN_TIME = f"""
insert into input.punch by name
with musters as (
    select agency_id, pattern_id, date, min(coalesce(starts_minute, ends_minute)) as minute
    from input.policy_special_days where ends_minute is not null group by all
)
select days.agency_id, {_ROW}, days.employee_id,
    case when is_start
        then least(days.starts_at, coalesce(days.work_date + to_minutes(musters.minute), days.starts_at))
        else days.ends_at
    end as punch_at
from {{days}} as days
cross join input.run_month cross join (values (true), (false)) as side (is_start)
left join musters on days.agency_id = musters.agency_id and days.pattern_id = musters.pattern_id
    and days.work_date = musters.date
where days.evidence <> 'recap' and {{which}}
"""
PUNCHES_ALIKE = f"""
insert into input.punch by name
select days.agency_id, {_ROW}, days.employee_id,
    case when is_start then days.starts_at + days.arrived_after else days.ends_at + days.left_after end
        as punch_at
from repeated as days
cross join input.run_month cross join (values (true), (false)) as side (is_start)
where days.evidence <> 'recap' and days.like_status in ('present', 'missing_in', 'missing_out')
    and case when is_start then days.arrived_after else days.left_after end is not null
"""
# Someone whose attendance only a recap can tell, and of whom there is none yet.
RECAPS = f"""
insert into input.attendance_recap by name
select ahead.agency_id, {_ROW}, ahead.employee_id, run_month.month as recap_month,
    max(ahead.days) as workdays, max(ahead.days) as present, 0 as late, 0 as early, 0 as absent,
    0 as deduction_points_e4
from ahead
inner join intermediate.int_employees as employees using (agency_id, employee_id)
inner join input.policy_settings as settings
    on employees.agency_id = settings.agency_id and employees.scope_id = settings.scope_id
    and employees.rule_date between settings.valid_from and settings.valid_to
cross join input.run_month
where ahead.evidence = 'none' and settings.attendance_source = 'recap'
group by all
"""
# A recap grows by the days that it cannot hold yet; going on like this its counts grow alike, halves up.
MORE_RECAP = """
update input.attendance_recap as recaps
set workdays = recaps.workdays + more.days,
    present = coalesce(recaps.present, 0) + more.days - {absent},
    absent = coalesce(recaps.absent, 0) + {absent},
    late = coalesce(recaps.late, 0) + {late},
    early = coalesce(recaps.early, 0) + {early},
    deduction_points_e4 = recaps.deduction_points_e4 + {points}
from (
    select windows.agency_id, windows.employee_id,
        greatest(
            least(max(ahead.days), count(distinct windows.work_date) - any_value(now.workdays)), 0
        )::bigint as days
    from intermediate.int_due_windows as windows
    inner join ahead on windows.agency_id = ahead.agency_id and windows.employee_id = ahead.employee_id
    inner join input.attendance_recap as now
        on windows.agency_id = now.agency_id and windows.employee_id = now.employee_id and not now.is_edge
    where ahead.evidence = 'recap'
    group by all
) as more
where recaps.agency_id = more.agency_id and recaps.employee_id = more.employee_id and not recaps.is_edge
"""
GROWN = (
    "(2 * coalesce(recaps.{count}, 0) * more.days + greatest(recaps.workdays, 1)) "
    "// (2 * greatest(recaps.workdays, 1))"
)

APPROVE = "update input.activity set approval_status = 'disetujui' where not is_edge"
# As much on each day as a day may have, and no less than the target asks; of each indicator in its own unit.
ACTIVITIES_AT_BEST = f"""
insert into input.activity by name
with targets as (
    select agency_id, (coalesce(max(day_max_e4), max(target_e4)) + 9999) // 10000 as minutes,
        max(target_e4) as quantity_e4, null as quantity_unit
    from input.policy_measures where measure in ('activity_minutes', 'quantity_quality') group by agency_id
    union all
    select measures.agency_id, 0, max(measures.target_e4), min(units.unit_word)
    from input.policy_measures as measures
    inner join input.policy_measure_units as units using (agency_id, scope_id, aspect, measure)
    group by measures.agency_id, measures.scope_id, measures.aspect, measures.measure
)
select ahead.agency_id, {_ROW}, ahead.employee_id, ahead.work_date as activity_date, targets.minutes,
    targets.quantity_e4, targets.quantity_unit, 1000000::bigint as quality_e4, 'disetujui' as approval_status
from ahead inner join targets on ahead.agency_id = targets.agency_id cross join input.run_month
where cast(ahead.ends_at as date) > getvariable('until')
"""
ACTIVITIES_ALIKE = """
insert into input.activity by name
select done.* replace (repeated.work_date as activity_date, 0::bigint as file_no, 0::bigint as row_no)
from repeated
inner join input.activity as done on repeated.agency_id = done.agency_id
    and repeated.employee_id = done.employee_id and repeated.like_date = done.activity_date
where not done.is_edge
"""

# Who is asked for a rating and has none: with the highest predicate, or with the one before.
RATINGS = f"""
insert into input.rating by name
with unrated as (
    select distinct agency_id, employee_id, measure from marts.performance_indicators as asked
    where measure in ('rating_predicate', 'rating_matrix') and not exists (
        select 1 from input.rating where rating.employee_id = asked.employee_id and not rating.is_edge
    )
),
told as ({{told}})
select told.agency_id, {_ROW}, told.employee_id, run_month.month as rating_month, false as is_acting,
    told.predicate,
    cells.work_result, cells.behaviour
from told cross join input.run_month
left join (
    select agency_id, lower(predicate) as predicate, min(work_result) as work_result,
        arg_min(behaviour, work_result) as behaviour
    from input.policy_predicates group by all
) as cells on told.agency_id = cells.agency_id and lower(told.predicate) = cells.predicate
"""
HIGHEST = """
    select unrated.agency_id, unrated.employee_id,
        arg_max(bands.key_text, (bands.score_e4, bands.key_text)) as predicate
    from unrated inner join input.policy_score_bands as bands
        on unrated.agency_id = bands.agency_id and unrated.measure = bands.measure
    where bands.key_text is not null group by all
"""
LAST = """
    select unrated.agency_id, unrated.employee_id, min(state.value_text) as predicate
    from unrated inner join input.previous_month_state as state
        on unrated.agency_id = state.agency_id and unrated.employee_id = state.subject_id
        and state.state_key like 'score:%:' || unrated.measure
    where state.value_text is not null group by all
"""
RATERS = f"""
insert into input.rating_360 by name
with asked as (
    select distinct agency_id, employee_id from marts.performance_indicators
    where measure = 'behaviour_360' and numerator is null
),
roles as (
    select weights.agency_id, weights.rater_role, max(coalesce(settings.minimum_group, 1)) as raters,
        (select max((target_e4 + 9999) // 10000) from input.policy_measures as measures
            where measures.agency_id = weights.agency_id and measures.measure = 'behaviour_360') as answer
    from input.policy_rater_weights as weights inner join input.policy_settings as settings using (agency_id)
    group by all
)
select asked.agency_id, {_ROW}, run_month.month as rating_month, asked.employee_id,
    'diandaikan ' || number as rater_id, roles.rater_role,
    answer as v1, answer as v2, answer as v3, answer as v4, answer as v5, answer as v6, answer as v7
from asked inner join roles using (agency_id) cross join input.run_month
cross join range(1, 100) as numbers (number)
where number <= roles.raters
"""
GIVEN = f"""
insert into input.aspect_score by name
select distinct scores.agency_id, {_ROW}, scores.subject_id, run_month.month as score_month,
    coalesce(scores.given_aspect, scores.aspect) as aspect, 1000000::bigint as score_e4
from intermediate.int_measured_scores as scores cross join input.run_month
where scores.measure = 'given' and scores.score_e4 is null
"""

IS_AHEAD = """
    ended_at is null and cast(planned_end_at as date) > getvariable('until')
    and cast(planned_end_at as date) <= (select month_end from input.run_month)
"""
END_CASES = f"update input.case_task set ended_at = planned_end_at where {IS_AHEAD}"
# The share that is in time stays what it is when nothing is added.
LEAVE_CASES = f"""
update input.case_task set planned_end_at = null
where {IS_AHEAD} and employee_id in (select employee_id from intermediate.int_case_outcomes)
"""
OPEN = """
    closed_at is null
    and (register, complaint_id) not in (
        select (register, complaint_id) from intermediate.int_complaint_outcomes
    )
"""
ANSWER = f"update input.complaint set last_activity_at = received_at, closed_at = received_at where {OPEN}"
LEAVE_COMPLAINTS = f"""
update input.complaint set due_at = (select month_end + interval 1 year from input.run_month)
where {OPEN} and unit_id in (
    select unit_id from intermediate.int_complaint_outcomes where not_counted is null
)
"""


def at_best(connection: duckdb.DuckDBPyConnection) -> None:
    """Let every day ahead be worked in time, and all that can still be met be met."""
    connection.execute(AHEAD)
    connection.execute(RECAPS)
    connection.execute(PUNCHES_IN_TIME.format(days="ahead", which="true"))
    connection.execute(MORE_RECAP.format(absent=0, late=0, early=0, points=0))
    connection.execute(APPROVE)
    connection.execute(ACTIVITIES_AT_BEST)
    connection.execute(RATINGS.format(told=HIGHEST))
    connection.execute(RATERS)
    connection.execute(GIVEN)
    connection.execute(END_CASES)
    connection.execute(ANSWER)


def alike(connection: duckdb.DuckDBPyConnection) -> None:
    """Let the days ahead repeat the last ones, and what is measured by shares keep its share."""
    connection.execute(AHEAD)
    connection.execute(REPEATED)
    connection.execute(RECAPS)
    connection.execute(PUNCHES_ALIKE)
    unlike = "coalesce(days.like_status in ('outage', 'no_evidence'), true)"
    connection.execute(PUNCHES_IN_TIME.format(days="repeated", which=unlike))
    grown = {name: GROWN.format(count=name) for name in ("absent", "late", "early")}
    connection.execute(MORE_RECAP.format(**grown, points=GROWN.format(count="deduction_points_e4")))
    connection.execute(ACTIVITIES_ALIKE)
    connection.execute(RATINGS.format(told=LAST))
    connection.execute(LEAVE_CASES)
    connection.execute(END_CASES)
    connection.execute(LEAVE_COMPLAINTS)
    connection.execute(ANSWER)
