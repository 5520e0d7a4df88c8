"""The catalogue: a DuckDB of views only. Renaming it into place is the commit of a run.

Its views name absolute paths, so that any reader (BI tools too) opens it without a setting. When the home was
moved, `current_catalogue` notices from the root that the catalogue remembers and builds the views anew.
"""

import logging
import os
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import duckdb

from contracts.dates import month_before
from contracts.home import Home
from contracts.private import PRIVATE
from orchestration.builds import NOTE, Build
from orchestration.duck import parquet, text
from orchestration.errors import TableDamagedError
from orchestration.evidence import evidence_views
from orchestration.findings_view import findings_views
from orchestration.lock import one_writer

log = logging.getLogger("kinerja.catalogue")

# The file that DuckDB names in its message.
IN_QUOTES = re.compile(r"'([^']+)'")


def current_builds(home: Home) -> dict[str, Build]:
    """Build of each committed month that is still there; empty where no run was committed."""
    builds = {month: Build.found(folder) for month, folder in _folders(home).items()}
    return {month: build for month, build in builds.items() if build is not None}


def previous_marts(home: Home, month: str, marts: Collection[str]) -> Path | None:
    """Marts of the month before: of a look aside itself, else the current ones; None where it was not run.

    Raises TableDamagedError where one of the `marts` named is not as it was written.
    """
    before = month_before(month)
    for place in (home, Home(home.root)):
        build = current_builds(place).get(before)
        if build is not None:
            folder = place.marts / before / build.build_id
            build.refuse_damaged(folder, marts)
            return folder
    return None


def commit(home: Home, builds: Mapping[str, Build]) -> None:
    """Write the catalogue of these builds beside the current one and rename it into place.

    Only the holder of the home's lock may do so. Raises TableDamagedError when a mart is gone or damaged.
    """
    for month, build in builds.items():
        for path in build.missing(home.marts / month / build.build_id):
            raise TableDamagedError(path)
    home.catalogue.parent.mkdir(parents=True, exist_ok=True)
    fresh = home.catalogue.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with duckdb.connect(str(fresh), config={"threads": 1}) as connection:
        connection.begin()  # one wait for the disk in place of one for each view
        for statement in _statements(home, builds):
            _view(connection, statement)
        connection.commit()
    with fresh.open("rb") as written:
        os.fsync(written.fileno())
    fresh.replace(home.catalogue)


def mend_catalogue(home: Home) -> None:
    """Write the catalogue anew from the builds that lie there, where it is gone or DuckDB cannot read it.

    A run deletes every build but the committed one of each month; where two lie there, the newer is taken.
    Only the holder of the home's lock may do so.
    """
    if _root(home) is not None:
        return
    builds = found_builds(home)
    if home.catalogue.exists() or builds:
        log.warning("%s could not be read and is written anew from the builds in marts/", home.catalogue)
        commit(home, builds)


def found_builds(home: Home) -> dict[str, Build]:
    """Build of each month by the catalogue, else by what lies in marts/ where it cannot be read."""
    if _root(home) is not None:
        return current_builds(home)
    notes = sorted(home.marts.glob(f"*/*/{NOTE}"), key=lambda note: note.stat().st_mtime_ns)
    found = [build for note in notes if (build := Build.found(note.parent)) is not None]
    return {build.month: build for build in sorted(found, key=lambda build: build.month)}


def current_catalogue(home: Home) -> None:
    """Build the views anew when the home stands elsewhere than when they were written.

    Raises HomeBusyError when they must be written and a run is at work, TableDamagedError when the tables of
    a month are gone.
    """
    here = str(home.derived.resolve())
    if not (home.catalogue.exists() or any(home.marts.glob(f"*/*/{NOTE}"))):
        return
    if _root(home) != here:
        with one_writer(home):
            mend_catalogue(home)
            _refuse_lost(home)
            if _root(home) != here:
                commit(home, current_builds(home))
    _refuse_lost(home)


def _refuse_lost(home: Home) -> None:
    there = current_builds(home)
    for month, folder in _folders(home).items():
        if month not in there:
            raise TableDamagedError(folder)


def _folders(home: Home) -> dict[str, Path]:
    """Folder of the marts of each committed month."""
    if not home.catalogue.exists():
        return {}
    with duckdb.connect(str(home.catalogue), read_only=True) as connection:
        found = connection.execute("select month, build_id from catalogue.builds order by month").fetchall()
    return {month: home.marts / month / build_id for month, build_id in found}


def _root(home: Home) -> str | None:
    """Folder that the views name; None where there is no catalogue that can be read."""
    if not home.catalogue.exists():
        return None
    try:
        with duckdb.connect(str(home.catalogue), read_only=True) as connection:
            connection.execute("select month, build_id from catalogue.builds").fetchall()
            [(root,)] = connection.execute("select root from catalogue.home").fetchall()
    except duckdb.Error:
        return None
    return str(root)


def _view(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    try:
        connection.execute(statement)
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        damaged = IN_QUOTES.search(str(error))
        if damaged is None or not damaged[1].endswith(".parquet"):
            raise
        raise TableDamagedError(damaged[1]) from error


def _statements(home: Home, builds: Mapping[str, Build]) -> Iterable[str]:
    from contracts.quality import shipped_quality  # commands that only read seldom write a catalogue

    root = home.derived.resolve()
    yield "create schema catalogue"
    yield "create schema marts"
    yield "create schema accepted"
    yield "create schema compiled"
    yield f"create view catalogue.home as select {text(root)} as root"
    yield _builds_view(builds.values())
    names = []
    for mart, paths in _marts(root / "marts", builds.values()).items():
        names.append(f"marts.{mart}")
        yield f'create view marts."{mart}" as select * from {parquet(paths)}'
    for record_type, selects in _accepted(root / "accepted", builds.values()).items():
        names.append(f"accepted.{record_type}")
        yield f'create view accepted."{record_type}" as ' + " union all by name ".join(selects)
    for table, selects in _compiled(root / "compiled", builds.values()).items():
        names.append(f"compiled.{table}")
        yield f'create view compiled."{table}" as ' + " union all by name ".join(selects)
    yield from evidence_views(names)
    yield from findings_views(home, shipped_quality(), names)


def _builds_view(builds: Iterable[Build]) -> str:
    rows = [f"({text(build.month)}, {text(build.build_id)})" for build in builds]
    values = ", ".join(rows) or "(null, null)"
    return (
        "create view catalogue.builds as select month::varchar as month, build_id::varchar as build_id "
        f"from (values {values}) as build(month, build_id) where month is not null"
    )


def _marts(folder: Path, builds: Iterable[Build]) -> dict[str, list[Path]]:
    marts: dict[str, list[Path]] = {}
    for build in builds:
        for path in sorted((folder / build.month / build.build_id).glob("*.parquet")):
            marts.setdefault(path.stem, []).append(path)
    return marts


def _accepted(folder: Path, builds: Iterable[Build]) -> dict[str, list[str]]:
    selects: dict[str, list[str]] = {}
    for _, inputs, is_ours in _inputs(folder, builds):
        for record_type in sorted(inputs.glob("*/")):
            files = sorted(record_type.glob("*.parquet"))
            if files and record_type.name not in PRIVATE:
                query = f"select * from {parquet(files)} where {is_ours}"
                selects.setdefault(record_type.name, []).append(query)
    return selects


def _compiled(folder: Path, builds: Iterable[Build]) -> dict[str, list[str]]:
    """Rules and calendars as they were compiled for each month."""
    selects: dict[str, list[str]] = {}
    for build, inputs, is_ours in _inputs(folder, builds):
        for path in sorted(inputs.glob("*.parquet")):
            query = f"select {text(build.month)} as month, * from {parquet([path])} where {is_ours}"
            selects.setdefault(path.stem, []).append(query)
    return selects


def _inputs(folder: Path, builds: Iterable[Build]) -> Iterable[tuple[Build, Path, str]]:
    """Folder of each build that lent a month its rows, and the condition for the agencies it lent."""
    for build in builds:
        for own in sorted(set(build.agencies.values())):
            agencies = sorted(agency for agency, lender in build.agencies.items() if lender == own)
            listed = ", ".join(text(agency) for agency in agencies)
            yield build, folder / build.month / own, f"agency_id in ({listed})"
