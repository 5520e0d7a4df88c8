"""Write `serving/warehouse.duckdb`: every month for BI, whole or not at all, and never in a reader's way."""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from contracts import metrics, privacy
from contracts.dates import MONTHS
from contracts.home import Home
from contracts.metrics import Metrics
from contracts.privacy import Privacy
from contracts.quality import shipped_quality
from delivery.bi.ladder import rungs_sql, settings_sql
from delivery.bi.tables import FILE, SCHEMA, bi_tables, ddl
from delivery.handoff.private import salted_hash
from delivery.wording import TERMS

SQL: Final = Path(__file__).with_name("sql")
KEY: Final = "bi.key"
HMAC_BLOCK: Final = 64
# Tables of which a month's rows stay the same as long as its build, the settings and this program do.
KEPT: Final = (
    "fact_incentive",
    "fact_unit_month",
    "fact_agency_month",
    "fact_attendance",
    "fact_indicator",
    "fact_complaint",
    "fact_survey",
)


def write_snapshot(home: Home, *, memory_limit: str, settings: Privacy | None = None) -> dict[str, int]:
    """Write the tables for BI of every month that has marts, and the same as Parquet; return their rows.

    The file is written under another name and renamed: a reader has either picture whole and waits for
    nobody. Months that did not change are taken over from the picture before. Only the holder of the home's
    lock may call this. `settings`: others than the shipped ones.
    """
    chosen = settings or privacy.shipped_privacy()
    home.serving.mkdir(mode=0o700, parents=True, exist_ok=True)
    remove_leftovers(home)
    fresh = _fresh(home)
    with _connection(home, fresh, memory_limit) as connection:
        _create(connection)
        _months(connection, home, chosen)
        _small_tables(connection)
        definitions = _metric_sql(metrics.shipped_metrics())
        parts = {**settings_sql(chosen), **definitions, "month_names": str(list(MONTHS))}
        _run(connection, "people", parts)
        for rung in rungs_sql(chosen):
            _run(connection, "rung", rung)
        for step in ("remainder", "dimensions_first", "facts", "dimensions_last", "findings"):
            _run(connection, step, parts)
        counted = _parquet(connection, home)
    with fresh.open("rb") as written:
        os.fsync(written.fileno())
    fresh.replace(home.snapshot)
    return counted


def remove_leftovers(home: Home) -> None:
    """Delete what a killed run left of a snapshot."""
    for path in (_fresh(home), _fresh(home).with_suffix(".new.wal"), *home.bi.glob("*.new")):
        path.unlink(missing_ok=True)
    shutil.rmtree(_spill(home), ignore_errors=True)


def _fresh(home: Home) -> Path:
    return home.snapshot.with_suffix(".new")


def _spill(home: Home) -> Path:
    return home.serving / "warehouse.spill"


@contextmanager
def _connection(home: Home, fresh: Path, memory_limit: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Fresh file, with the catalogue (`lake`) and the picture before (`before`) beside it, only to read."""
    with duckdb.connect(
        str(fresh), config={"memory_limit": memory_limit, "temp_directory": str(_spill(home))}
    ) as connection:
        connection.execute(f"attach {_quoted(home.catalogue)} as lake (read_only)")
        yield connection


def _create(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables with their comments at once: a commit for each statement would cost a second."""
    created = [f"create schema {SCHEMA}", "create schema snapshot"]
    created.append("create table snapshot.months (month varchar, stamp varchar)")
    created += [statement for table in bi_tables().values() for statement in ddl(table)]
    connection.execute("; ".join(["begin", *created, "commit"]))


def _months(connection: duckdb.DuckDBPyConnection, home: Home, settings: Privacy) -> None:
    """Tell which months are made anew (`fresh`, with the pads of their own key), and take the others over."""
    builds = connection.execute("select month, build_id from lake.catalogue.builds order by month").fetchall()
    keys = month_keys(home, builds, settings)
    stamps = {month: hashlib.sha256(key).hexdigest()[:16] for month, key in keys.items()}
    connection.execute("create temp table fresh (month varchar, inner_pad blob, outer_pad blob)")
    if stamps:
        connection.executemany("insert into snapshot.months values (?, ?)", list(stamps.items()))
    unchanged = _take_over(connection, home, stamps)
    made = [(month, *_pads(key)) for month, key in keys.items() if month not in unchanged]
    if made:
        connection.executemany("insert into fresh values (?, ?, ?)", made)


def month_keys(home: Home, builds: Sequence[tuple[str, str]], settings: Privacy) -> dict[str, bytes]:
    """Return the key of each month's pseudonyms, made from the key of the home and all that makes its rows.

    builds: pairs of month and build. A row keeps its pseudonym as long as build, settings, definitions and
    program are the same: pictures of different times cannot be laid over each other row by row.
    """
    whole = hashlib.sha256(settings.model_dump_json().encode())
    for path in (
        metrics.SHIPPED,
        FILE,
        *sorted(Path(__file__).parent.glob("*.py")),
        *sorted(SQL.glob("*.sql")),
    ):
        whole.update(path.read_bytes())
    recipe = whole.hexdigest()
    return {
        month: bytes.fromhex(salted_hash(home, f"{month}|{build}|{recipe}".encode(), KEY))
        for month, build in builds
    }


def _take_over(connection: duckdb.DuckDBPyConnection, home: Home, stamps: Mapping[str, str]) -> set[str]:
    """Copy the rows of months whose stamp is that of the picture before; returns those months."""
    if not home.snapshot.exists():
        return set()
    try:
        connection.execute(f"attach {_quoted(home.snapshot)} as before (read_only)")
        found = connection.execute("select month, stamp from before.snapshot.months").fetchall()
    except duckdb.Error:  # a file that is none of ours, or damaged, is written anew
        return set()
    same = {month for month, stamp in found if stamps.get(month) == stamp}
    if same:
        for table in KEPT:
            connection.execute(
                f"insert into {SCHEMA}.{table} by name from before.{SCHEMA}.{table} "
                "where list_contains($same, month)",
                {"same": sorted(same)},
            )
    connection.execute("detach before")
    return same


def _pads(key: bytes) -> tuple[bytes, bytes]:
    """Inner and outer block of HMAC-SHA256, which SQL then needs no HMAC for."""
    block = key.ljust(HMAC_BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)


def _small_tables(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create temp table terms (term varchar, label varchar)")
    connection.execute("insert into terms select unnest(?), unnest(?)", [list(TERMS), list(TERMS.values())])
    connection.execute("create temp table signals (rule_code varchar)")
    connection.execute("insert into signals select unnest(?)", [list(shipped_quality().signals)])
    told = metrics.shipped_metrics()
    connection.executemany(
        f"insert into {SCHEMA}.dim_metric values (?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own table
        [
            (name, told.told(name).label, told.told(name).words, told.told(name).unit, *told.bi_sql(name))
            for name in told.metrics
        ],
    )


def _metric_sql(told: Metrics) -> dict[str, str]:
    """Return the aggregates of the measures for the templates, and their sums over units told together."""
    sources = {
        "attendance": "marts.attendance_days",
        "complaint": "marts.complaint_outcomes",
        "survey": "accepted.survey_answer",
    }
    parts = {}
    for name, source in sources.items():
        measures = told.of_source(source)
        parts[f"{name}_measures"] = ", ".join(f"{each.sql} as {key}" for key, each in measures.items())
        parts[f"{name}_sums"] = ", ".join(f"sum({key}) as {key}" for key in measures)
    people = told.of_source("marts.monthly_incentives")
    parts["held_measures"] = ", ".join(
        f"{people[name].sql} as {name}" for name in ("people_held", "computed_amount", "held_amount")
    )
    return parts


def _run(connection: duckdb.DuckDBPyConnection, step: str, parts: Mapping[str, str]) -> None:
    connection.execute((SQL / f"{step}.sql").read_text(encoding="utf-8").format_map(parts))


def _parquet(connection: duckdb.DuckDBPyConnection, home: Home) -> dict[str, int]:
    """Write each table as a file of its own, by a rename; returns their rows."""
    home.bi.mkdir(mode=0o700, parents=True, exist_ok=True)
    counted = {}
    for table in bi_tables():
        path = home.bi / f"{table}.parquet"
        draft = path.with_suffix(".new")
        [(counted[table],)] = connection.execute(
            f"copy {SCHEMA}.{table} to {_quoted(draft)} (format parquet)"
        ).fetchall()
        draft.replace(path)
    return counted


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
