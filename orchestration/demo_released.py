"""What the demo lands once a month of it is released: what the treasury says, and what people object to."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.dates import month_after, month_before
from contracts.home import Home
from orchestration.errors import RefusedError

if TYPE_CHECKING:
    from delivery.handoff.released import Released


def land_released(home: Home, month: str) -> Iterator[str]:
    """Yield each file that is landed for a released month, in words.

    The first agency by its code is paid as released and nobody objects. The others' payment differs in each
    way that `kinerja reconcile` names; of their people one objects rightly, with the row that mends it, one
    is refused and one waits, and who waited a month before is answered. The same releases, the same bytes.
    Raises RefusedError where the home is none of the demo, or the month was not released.
    """
    from delivery.handoff.released import Released
    from delivery.release.chain import released_agencies, releases_of

    if not (home.root / "planted.json").is_file():
        raise RefusedError(f"{home.root} is no home of the demo: only there a treasury is invented.")
    found = {
        agency: [
            Released(agency, month, number, folder)
            for released, number, folder in releases_of(home, agency)
            if released == month
        ]
        for agency in released_agencies(home.releases)
    }
    found = {agency: releases for agency, releases in found.items() if releases}
    if not found:
        raise RefusedError(f"{month} was not released: type `kinerja release {month} --by NAME` first.")
    yield from _paid(home, month, found)
    for agency in [*found][1:]:
        yield from _objected(home, month, agency, found[agency][0])


def _paid(home: Home, month: str, found: "Mapping[str, list[Released]]") -> Iterator[str]:
    import polars as pl

    from sources.demo.landing import Landing, TextStyle
    from sources.demo.treasury import acknowledgement

    for place, (agency, releases) in enumerate(found.items()):
        tables = [release.table("monthly_incentives") for release in releases]
        people = pl.concat([table.select("employee_id", "incentive_amount") for table in tables])
        amounts = people.group_by("employee_id").agg(amount=pl.col("incentive_amount").sum())
        told = acknowledgement(amounts.filter(pl.col("amount") > 0), month, is_exact=place == 0)
        path = f"{agency}/{month_after(month)}/payroll_ack/sp2d_{month}.csv"
        yield f"{Landing(home.landing).table(path, told, TextStyle())}: {told.height} people"


def _objected(home: Home, month: str, agency: str, release: "Released") -> Iterator[str]:
    import polars as pl

    from sources.demo.landing import Landing, TextStyle
    from sources.demo.objections import LINES, answered, objected

    landing, folder = Landing(home.landing), f"{agency}/{month_after(month)}"
    paid = release.table("monthly_incentives").filter(pl.col("incentive_amount") > 0)
    lines = release.table("incentive_lines").filter(
        pl.col("employee_id").is_in(paid["employee_id"].to_list()), pl.col("for_month") == month
    )
    mending = f"{month_after(month)}/leave/keberatan_{month}.csv"
    asked, leave = objected(lines.select(*LINES), month, mending)
    tables = {f"{agency}/{mending}": leave, f"{folder}/objections/keberatan_{month}.csv": asked}
    earlier: Path = home.landing / agency / month / "objections" / f"keberatan_{month_before(month)}.csv"
    if earlier.is_file():
        before = pl.read_csv(earlier, infer_schema=False).fill_null("")
        tables[f"{folder}/objections/putusan_{month_before(month)}.csv"] = answered(before, month)
    for path, table in tables.items():
        if table.height:
            yield f"{landing.table(path, table, TextStyle())}: {table.height} rows"
