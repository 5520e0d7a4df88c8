"""The accepted rows behind a statement's lines; citizens and raters are counts."""

from collections.abc import Iterator, Sequence

import duckdb

from delivery.catalogue import rows
from delivery.statement.facts import Evidence, Indicator, Line
from delivery.wording import measure_kind

ATTENDANCE = ("punch", "shift", "attendance_recap", "leave", "outage")
BEHIND = {
    "discipline_points": ATTENDANCE,
    "attendance_rate": ATTENDANCE,
    "recap_deduction": ATTENDANCE,
    "rating_predicate": ("rating",),
    "rating_matrix": ("rating",),
    "activity_minutes": ("activity",),
    "quantity_quality": ("activity",),
    "case_timeliness": ("case_task",),
    "complaint_timeliness": ("complaint",),
    "ikm": ("survey_answer",),
    "given": ("aspect_score",),
    "behaviour_360": ("rating_360",),
    "potongan": ATTENDANCE,
    "sanksi": ("discipline_case",),
    "hari": ("leave",),
    "cuti": ("leave",),
}


def evidence_of(
    connection: duckdb.DuckDBPyConnection,
    key: Sequence[object],
    lines: Sequence[Line],
    indicators: Sequence[Indicator],
) -> list[Evidence]:
    """Read marts.incentive_evidence of (agency, month, employee); a row stands once for each of its lines.

    Only the record types that these lines can come from are asked for: a view of a type costs a scan.
    """
    wanted = {"employee_assignment"}
    for name in _names(lines, indicators):
        wanted.update(BEHIND.get(name, ()))
    listed = ", ".join(f"'{record_type}'" for record_type in sorted(wanted))
    found = rows(
        connection,
        "select line_id, record_type, path, file_no, row_no, happened_on, what, quantity "  # noqa: S608 - names of this file
        "from marts.incentive_evidence where agency_id = ? and month = ? and employee_id = ? "
        f"and record_type in ({listed}) "
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


def _names(lines: Sequence[Line], indicators: Sequence[Indicator]) -> Iterator[str]:
    for item in indicators:
        yield measure_kind(item["measure"])
    for line in lines:
        yield line["line_kind"]
        for factor in line["factors"]:
            yield factor["factor_kind"]
