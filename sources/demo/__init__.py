"""Believable deliveries of invented people: same arguments, same bytes, every defect on the record."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sources.demo import stray_files, tables
from sources.demo.agencies import MATARAM, MOST_AGENCIES, Agency, plan_agencies
from sources.demo.delivery import BlockDelivery
from sources.demo.landing import Landing, TextStyle
from sources.demo.months import Month, plan_months
from sources.demo.planted import Planted
from sources.demo.units import plan_blocks

LOCAL_HOLIDAY = 9
"""The workday (0-based) of the first month that the local decree makes a holiday."""


@dataclass(frozen=True)
class DemoSummary:
    """What was written: agencies, months, people, files and data rows."""

    agencies: int
    months: int
    employees: int
    files: int
    rows: int


def write_demo(
    landing: Path,
    planted_file: Path,
    *,
    employees: int = 2000,
    months: int = 3,
    end: str = "2026-10",
    seed: int = 1,
    agencies: int = 4,
    progress: Callable[[str], None] | None = None,
) -> DemoSummary:
    """Write the deliveries of `months` months up to `end` (`YYYY-MM`) below `landing`.

    Block by block of a few thousand people, so that memory does not grow with the people. `planted_file` gets
    the JSON list of planted defects (see `Planted.add`). `progress` is told one sentence per agency.
    Raises ValueError where `end` is no month, a count is out of range, or no calendar is shipped for a year.
    """
    if min(employees, months, agencies) < 1:
        raise ValueError("employees, months and agencies must be at least 1")
    if agencies > MOST_AGENCIES:
        raise ValueError(f"at most {MOST_AGENCIES} agencies can be invented")
    calendar = plan_months(end, months)
    target, book = Landing(landing), Planted()
    plan = plan_agencies(agencies, employees)
    for agency in plan:
        _write_agency(agency, calendar, seed, target, book)
        if progress is not None:
            progress(f"{agency.code} {agency.name}: {agency.employees} pegawai, {months} bulan")
    for month in calendar:
        stray_files.unknown_agency(target, month, book)
    book.write(planted_file)
    people = sum(agency.employees for agency in plan)
    return DemoSummary(len(plan), months, people, target.files, target.rows)


def _write_agency(agency: Agency, calendar: list[Month], seed: int, target: Landing, book: Planted) -> None:
    months = calendar
    if agency.style == MATARAM:
        holiday = calendar[0].workday(LOCAL_HOLIDAY)
        months = [month.without([holiday]) for month in calendar]
        path = f"{agency.code}/{calendar[0].text}/calendar/libur_daerah.csv"
        target.table(path, tables.decree_table(agency, holiday), TextStyle())
    for block in plan_blocks(agency):
        delivery = BlockDelivery(agency, block, months, seed, target, book)
        for position in range(len(months)):
            delivery.write(position)
    if agency.is_pilot:
        for month in months:
            stray_files.strew(target, agency, month, book, is_last=month is months[-1])
