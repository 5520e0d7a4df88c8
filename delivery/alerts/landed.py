"""Rows with the words that they landed with, to be mended and sent back."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from delivery.catalogue import Row, rows

MOST_ROWS: Final = 5_000
HEADERLESS: Final = "zk_attlog"
AS_TABLE: Final = "fingerspot_scan"  # the shape of punches that has a header


class LandedRow(NamedTuple):
    """One landed row: shape and cells by the file's own columns, its origin, the month of its delivery."""

    shape: str
    cells: Mapping[str, str]
    origin: str
    delivery_month: str
    employee_id: str | None


def quarantined(
    connection: duckdb.DuckDBPyConnection, landing: Path, month: str, finding: Row, code: str
) -> Iterator[LandedRow]:
    """Give the rows that a finding says were set aside for a reason, in the order of file and row."""
    found = rows(
        connection,
        "select files.path, files.sha256, files.delivery_month, held.row_no, held.employee_id "
        "from marts.quarantined_rows as held join marts.file_outcomes as files "
        "on held.month = files.month and held.agency_id = files.agency_id and held.file_no = files.file_no "
        "and held.record_type = files.record_type "
        "where held.month = ? and held.agency_id = ? and held.feed = ? and held.reason_code = ? "
        "and held.unit_id is not distinct from ? order by files.path, held.row_no limit ?",
        [month, finding["agency_id"], finding["feed"], code, finding["unit_id"], MOST_ROWS],
    )
    yield from landed(landing, finding["feed"], found)


def of_master(
    connection: duckdb.DuckDBPyConnection, landing: Path, month: str, agency_id: str, employee_id: str
) -> Iterator[LandedRow]:
    """Give the accepted rows of feed `employees` about a person; none where nothing was accepted."""
    known = rows(
        connection,
        "select 1 as one from information_schema.tables "
        "where table_schema = 'accepted' and table_name = 'employee_assignment'",
        [],
    )
    if not known:
        return
    found = rows(
        connection,
        "select files.path, files.sha256, files.delivery_month, told.row_no, told.employee_id "
        "from accepted.employee_assignment as told join marts.file_outcomes as files "
        "on told.month = files.month and told.agency_id = files.agency_id and told.file_no = files.file_no "
        "and files.record_type = 'employee_assignment' "
        "where told.month = ? and told.agency_id = ? and told.employee_id = ? "
        "order by files.path, told.row_no",
        [month, agency_id, employee_id],
    )
    yield from landed(landing, "employees", found)


def landed(landing: Path, feed: str, found: Sequence[Row]) -> Iterator[LandedRow]:
    """Read rows by path, sha256 and row_no.

    None of a file that is another by now, or is read by columns that a policy names.
    """
    import hashlib  # noqa: PLC0415 - only for files that have rows to mend

    from sources.catalogue import SHAPES  # noqa: PLC0415 - polars, only for files that have rows to mend
    from sources.origins import origin  # noqa: PLC0415 - as above
    from sources.recognition import recognise  # noqa: PLC0415 - as above
    from sources.refusals import Refused  # noqa: PLC0415 - as above

    by_file: dict[str, list[Row]] = {}
    for row in found:
        by_file.setdefault(row["path"], []).append(row)
    shapes = {shape.name: shape for shape in SHAPES}
    for path, asked in by_file.items():
        file = landing / path
        data = file.read_bytes() if file.is_file() else b""
        if hashlib.sha256(data).hexdigest() != asked[0]["sha256"]:
            continue
        try:
            table = recognise(data, feed)
        except Refused:  # it cannot be written in a shape of everybody
            continue
        shape = shapes[AS_TABLE] if table.shape.name == HEADERLESS else table.shape
        places = {
            column.written: str(table.positions[column.name])
            for column in shape.columns
            if column.name in table.positions
        }
        names = [*dict.fromkeys([*shape.required, *places])]
        for row in asked:
            cells = table.cells.frame.row(row["row_no"] - 1, named=True)
            yield LandedRow(
                shape.name,
                {name: (cells[places[name]] or "") if name in places else "" for name in names},
                origin(asked[0]["sha256"], row["row_no"]),
                row["delivery_month"],
                row["employee_id"],
            )
