"""Changes to the accepted rows of the units that a person is measured with, in a work database.

Each takes the models as they were built before the change, and refuses what cannot be.
"""

from collections.abc import Collection
from decimal import Decimal, InvalidOperation

import duckdb

from orchestration.errors import RefusedError

LOWEST, HIGHEST = 25, 100
# So many answers give an index of two decimals exactly, and meet any minimum sample.
ANSWERS = 10_000

UNITS = """
(
    select distinct agency_id, unit_id from marts.performance_indicators
    where employee_id = getvariable('person') and measure = '{measure}'
)
"""

LATE_COMPLAINTS = f"""
select outcomes.register, outcomes.complaint_id
from intermediate.int_complaint_outcomes as outcomes
inner join {UNITS.format(measure="complaint_timeliness")} as units using (agency_id, unit_id)
where not outcomes.is_in_time and outcomes.not_counted is null
order by outcomes.due_on, outcomes.complaint_id
limit ?
"""
ANSWER_COMPLAINT = """
update input.complaint set last_activity_at = received_at, closed_at = received_at
where register = ? and complaint_id = ?
"""

IS_SURVEYED = """
select month(run_month.month_end) % case months.survey_period
        when 'quarter' then 3 when 'semester' then 6 when 'year' then 12 else 1
    end = 0
from intermediate.int_months as months cross join input.run_month
where months.agency_id in (
    select agency_id from marts.monthly_incentives where employee_id = getvariable('person')
)
"""
FORGET_ANSWERS = f"""
delete from input.survey_answer
where unit_id in (select unit_id from {UNITS.format(measure="ikm")})
"""
# The first `lower` answers of each element are `low`, the others one more.
ELEMENTS = ", ".join(f"given.answer as u{number}" for number in range(1, 10))
ADD_ANSWERS = f"""
insert into input.survey_answer by name
select units.agency_id, run_month.month, 0::bigint as file_no, 0::bigint as row_no, false as is_edge,
    units.unit_id, run_month.month_end as answered_on, {ELEMENTS}
from {UNITS.format(measure="ikm")} as units
cross join input.run_month
cross join (
    select $low + (number >= $lower)::bigint as answer from range({ANSWERS}) as all_of (number)
) as given
"""


def answered(connection: duckdb.DuckDBPyConnection, count: int, measures: Collection[str]) -> None:
    """Let complaints about the person's units that were late or open be answered at once."""
    if not count:
        return
    if "complaint_timeliness" not in measures:
        raise RefusedError("Jabatan ini tidak dinilai dari pengaduan pada bulan itu.")
    late = connection.execute(LATE_COMPLAINTS, [count]).fetchall()
    if len(late) < count:
        raise RefusedError(f"Hanya {len(late)} pengaduan unit yang terlambat atau terbuka, bukan {count}.")
    for complaint in late:
        connection.execute(ANSWER_COMPLAINT, list(complaint))


def surveyed(connection: duckdb.DuckDBPyConnection, index: str, measures: Collection[str]) -> None:
    """Put a survey with another index of satisfaction in place of that of the person's units."""
    if not index:
        return
    if "ikm" not in measures:
        raise RefusedError("Jabatan ini tidak dinilai dari survei kepuasan pada bulan itu.")
    value = _index(index)
    [(is_surveyed,)] = connection.execute(IS_SURVEYED).fetchall()
    if not is_surveyed:
        raise RefusedError("Masa survei tidak berakhir pada bulan ini, jadi tidak ada hasil survei baru.")
    low, rest = divmod(int(value * ANSWERS), HIGHEST // 4 * ANSWERS)
    higher = rest // (HIGHEST // 4)
    connection.execute(FORGET_ANSWERS)
    connection.execute(ADD_ANSWERS, {"low": low, "lower": ANSWERS - higher})


def _index(text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        value = Decimal(0)
    if not value.is_finite() or not LOWEST <= value <= HIGHEST or value != round(value, 2):
        raise RefusedError(f"{text!r} bukan IKM: tulis {LOWEST} sampai {HIGHEST}, paling banyak dua desimal.")
    return value
