"""One month under another policy: computed aside from the rows that were accepted, then compared."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl

from contracts.home import Home
from contracts.policy.compile import compile_policies
from contracts.policy.loading import Policies, load_policies
from contracts.policy.trial import FaultyPolicyError, on_trial
from orchestration.builds import Build
from orchestration.duck import parquet, text
from orchestration.errors import RefusedError
from orchestration.scratch import Look, compute, current_build, scratch

BEFORE = ("monthly_incentives", "attendance_days", "performance_indicators", "incentive_lines")


@contextmanager
def simulated(
    home: Home, month: str, policy: Path, wanted: Sequence[str]
) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[str]]]:
    """Database with the month as it is in schema `before`, and under the policy in `marts` and `input`.

    Beside it sentences on what of the policy the accepted rows do not follow.

    Raises:
        RefusedError: the month was not run, an agency is not in it, or the policy cannot be used.

    """
    build = current_build(home, month)
    missing = sorted(set(wanted) - set(build.agencies))
    if missing:
        raise RefusedError(f"Pemerintah daerah {', '.join(missing)} tidak ada pada {month}.")
    with TemporaryDirectory(prefix="kinerja-") as folder:
        agencies, notes = _compile(home, build, policy, wanted, Path(folder))
        with scratch(Look(home, build, agencies), Path(folder)) as connection:
            compute(connection, with_tests=True)
            _lay_before(connection, home, build, agencies)
            yield connection, notes


def _compile(
    home: Home, build: Build, policy: Path, wanted: Sequence[str], folder: Path
) -> tuple[tuple[str, ...], list[str]]:
    current = load_policies(home_policies=home.policies)
    try:
        policies, agencies = on_trial(current, policy, build.agencies, wanted)
    except FaultyPolicyError as error:
        raise RefusedError(f"Kebijakan tidak dapat dipakai:\n{error}") from error
    if not agencies:
        raise RefusedError(
            f"{policy.name} tidak menyebut pemerintah daerah yang ada pada {build.month}: tambahkan --agency."
        )
    look = Look(home, build, agencies)
    files = [
        path for lent in look.folders(home.accepted) for path in (lent / "calendar_decree").glob("*.parquet")
    ]
    decrees = pl.read_parquet(files).filter(pl.col("agency_id").is_in(agencies))
    columns = ["agency_id", "decree_date", "kind", "name", "decided_on"]
    for name, table in compile_policies(
        policies, agencies, build.month, None, decrees.select(columns)
    ).items():
        table.write_parquet(folder / f"{name}.parquet")
    return agencies, [*not_followed(current, policies, agencies)]


def not_followed(current: Policies, tried: Policies, agencies: Sequence[str]) -> Iterator[str]:
    """Say which rows would be accepted otherwise, or elsewhere: a look aside takes them as they are."""
    for agency in agencies:
        now, then = current.for_agency(agency), tried.for_agency(agency)
        if now is None or then is None:
            continue
        for word, before, after in (
            ("zona waktu", now.zone, then.zone),
            ("bulan pertama", now.first_month, then.first_month),
        ):
            if before != after:
                yield (
                    f"{word} {agency} berubah dari {before} menjadi {after}; simulasi memakai baris yang "
                    f"diterima menurut {before}."
                )


def _lay_before(
    connection: duckdb.DuckDBPyConnection, home: Home, build: Build, agencies: Sequence[str]
) -> None:
    listed = ", ".join(text(agency) for agency in agencies)
    connection.execute("create schema before")
    for mart in BEFORE:
        source = parquet([home.marts / build.month / build.build_id / f"{mart}.parquet"])
        connection.execute(
            f"create view before.{mart} as select * from {source} where agency_id in ({listed})"
        )
