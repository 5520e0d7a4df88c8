"""Commands that bring something into the home: `kinerja demo`, `init` and `land`."""

import logging
from pathlib import Path
from typing import Annotated

import typer

from contracts.home import Home
from orchestration import clock
from orchestration.errors import RefusedError
from orchestration.homes import default_root
from orchestration.months import month_start
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
        typer.Option("--paid", metavar="MONTH", help="Instead: what comes back of a released month."),
    ] = None,
) -> None:
    """Write believable, deterministic demo data with planted defects (`planted.json`) into the home.

    With --paid, in a home of the demo: lands what comes back of a released month. The first agency's payment
    (feed payroll_ack) is complete and nobody objects; the others' differs in each way that
    `kinerja reconcile` names, and three of their people object (feed objections).
    """
    from orchestration.demo_released import land_released
    from sources.demo import write_demo

    if paid is not None:
        with plainly():
            month_start(paid)
            for landed in land_released(Home(default_root()), paid):
                typer.echo(landed)
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
        receipt = land_file(home, file, agency, feed, month, clock.now())
    typer.echo(f"{receipt.path} has receipt {receipt.file_no}. Next: kinerja run {month}")
