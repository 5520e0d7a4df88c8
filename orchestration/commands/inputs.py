"""Commands that bring something into the home: `kinerja demo`, `init` and `land`."""

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from contracts.home import Home
from orchestration.errors import RefusedError
from orchestration.homes import default_root
from orchestration.months import month_start, next_month
from orchestration.speaking import plainly
from sources.feeds import FEEDS

Month = Annotated[str, typer.Option("--month", help="Month of the delivery, such as 2026-10.")]


def demo(  # noqa: PLR0917 - typer passes each option by its name
    employees: Annotated[int, typer.Option(min=20, help="People in all agencies together.")] = 2000,
    months: Annotated[int, typer.Option(min=1, max=60, help="How many months, up to --end.")] = 3,
    end: Annotated[str, typer.Option(help="The last month.")] = "2026-10",
    seed: Annotated[int, typer.Option(help="The same seed writes the same files.")] = 1,
    agencies: Annotated[
        int, typer.Option(min=4, max=540, help="Four pilots, and as many more invented.")
    ] = 4,
    paid: Annotated[
        str | None,
        typer.Option("--paid", metavar="MONTH", help="Instead: what the treasury says of a released month."),
    ] = None,
) -> None:
    """Write believable, deterministic demo data with planted defects (`planted.json`) into the home.

    With --paid, in a home of the demo: acknowledges each agency's releases of a month (feed payroll_ack);
    the first agency's payment is complete, the others' differs in each way that `kinerja reconcile` names.
    """
    from sources.demo import write_demo

    if paid is not None:
        with plainly():
            month_start(paid)
            _acknowledge(Home(default_root()), paid)
        return

    with plainly(ValueError):
        month_start(end)
        home = Home(default_root())
        if home.landing.is_dir() and any(home.landing.iterdir()):
            raise RefusedError(f"{home.landing} already holds files: name an empty home with --home.")
        home.create()
        written = write_demo(
            home.landing,
            home.root / "planted.json",
            employees=employees,
            months=months,
            end=end,
            seed=seed,
            agencies=agencies,
            progress=logging.getLogger("kinerja.demo").info,
        )
    typer.echo(
        f"{written.files} files of {written.employees} people in {written.agencies} agencies are landed."
    )
    typer.echo(f"Next: kinerja run {end}")


def _acknowledge(home: Home, month: str) -> None:
    import polars as pl

    from delivery.handoff.released import Released
    from delivery.release.chain import released_agencies, releases_of
    from sources.demo.landing import Landing, TextStyle
    from sources.demo.treasury import acknowledgement

    if not (home.root / "planted.json").is_file():
        raise RefusedError(f"{home.root} is no home of the demo: only there a treasury is invented.")
    found = {
        agency: [
            Released(agency, month, number, folder).table("monthly_incentives")
            for released, number, folder in releases_of(home, agency)
            if released == month
        ]
        for agency in released_agencies(home.releases)
    }
    found = {agency: tables for agency, tables in found.items() if tables}
    if not found:
        raise RefusedError(f"{month} was not released: type `kinerja release {month} --by NAME` first.")
    for place, (agency, tables) in enumerate(found.items()):
        people = pl.concat([table.select("employee_id", "incentive_amount") for table in tables])
        amounts = people.group_by("employee_id").agg(amount=pl.col("incentive_amount").sum())
        told = acknowledgement(amounts.filter(pl.col("amount") > 0), month, is_exact=place == 0)
        path = f"{agency}/{next_month(month)}/payroll_ack/sp2d_{month}.csv"
        typer.echo(f"{Landing(home.landing).table(path, told, TextStyle())}: {told.height} people")


def init(agency: Annotated[str, typer.Argument(help="Region code, such as 73.71.")]) -> None:
    """Write a policy skeleton for an agency that says what to fill."""
    from contracts.policy.loading import load_policies
    from contracts.policy.skeleton import skeleton

    with plainly():
        home = Home(default_root())
        home.create()
        path = home.policies / f"{agency}.yaml"
        if path.exists():
            raise RefusedError(f"{path} is there already: fill it in, then `kinerja policy check {path}`.")
        path.write_text(skeleton(agency, load_policies(home_policies=home.policies).by_id), encoding="utf-8")
    typer.echo(f"{path} is written. Fill it in, then: kinerja policy check {path}")


def land(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="File to land.")],
    agency: Annotated[str, typer.Option("--agency", help="Region code.")],
    feed: Annotated[str, typer.Option("--feed", help=f"One of {', '.join(FEEDS)}.")],
    month: Month,
) -> None:
    """Copy a file into the landing folder, whole or not at all, and write its receipt."""
    from delivery.receipts import LandingError
    from delivery.receipts import land as land_file

    with plainly(LandingError):
        month_start(month)
        if feed not in FEEDS:
            raise RefusedError(f"There is no feed {feed!r}: choose one of {', '.join(FEEDS)}.")
        if not agency or agency != Path(agency).name:
            raise RefusedError(f"{agency!r} is no region code: write it as 73.71.")
        home = Home(default_root())
        home.create()
        receipt = land_file(home, file, agency, feed, month, datetime.now(UTC))
    typer.echo(f"{receipt.path} has receipt {receipt.file_no}. Next: kinerja run {month}")
