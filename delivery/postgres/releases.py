"""What releases hold, as relations of DuckDB, after each file's hash was found to be its manifest's."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import polars as pl

from contracts.home import Home
from delivery.errors import PublishRefused
from delivery.postgres.declared import tables
from delivery.release.chain import MANIFEST, sha256_of
from delivery.release.special import TABLE

OF_RELEASES: Final = ("monthly_incentives", "incentive_lines", "incentive_line_factors", "outstanding")
_POLARS: Final = {"varchar": pl.String, "bigint": pl.Int64, "boolean": pl.Boolean}


class Release(NamedTuple):
    """A release of an agency's month: rN."""

    agency_id: str
    number: int
    folder: Path


def releases_of_month(home: Home, month: str) -> list[Release]:
    """Releases of a month, each agency's in order."""
    folders = (manifest.parent for manifest in home.releases.glob(f"{month}/*/r*/{MANIFEST}"))
    return sorted(Release(folder.parent.name, int(folder.name[1:]), folder) for folder in folders)


def read_releases(connection: duckdb.DuckDBPyConnection, releases: Sequence[Release]) -> None:
    """Make of what releases hold relations `raw_payroll_<table>` with the number of the release.

    Raises PublishRefused where the bytes of a file are not those of its manifest.
    """
    manifests = [_manifest(release.folder) for release in releases]
    _register_manifests(connection, "releases", manifests)
    for name in OF_RELEASES:
        files = [
            path
            for release, manifest in zip(releases, manifests, strict=True)
            for path in _sound_file(release.folder, name, manifest)
        ]
        if files:
            connection.execute(
                f"create temp view raw_payroll_{name} as select * exclude (filename), "  # noqa: S608 - our own table, paths quoted
                "cast(regexp_extract(filename, '/r(\\d+)/[^/]+$', 1) as bigint) as release "
                f"from {_parquet(files)}"
            )


def read_specials(
    connection: duckdb.DuckDBPyConnection, home: Home, month: str, agencies: Collection[str]
) -> None:
    """Make relations of the special payments whose basis is the month; raises as `read_releases`."""
    found = [
        (manifest.parent, told)
        for manifest in sorted(home.releases.glob(f"special/*/*/{MANIFEST}"))
        if manifest.parts[-3] in agencies and (told := _manifest(manifest.parent))["basis_month"] == month
    ]
    _register_manifests(connection, "special_releases", [{**told, "month": month} for _, told in found])
    files = [path for folder, told in found for path in _sound_file(folder, TABLE, told)]
    if files:
        connection.execute(
            f"create temp view raw_payroll_{TABLE} as select *, basis_month as month "  # noqa: S608 - as above
            f"from {_parquet(files)}"
        )


def quoted(path: Path) -> str:
    """Path as a text of SQL."""
    return "'" + str(path).replace("'", "''") + "'"


def _manifest(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    return {**manifest, "manifest_sha256": sha256_of(folder / MANIFEST)}


def _register_manifests(
    connection: duckdb.DuckDBPyConnection, table: str, manifests: Sequence[Mapping[str, Any]]
) -> None:
    columns = next(each for each in tables() if each.full_name == f"payroll.{table}").columns
    facts = pl.DataFrame(
        [{column.name: manifest.get(column.name) for column in columns} for manifest in manifests],
        schema={column.name: _POLARS[column.kind] for column in columns},
    )
    connection.register(f"raw_payroll_{table}", facts.to_arrow())


def _sound_file(folder: Path, name: str, manifest: Mapping[str, Any]) -> Iterator[Path]:
    """Give the file of a table, where its manifest states one."""
    path = folder / f"{name}.parquet"
    stated = manifest["files"].get(path.name)
    if stated is None:
        return
    if not path.is_file() or sha256_of(path) != stated["sha256"]:
        raise PublishRefused(f"Berkas {path} bukan yang dirilis; `kinerja verify` menunjukkannya.")
    yield path


def _parquet(files: Sequence[Path]) -> str:
    listed = ", ".join(map(quoted, files))
    return f"read_parquet([{listed}], union_by_name = true, filename = true, hive_partitioning = false)"
