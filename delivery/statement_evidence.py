"""The accepted rows behind a statement's lines; citizens and raters are counts."""

from collections.abc import Sequence

import duckdb

from delivery.catalogue import rows
from delivery.statement_facts import Evidence


def evidence_of(connection: duckdb.DuckDBPyConnection, key: Sequence[object]) -> list[Evidence]:
    """Read marts.incentive_evidence of (agency, month, employee); a row stands once for each of its lines."""
    found = rows(
        connection,
        "select line_id, record_type, path, file_no, row_no, happened_on, what, quantity "
        "from marts.incentive_evidence where agency_id = ? and month = ? and employee_id = ? "
        "order by record_type, happened_on, file_no, row_no, line_id",
        key,
    )
    return [
        {
            "line_id": row["line_id"],
            "record_type": row["record_type"],
            "path": row["path"],
            "file_no": row["file_no"],
            "row_no": row["row_no"],
            "happened_on": None if row["happened_on"] is None else row["happened_on"].isoformat(),
            "what": row["what"],
            "quantity": row["quantity"],
        }
        for row in found
    ]
