"""The review list of a month as it is told: whom to coach, whom to recognise, and by what evidence."""

from contracts.home import Home
from delivery.catalogue import Row, has_table, not_run, open_marts, rows
from delivery.errors import MonthNotRunError

# A head answers for the units below as well.
BELOW = """
    with recursive below(agency_id, unit_id) as (
        select distinct agency_id, $unit from marts.review_list where month = $month
        union
        select units.agency_id, units.unit_id
        from accepted.unit as units
        inner join below on units.agency_id = below.agency_id and units.parent_unit_id = below.unit_id
        where units.month = $month
    )
    select distinct unit_id from below
"""
_LISTED = """
    with events as (
        select
            agency_id, month, employee_id, list((event_kind, times) order by times desc, event_kind) as events
        from (
            select agency_id, month, employee_id, event_kind, count(*) as times
            from marts.discipline_events
            where month = $month
            group by all
        )
        group by all
    )
    select
        listed.*, paid.name, paid.unit_name, agency.agency_name, gates.status as agency_status,
        case when listed.cause_measure = 'discipline_points' then events.events end as events
    from marts.review_list as listed
    left join marts.monthly_incentives as paid using (agency_id, month, employee_id)
    left join compiled.agency as agency using (agency_id, month)
    left join marts.agency_gates as gates using (agency_id, month)
    left join events using (agency_id, month, employee_id)
    where listed.month = $month
        and (cast($agency as varchar) is null or listed.agency_id = $agency)
        and (cast($units as varchar[]) is null or list_contains($units, listed.unit_id))
    order by listed.agency_id, listed.unit_id, listed.list_kind, listed.employee_id, listed.review_id
"""


def listed(home: Home, month: str, agency: str | None = None, unit: str | None = None) -> list[Row]:
    """Rows of `marts.review_list` with names, by agency, unit, kind and person.

    unit: of it and of those below it. Raises MonthNotRunError.
    """
    with open_marts(home, month) as marts:
        asked = {"month": month}
        if not has_table(marts, "marts", "review_list") or not rows(
            marts, "select 1 from marts.agency_gates where month = $month limit 1", asked
        ):
            raise MonthNotRunError(not_run(month))
        units = None if unit is None else [unit]
        if unit is not None and has_table(marts, "accepted", "unit"):
            units = [row["unit_id"] for row in rows(marts, BELOW, {**asked, "unit": unit})] or units
        return rows(marts, _LISTED, {**asked, "agency": agency, "units": units})
