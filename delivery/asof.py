"""A month as it was known at a time beside the month as it is known now: the difference in words."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypedDict

import duckdb

from contracts.dates import moment_text, month_text
from contracts.home import Home
from delivery.catalogue import Row, rows
from delivery.errors import CatalogueUnreadableError, MonthNotRunError
from delivery.receipts import read_receipts
from delivery.wording import rupiah, term

SCHEMA_VERSION = 1
MOST_TOLD = 20

PEOPLE = """
select coalesce(now.agency_id, past.agency_id) as agency_id,
    coalesce(now.employee_id, past.employee_id) as employee_id,
    coalesce(now.name, past.name) as name,
    past.employee_id is not null as was_there, now.employee_id is not null as is_there,
    past.incentive_amount as then_amount, now.incentive_amount as now_amount,
    past.unit_name as then_unit, now.unit_name as now_unit,
    past.post_name as then_post, now.post_name as now_post,
    past.job_class as then_class, now.job_class as now_class,
    past.employment_status as then_status, now.employment_status as now_status,
    past.policy_version as then_policy, now.policy_version as now_policy,
    coalesce(past.is_held, false) as was_held, coalesce(now.is_held, false) as is_held
from (from past_people) as past
full join (from now_people where agency_id in $agencies) as now
    on past.agency_id = now.agency_id and past.employee_id = now.employee_id
order by 1, 2
"""
# What a person's month itself comes to: a look back makes no corrections of other months.
OWN = """
create temp view {name}_people as
select people.* exclude (incentive_amount),
    people.incentive_amount - case when people.is_held then 0 else coalesce(corrected.amount, 0) end
        as incentive_amount
from {name}.marts.monthly_incentives as people
left join (
    select agency_id, employee_id, month, sum(amount) as amount
    from {name}.marts.incentive_lines where for_month <> month group by all
) as corrected using (agency_id, employee_id, month)
where people.month = {month}
"""
CORRECTIONS = """
select employee_id, month, for_month, line_kind,
    cast(sum(amount) as bigint) as amount, any_value(cause) as cause
from now.marts.incentive_lines
where agency_id in $agencies and for_month <> month and (month = $month or for_month = $month)
group by all order by all
"""
LINES = """
with sides as (
    select employee_id, rule_title, component, detail, amount as then_amount, 0 as now_amount
    from past.marts.incentive_lines where month = $month and for_month = $month
    union all
    select employee_id, rule_title, component, detail, 0, amount
    from now.marts.incentive_lines where month = $month and for_month = $month and agency_id in $agencies
)
select employee_id, rule_title, component, detail,
    cast(sum(then_amount) as bigint) as then_amount, cast(sum(now_amount) as bigint) as now_amount
from sides group by all having sum(then_amount) <> sum(now_amount) order by all
"""
DAYS = """
select employee_id, work_date, past.day_status as then_status, now.day_status as now_status
from (from past.marts.attendance_days where month = $month) as past
join (from now.marts.attendance_days where month = $month) as now
    using (agency_id, employee_id, work_date)
where past.day_status is distinct from now.day_status order by all
"""
CALENDAR = """
select now.agency_id, now.date, past.day_kind as then_kind, now.day_kind as now_kind
from (from past.compiled.calendar_days where month = $month and pattern_id = 'default') as past
join (from now.compiled.calendar_days where month = $month and pattern_id = 'default') as now
    using (agency_id, date)
where past.day_kind is distinct from now.day_kind and strftime(date, '%Y-%m') = $month order by all
"""


class PersonThen(TypedDict):
    """One person whose month is another now; amounts are whole rupiah, null where the person was unknown.

    Amounts are of the month itself. `corrections`: what other months have settled of it, and it of others.
    """

    agency_id: str
    employee_id: str
    name: str | None
    then_amount: int | None
    now_amount: int | None
    differences: list[str]
    corrections: list[str]


class FileSince(TypedDict):
    """A file that landed after the time asked for; times are ISO text."""

    path: str
    feed: str
    received_at: str


class AsOf(TypedDict):
    """A month then and now. Money is whole rupiah; sentences are in Bahasa Indonesia."""

    schema_version: int
    month: str
    known_until: str
    agencies: list[str]
    people_then: int
    people_now: int
    then_amount: int
    now_amount: int
    calendar: list[str]
    files_since: list[FileSince]
    people: list[PersonThen]


def as_of(past: Home, now: Home, month: str, known_until: dt.datetime, employee: str | None = None) -> AsOf:
    """Compare the month in a look back (`past`, computed before) with the current one.

    Only agencies of the look back are compared. Raises MonthNotRunError where either was not run,
    CatalogueUnreadableError where one cannot be read.
    """
    for home in (past, now):
        if not home.catalogue.exists():
            raise MonthNotRunError(
                f"Bulan {month} belum dijalankan; ketik `kinerja run {month}` lebih dahulu."
            )
    with _both(past, now) as connection:
        found = rows(
            connection, "select distinct agency_id from past.marts.agency_gates where month = ?", [month]
        )
        agencies = sorted(str(row["agency_id"]) for row in found)
        bound = {"month": month, "agencies": agencies}
        for name in ("past", "now"):
            connection.execute(OWN.format(name=name, month=f"'{month}'"))
        people = rows(connection, PEOPLE, {"agencies": agencies})
        corrections = _by_person(rows(connection, CORRECTIONS, bound))
        lines = _by_person(rows(connection, LINES, bound))
        days = _by_person(rows(connection, DAYS, {"month": month}))
        calendar = rows(connection, CALENDAR, {"month": month})
    changed = [
        person
        for row in people
        if (person := _person(row, lines, days, _told(month, corrections, row)))
        and (person["differences"] or person["corrections"])
        and employee in {None, row["employee_id"]}
    ]
    return {
        "schema_version": SCHEMA_VERSION,
        "month": month,
        "known_until": known_until.isoformat(),
        "agencies": agencies,
        "people_then": sum(row["was_there"] for row in people),
        "people_now": sum(row["is_there"] for row in people),
        "then_amount": sum(row["then_amount"] or 0 for row in people),
        "now_amount": sum(row["now_amount"] or 0 for row in people),
        "calendar": [
            f"{row['agency_id']} {row['date']}: {row['then_kind']} menjadi {row['now_kind']}"
            for row in calendar
        ],
        "files_since": [
            {"path": each.path, "feed": each.feed, "received_at": each.received_at.isoformat()}
            for each in read_receipts(now)
            if each.received_at > known_until and each.agency_id in agencies
        ],
        "people": changed,
    }


@contextmanager
def _both(past: Home, now: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with duckdb.connect() as connection:
            for name, home in (("past", past), ("now", now)):
                path = str(home.catalogue).replace("'", "''")
                connection.execute(f"attach '{path}' as {name} (read_only)")
            yield connection
    except duckdb.Error as error:
        raise CatalogueUnreadableError(
            f"Katalog tidak dapat dibaca ({str(error).splitlines()[0]})."
        ) from error


def _by_person(found: Sequence[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in found:
        grouped.setdefault(row["employee_id"], []).append(row)
    return grouped


def _told(month: str, corrections: dict[str, list[Row]], row: Row) -> list[str]:
    return [_correction(month, each) for each in corrections.get(row["employee_id"], ())]


def _correction(month: str, line: Row) -> str:
    cause = f" ({line['cause']})" if line["cause"] else ""
    if line["month"] == month:
        return (
            f"{line['line_kind']} bulan {line['for_month']} {rupiah(line['amount'])} masuk bulan ini{cause}"
        )
    return f"{line['line_kind']} {rupiah(line['amount'])} sudah masuk bulan {line['month']}{cause}"


def _person(
    row: Row, lines: dict[str, list[Row]], days: dict[str, list[Row]], corrections: list[str]
) -> PersonThen:
    employee_id = row["employee_id"]
    told = [
        *_master(row),
        *(
            f"{day['work_date']}: {term(day['then_status'])} menjadi {term(day['now_status'])}"
            for day in days.get(employee_id, ())
        ),
        *(_line(line) for line in lines.get(employee_id, ())),
    ]
    return {
        "agency_id": row["agency_id"],
        "employee_id": employee_id,
        "name": row["name"],
        "then_amount": row["then_amount"],
        "now_amount": row["now_amount"],
        "differences": told,
        "corrections": corrections,
    }


def _master(row: Row) -> Iterator[str]:
    if not row["was_there"]:
        yield "belum dikenal waktu itu"
        return
    if not row["is_there"]:
        yield "kini tidak ada lagi dalam bulan ini"
        return
    named = {
        "unit": "unit",
        "post": "jabatan",
        "class": "kelas jabatan",
        "status": "status",
        "policy": "aturan",
    }
    for key, word in named.items():
        before, after = row[f"then_{key}"], row[f"now_{key}"]
        if before != after:
            yield f"{word} {before or '-'} menjadi {after or '-'}"
    if row["was_held"] != row["is_held"]:
        yield "tidak ditahan lagi" if row["was_held"] else "kini ditahan"


def _line(line: Row) -> str:
    about = [line["rule_title"], term(line["component"]) if line["component"] else None, line["detail"]]
    words = ", ".join(str(each) for each in about if each)
    return f"{words}: {rupiah(line['then_amount'])} menjadi {rupiah(line['now_amount'])}"


def render(facts: AsOf) -> str:
    """Text for a terminal: the sums, what came since, then each person."""
    return "\n".join(_text(facts)) + "\n"


def _text(facts: AsOf) -> Iterator[str]:
    until = moment_text(facts["known_until"])
    yield f"{month_text(facts['month'])} seperti diketahui sampai {until}, dan kini"
    yield f"  waktu itu {facts['people_then']} pegawai, {rupiah(facts['then_amount'])}"
    yield f"  kini      {facts['people_now']} pegawai, {rupiah(facts['now_amount'])}"
    if facts["files_since"]:
        yield f"Sejak itu datang {len(facts['files_since'])} berkas"
        for file in facts["files_since"][:MOST_TOLD]:
            yield f"  {moment_text(file['received_at'])}  {file['path']}"
    if facts["calendar"]:
        yield "Kalender"
        yield from (f"  {each}" for each in facts["calendar"][:MOST_TOLD])
    if not facts["people"]:
        yield "Tidak ada pegawai yang bulannya berubah."
    for person in facts["people"][:MOST_TOLD]:
        yield f"{person['employee_id']} {person['name'] or ''}: {_amounts(person)}"
        yield from (f"  {each}" for each in person["differences"][:MOST_TOLD])
        yield from (f"  koreksi: {each}" for each in person["corrections"][:MOST_TOLD])
    if len(facts["people"]) > MOST_TOLD:
        yield f"dan {len(facts['people']) - MOST_TOLD} pegawai lain; semua ada pada `kinerja asof --json`"


def _amounts(person: PersonThen) -> str:
    before, after = person["then_amount"], person["now_amount"]
    told = ("-" if each is None else rupiah(each) for each in (before, after))
    return " menjadi ".join(told)
