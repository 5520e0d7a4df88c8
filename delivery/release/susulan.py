"""Later releases of a month: r2, r3 ... hold only people who were never paid in it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from contracts.home import Home
from delivery.release.chain import releases_of

PERSONAL = ("monthly_incentives", "incentive_lines", "incentive_line_factors")


def releases_in(home: Home, month: str, agency_id: str) -> list[tuple[int, Path]]:
    """(release number, folder) of each release of one agency's month, r1 first."""
    return [
        (number, folder) for released, number, folder in releases_of(home, agency_id) if released == month
    ]


def paid_people(folders: Sequence[Path]) -> pl.Series:
    """Employees whom these releases paid, also those who came to nothing: they were not held; by NIP."""
    paid = [
        pl.read_parquet(folder / "monthly_incentives.parquet", columns=["employee_id", "is_held"])
        .filter(~pl.col("is_held"))
        .get_column("employee_id")
        for folder in folders
    ]
    return pl.concat([pl.Series("employee_id", [], dtype=pl.String), *paid]).unique().sort()


def only_unpaid(tables: Mapping[str, pl.DataFrame], paid: pl.Series) -> dict[str, pl.DataFrame]:
    """Tables of a susulan release: the rows of people with something to pay who were never paid in the month.

    What describes the whole month (its profile, its state) stays with r1; `file_outcomes` is kept as it is.
    """
    people = tables["monthly_incentives"].filter(
        ~pl.col("is_held") & (pl.col("incentive_amount") > 0) & ~pl.col("employee_id").is_in(paid.to_list())
    )
    return {
        name: table.join(people.select("employee_id"), on="employee_id", how="semi", maintain_order="left")
        for name, table in tables.items()
        if name in PERSONAL
    } | {"file_outcomes": tables["file_outcomes"]}


def paid_again(written: Mapping[str, pl.DataFrame], paid: pl.Series) -> list[str]:
    """Fault when someone in the written tables was paid for the month before."""
    people = written["monthly_incentives"]["employee_id"]
    again = people.filter(people.is_in(paid.to_list()))
    return [f"{again.len()} pegawai sudah dibayar untuk bulan ini"] if again.len() else []
