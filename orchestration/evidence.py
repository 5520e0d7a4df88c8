"""The views that tie each line to the accepted rows it came from: joined on demand, nothing is stored.

Citizens and raters never appear: survey answers and ratings of colleagues are counts per file. A leave is
told without its kind.
"""

from collections.abc import Collection, Iterator
from typing import Final

# What the views read; a catalogue of builds that lack one of these has no evidence.
NEEDS: Final = frozenset(
    {
        *(
            f"marts.{name}"
            for name in (
                "incentive_lines",
                "incentive_line_factors",
                "performance_indicators",
                "attendance_days",
                "complaint_outcomes",
                "file_outcomes",
            )
        ),
        *(
            f"accepted.{name}"
            for name in (
                "employee_assignment",
                "punch",
                "shift",
                "attendance_recap",
                "leave",
                "rating",
                "activity",
                "case_task",
                "survey_answer",
                "rating_360",
                "aspect_score",
                "discipline_case",
            )
        ),
        "compiled.policy_measure_units",
        "compiled.policy_settings",
    }
)

# grain: one row per line and measure that its score comes from; carried and shared scores were not measured
LINE_MEASURES: Final = """
create view catalogue.line_measures as
select lines.agency_id, lines.month, lines.employee_id, lines.line_id, indicators.unit_id, indicators.aspect,
    indicators.measure, indicators.unit
from marts.incentive_lines as lines
inner join marts.incentive_line_factors as factors
    on lines.agency_id = factors.agency_id and lines.month = factors.month
    and lines.employee_id = factors.employee_id and lines.line_id = factors.line_id
inner join marts.performance_indicators as indicators
    on lines.agency_id = indicators.agency_id and lines.month = indicators.month
    and lines.employee_id = indicators.employee_id and lines.assignment_id = indicators.assignment_id
    and factors.label = indicators.aspect
where factors.factor_kind = 'nilai' and indicators.score_e4 is not null
    and coalesce(indicators.assumption, '') not like 'carry:%'
    and coalesce(indicators.assumption, '') <> 'unit'
"""

# grain: one row per line and day on which something happened that its discipline rules look at
LINE_DAYS: Final = """
create view catalogue.line_days as
select
    lines.agency_id, lines.month, lines.employee_id, lines.line_id, days.work_date,
    case when cast(days.ends_at as date) > days.work_date
        then days.starts_at - to_minutes(settings.shift_reach_minutes)
        else cast(days.work_date as timestamp) end as from_at,
    case when cast(days.ends_at as date) > days.work_date
        then days.ends_at + to_minutes(settings.shift_reach_minutes)
        else days.work_date + to_days(1) end as to_at
from (
    select agency_id, month, employee_id, line_id, null as happened_on
    from catalogue.line_measures
    where measure in ('discipline_points', 'attendance_rate')
    union all
    select agency_id, month, employee_id, line_id, try_cast(right(detail, 10) as date)
    from marts.incentive_lines
    where line_kind = 'potongan'
    union all
    select agency_id, month, employee_id, line_id, null
    from marts.incentive_line_factors
    where factor_kind = 'potongan' and operation = 'multiply'
) as lines
inner join marts.attendance_days as days
    on lines.agency_id = days.agency_id and lines.month = days.month and lines.employee_id = days.employee_id
    and coalesce(days.work_date = lines.happened_on, true)
inner join compiled.policy_settings as settings
    on days.agency_id = settings.agency_id and days.month = settings.month and settings.scope_id = '*'
    and days.work_date between settings.valid_from and settings.valid_to
where days.points_e4 > 0 or days.total_pct_e4 > 0 or days.late_minutes > 0 or days.early_minutes > 0
"""

_MASTER: Final = """
select lines.agency_id, lines.month, lines.employee_id, lines.line_id, 'employee_assignment' as record_type,
    posts.file_no, posts.row_no, posts.assignment_from as happened_on,
    concat_ws(', ', coalesce(posts.post_name, 'jabatan'), 'kelas ' || posts.job_class, posts.status,
        case when posts.is_acting then 'pelaksana tugas' end) as what,
    1 as quantity
from marts.incentive_lines as lines
inner join accepted.employee_assignment as posts
    on lines.agency_id = posts.agency_id and lines.month = posts.month
    and lines.employee_id = posts.employee_id
    and (lines.unit_id = posts.unit_id or posts.is_acting)
where lines.component is not null and lines.line_kind in ('reguler', 'cuti')
"""
_PUNCHES: Final = """
select days.agency_id, days.month, days.employee_id, days.line_id, 'punch', punches.file_no, punches.row_no,
    days.work_date, 'presensi ' || strftime(punches.punch_at, '%d-%m-%Y %H.%M.%S'), 1
from catalogue.line_days as days
inner join accepted.punch as punches
    on days.agency_id = punches.agency_id and days.month = punches.month
    and days.employee_id = punches.employee_id
    and punches.punch_at >= days.from_at and punches.punch_at < days.to_at
"""
_SHIFTS: Final = """
select days.agency_id, days.month, days.employee_id, days.line_id, 'shift', shifts.file_no, shifts.row_no,
    days.work_date,
    'giliran ' || strftime(shifts.starts_at, '%H.%M') || ' sampai ' || strftime(shifts.ends_at, '%H.%M'), 1
from catalogue.line_days as days
inner join accepted.shift as shifts
    on days.agency_id = shifts.agency_id and days.month = shifts.month
    and days.employee_id = shifts.employee_id and days.work_date = shifts.shift_date
"""
_OUTAGES: Final = """
select lines.agency_id, lines.month, lines.employee_id, lines.line_id, 'outage', days.outage_file_no,
    days.outage_row_no, days.work_date, 'gangguan yang disetujui: ' || days.outage, 1
from (
    select agency_id, month, employee_id, line_id from catalogue.line_measures
    where measure in ('discipline_points', 'attendance_rate')
    union
    select agency_id, month, employee_id, line_id from marts.incentive_lines where line_kind = 'potongan'
) as lines
inner join marts.attendance_days as days
    on lines.agency_id = days.agency_id and lines.month = days.month and lines.employee_id = days.employee_id
where days.outage is not null
"""
_RECAPS: Final = """
select lines.agency_id, lines.month, lines.employee_id, lines.line_id, 'attendance_recap',
    recaps.file_no, recaps.row_no, null,
    concat_ws(', ', 'rekap unit: hadir ' || recaps.present || ' dari ' || recaps.workdays || ' hari',
        'terlambat ' || recaps.late || ' kali', 'pulang cepat ' || recaps.early || ' kali',
        'tanpa keterangan ' || recaps.absent || ' hari',
        'jumlah potongan ' || printf('%g', recaps.deduction_points_e4 / 10000.0)), 1
from (
    select agency_id, month, employee_id, line_id
    from catalogue.line_measures
    where measure in ('discipline_points', 'attendance_rate', 'recap_deduction')
    union all
    select agency_id, month, employee_id, line_id from marts.incentive_lines where line_kind = 'potongan'
) as lines
inner join accepted.attendance_recap as recaps
    on lines.agency_id = recaps.agency_id and lines.month = recaps.month
    and lines.employee_id = recaps.employee_id and not recaps.is_edge
left join (
    select agency_id, month, employee_id, count(*) as day_count
    from marts.attendance_days
    where day_status <> 'not_counted'
    group by agency_id, month, employee_id
) as punched
    on lines.agency_id = punched.agency_id and lines.month = punched.month
    and lines.employee_id = punched.employee_id
where punched.day_count is null
"""
_LEAVES: Final = """
select lines.agency_id, lines.month, lines.employee_id, lines.line_id, 'leave', leaves.file_no, leaves.row_no,
    leaves.leave_from, 'cuti atau tugas sampai ' || strftime(leaves.leave_to, '%d-%m-%Y'), 1
from (
    select agency_id, month, employee_id, line_id from marts.incentive_lines where line_kind = 'cuti'
    union
    select agency_id, month, employee_id, line_id
    from marts.incentive_line_factors where factor_kind = 'hari'
    union
    select agency_id, month, employee_id, line_id
    from catalogue.line_measures
    where measure in ('discipline_points', 'attendance_rate')
) as lines
inner join accepted.leave as leaves
    on lines.agency_id = leaves.agency_id and lines.month = leaves.month
    and lines.employee_id = leaves.employee_id and not leaves.is_edge
"""
_RATINGS: Final = """
select lines.agency_id, lines.month, lines.employee_id, lines.line_id, 'rating', ratings.file_no,
    ratings.row_no, cast(ratings.rated_at as date),
    concat_ws(', ', 'predikat ' || ratings.predicate, 'hasil kerja ' || ratings.work_result,
        'perilaku ' || ratings.behaviour, case when ratings.is_acting then 'sebagai pelaksana tugas' end), 1
from catalogue.line_measures as lines
inner join accepted.rating as ratings
    on lines.agency_id = ratings.agency_id and lines.month = ratings.month
    and lines.employee_id = ratings.employee_id and not ratings.is_edge
where lines.measure in ('rating_predicate', 'rating_matrix')
"""
# Of an indicator that a policy names, the rows in its units; its value bears a unit of the rules that decide.
ACTIVITIES: Final = """
select lines.agency_id, lines.month, lines.employee_id, lines.line_id, 'activity', activities.file_no,
    activities.row_no, activities.activity_date,
    concat_ws(', ',
        case when lines.measure = 'activity_minutes' then activities.minutes || ' menit'
            else (activities.quantity_e4 // 10000)
                || rtrim(',' || lpad(cast(activities.quantity_e4 % 10000 as varchar), 4, '0'), '0,')
                || coalesce(' ' || trim(activities.quantity_unit), '') end,
        case when lines.measure <> 'activity_minutes' then 'mutu ' || (activities.quality_e4 // 10000)
            || rtrim(',' || lpad(cast(activities.quality_e4 % 10000 as varchar), 4, '0'), '0,') || ' %' end,
        lower(activities.approval_status)), activities.minutes
from catalogue.line_measures as lines
inner join accepted.activity as activities
    on lines.agency_id = activities.agency_id and lines.month = activities.month
    and lines.employee_id = activities.employee_id and not activities.is_edge
left join (
    select agency_id, month, aspect, measure, min(unit_word) as unit, list(unit_word) as words
    from compiled.policy_measure_units
    where cast(month || '-01' as date) <= valid_to and last_day(cast(month || '-01' as date)) >= valid_from
    group by agency_id, month, scope_id, valid_from, aspect, measure
) as counted
    on lines.agency_id = counted.agency_id and lines.month = counted.month and lines.aspect = counted.aspect
    and lines.measure = counted.measure and lines.unit = counted.unit
where lines.measure in ('activity_minutes', 'quantity_quality')
    or starts_with(lines.measure, 'quantity_')
    and list_contains(counted.words, lower(trim(activities.quantity_unit)))
"""
_CASES: Final = """
select lines.agency_id, lines.month, lines.employee_id, lines.line_id, 'case_task', tasks.file_no,
    tasks.row_no, cast(coalesce(tasks.ended_at, tasks.planned_end_at) as date),
    concat_ws(', ', 'perkara ' || tasks.case_id,
        'rencana ' || strftime(tasks.planned_end_at, '%d-%m-%Y %H.%M'),
        coalesce('selesai ' || strftime(tasks.ended_at, '%d-%m-%Y %H.%M'), 'belum selesai'),
        case when tasks.ended_at <= tasks.planned_end_at then 'tepat waktu' else 'terlambat' end), 1
from catalogue.line_measures as lines
inner join accepted.case_task as tasks
    on lines.agency_id = tasks.agency_id and lines.month = tasks.month
    and lines.employee_id = tasks.employee_id and not tasks.is_edge
where lines.measure = 'case_timeliness' and tasks.planned_end_at is not null
    and strftime(coalesce(tasks.ended_at, tasks.planned_end_at), '%Y-%m') = lines.month
"""
_COMPLAINTS: Final = """
select lines.agency_id, lines.month, lines.employee_id, lines.line_id, 'complaint', complaints.file_no,
    complaints.row_no, cast(complaints.received_at as date),
    concat_ws(', ', 'pengaduan ' || complaints.complaint_id,
        'batas ' || strftime(complaints.due_on, '%d-%m-%Y'),
        coalesce('ditindaklanjuti ' || strftime(complaints.answered_at, '%d-%m-%Y'), 'belum ditindaklanjuti'),
        case when complaints.is_in_time then 'tepat waktu' else 'terlambat' end,
        'tidak dihitung: ' || complaints.not_counted),
    case when complaints.not_counted is null then 1 else 0 end
from catalogue.line_measures as lines
inner join marts.complaint_outcomes as complaints
    on lines.agency_id = complaints.agency_id and lines.month = complaints.month
    and lines.unit_id = complaints.unit_id
where lines.measure = 'complaint_timeliness'
"""
_SURVEYS: Final = """
select lines.agency_id, lines.month, lines.employee_id, lines.line_id, 'survey_answer', answers.file_no, null,
    null, 'jawaban survei unit', count(*)
from catalogue.line_measures as lines
inner join accepted.survey_answer as answers
    on lines.agency_id = answers.agency_id and lines.month = answers.month
    and lines.unit_id = answers.unit_id and not answers.is_edge
where lines.measure = 'ikm'
group by lines.agency_id, lines.month, lines.employee_id, lines.line_id, answers.file_no
"""
_RATERS: Final = """
select lines.agency_id, lines.month, lines.employee_id, lines.line_id, 'rating_360', ratings.file_no, null,
    null, 'penilaian perilaku', count(*)
from catalogue.line_measures as lines
inner join accepted.rating_360 as ratings
    on lines.agency_id = ratings.agency_id and lines.month = ratings.month
    and lines.employee_id = ratings.employee_id and not ratings.is_edge
where lines.measure = 'behaviour_360'
group by lines.agency_id, lines.month, lines.employee_id, lines.line_id, ratings.file_no
"""
_SCORES: Final = """
select lines.agency_id, lines.month, lines.employee_id, lines.line_id, 'aspect_score', scores.file_no,
    scores.row_no, null,
    concat_ws(', ', 'nilai ' || scores.aspect || ' ' || printf('%g', scores.score_e4 / 10000.0),
        'dari ' || scores.source), 1
from catalogue.line_measures as lines
inner join accepted.aspect_score as scores
    on lines.agency_id = scores.agency_id and lines.month = scores.month and not scores.is_edge
    and scores.subject_id in (lines.employee_id, lines.unit_id, lines.agency_id)
where lines.measure = 'given'
"""
_SANCTIONS: Final = """
select lines.agency_id, lines.month, lines.employee_id, lines.line_id, 'discipline_case', cases.file_no,
    cases.row_no, cases.applies_from,
    concat_ws(', ', 'keputusan ' || cases.decision_no, cases.level,
        'sampai ' || strftime(cases.applies_to, '%d-%m-%Y')), 1
from (
    select agency_id, month, employee_id, line_id from marts.incentive_lines where line_kind = 'sanksi'
    union all
    select agency_id, month, employee_id, line_id
    from marts.incentive_line_factors where factor_kind = 'sanksi' and operation = 'multiply'
) as lines
inner join accepted.discipline_case as cases
    on lines.agency_id = cases.agency_id and lines.month = cases.month
    and lines.employee_id = cases.employee_id and not cases.is_edge
"""
_BRANCHES: Final = (
    _MASTER, _PUNCHES, _SHIFTS, _OUTAGES, _RECAPS, _LEAVES, _RATINGS, ACTIVITIES,
    _CASES, _COMPLAINTS, _SURVEYS, _RATERS, _SCORES, _SANCTIONS,
)  # fmt: skip

# grain: one row per line and accepted row (or file, where only counts may be told) that it came from
EVIDENCE: Final = f"""
create view marts.incentive_evidence as
select distinct evidence.*, files.path
from ({" union all ".join(_BRANCHES)}) as evidence
left join marts.file_outcomes as files
    on evidence.agency_id = files.agency_id and evidence.month = files.month
    and evidence.file_no = files.file_no
"""


def evidence_views(available: Collection[str]) -> Iterator[str]:
    """Statements that create the views, none where something they read is not in the catalogue."""
    if set(available) >= NEEDS:
        yield from (LINE_MEASURES, LINE_DAYS, EVIDENCE)
