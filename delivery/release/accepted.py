"""What acceptance gave one agency's month, as hashes that no other agency's rows can move."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from contracts.private import PRIVATE

FILES: Final = "file_outcomes"


@dataclass(frozen=True)
class AcceptedRows:
    """Folder of a build below `accepted/<month>/`, and for one agency the hash of its rows of each table."""

    build: str
    hashes: dict[str, str]


def accepted_rows(folder: Path, agency_id: str) -> dict[str, str]:
    """sha256 of an agency's rows of each table of acceptance that has any, by its name; nothing private.

    folder: `accepted/<month>/<build>/`. Rows are hashed one by one, as JSON with the columns by name, where
    the sha256 of the landed file (`file`) stands for its number; the hashes are sorted, those with the same
    first two digits joined and hashed, and these joined and hashed. So neither the order of rows, nor how
    they are spread over Parquet files, nor what others landed can be seen in it. `file_outcomes` is left out:
    its files stand in the manifest. Raises duckdb.Error where a file is no Parquet.
    """
    tables = [
        table
        for table in sorted(folder.glob("*/"))
        if table.name not in {*PRIVATE, FILES} and any(table.glob("*.parquet"))
    ]
    with duckdb.connect() as connection:
        connection.execute(
            "create table landed as select distinct file_no, sha256 "
            "from read_parquet(?, union_by_name = true) where agency_id = ? and file_no is not null",
            [str(folder / FILES / "*.parquet"), agency_id],
        )
        found = {table.name: _hash(connection, str(table / "*.parquet"), agency_id) for table in tables}
    return {name: sha256 for name, sha256 in found.items() if sha256 is not None}


def _hash(connection: duckdb.DuckDBPyConnection, files: str, agency_id: str) -> str | None:
    read = "read_parquet($files, union_by_name = true, hive_partitioning = false)"
    described = connection.execute(f"describe select * from {read}", {"files": files}).fetchall()  # noqa: S608 - a text of this function
    columns = sorted(str(row[0]) for row in described)
    shown = {name: f'rows."{name}"' for name in columns if name != "file_no"}
    landed = ""
    if "file_no" in columns:
        shown["file"] = "landed.sha256"
        landed = "left join landed on rows.file_no = landed.file_no"
    pairs = ", ".join(f"'{name}', {value}" for name, value in shown.items())
    query = f"""
        select sha256(string_agg(part, '' order by place)) from (
            select left(hash, 2) as place, sha256(string_agg(hash, '' order by hash)) as part from (
                select sha256(cast(json_object({pairs}) as varchar)) as hash
                from {read} as rows {landed}
                where rows.agency_id = $agency
            ) group by place
        )
    """  # noqa: S608 - names of our own columns, values bound
    [(found,)] = connection.execute(query, {"files": files, "agency": agency_id}).fetchall()
    return found if found is None else str(found)
