"""What nobody owns: badges, users of a task program, counters, institutions; and whose rows could name them.

Rows set aside because the master does not say whose they are, are mended in the master. Where few rows of it
can be meant they are sent along: the two people with one badge, people without any, all units of an office.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import duckdb

from delivery.catalogue import Row, rows

QUARANTINE: Final = "baris_dikarantina"

# So many rows of a master can be looked through by hand; where more could be meant the file itself is mended.
MOST_CANDIDATES: Final = 40
MOST_TOLD: Final = 10


class Master(NamedTuple):
    """Where an owner is written: feed, its record type, the column that people fill.

    Of what is set aside: what people call it, and the SQL that reads it. candidates: which rows of the master
    could be meant.
    """

    feed: str
    record_type: str
    column: str
    called: str
    value: str
    candidates: str


_PIN: Final = "json_extract_string(content, '$.pin')"
_AT: Final = f"{_PIN} || coalesce(' (mesin ' || json_extract_string(content, '$.device') || ')', '')"
_SAME_PIN: Final = (
    "exists (select 1 from orphans where list_contains("
    "list_transform(string_split_regex(coalesce(told.pins, ''), '[,; ]+'), x -> split_part(x, ':', -1)), "
    "orphans.bare))"
)
_NO_PIN: Final = (
    "(coalesce(told.pins, '') = '' or exists (select 1 from marts.monthly_incentives as paid "
    "where paid.month = told.month and paid.agency_id = told.agency_id "
    "and paid.employee_id = told.employee_id "
    "and contains(coalesce(paid.hold_reason, ''), 'tanpa_bukti_kehadiran')))"
)
_NO_USER: Final = (
    "coalesce(told.task_user_id, '') = '' and exists (select 1 from accepted.employee_assignment as users "
    "where users.month = told.month and users.agency_id = told.agency_id and users.unit_id = told.unit_id "
    "and coalesce(users.task_user_id, '') <> '')"
)
# By the reason for which rows were set aside.
OWNED_BY: Final[Mapping[str, Master]] = {
    "pin_tidak_dikenal": Master("employees", "employee_assignment", "pin_mesin", "PIN", _AT, _NO_PIN),
    "pin_ganda": Master("employees", "employee_assignment", "pin_mesin", "PIN", _AT, _SAME_PIN),
    "petugas_tidak_dikenal": Master(
        "employees",
        "employee_assignment",
        "id_aplikasi_tugas",
        "petugas",
        "json_extract_string(content, '$.task_user_id')",
        _NO_USER,
    ),
    "loket_tidak_dikenal": Master(
        "units", "unit", "id_loket", "loket", "json_extract_string(content, '$.counter_id')", "true"
    ),
    "instansi_tidak_dikenal": Master(
        "units",
        "unit",
        "id_instansi_lapor",
        "instansi",
        "json_extract_string(content, '$.institution_id')",
        "true",
    ),
}

_ORPHANS: Final = """
    select distinct {value} as what, {bare} as bare
    from marts.quarantined_rows
    where month = $month and agency_id = $agency and feed = $feed and reason_code = $code
        and unit_id is not distinct from $unit and {value} is not null
"""


def described(connection: duckdb.DuckDBPyConnection, month: str, finding: Row, code: str) -> str:
    """Say what has no owner: `PIN 97 (mesin 1)`; empty where nothing can be read."""
    master = OWNED_BY[code]
    found = rows(connection, f"{_orphans(master)} order by what", _asked(month, finding, code))
    names = [str(row["what"]) for row in found[:MOST_TOLD]]
    more = [f"dan {len(found) - MOST_TOLD} lain"] if len(found) > MOST_TOLD else []
    return f"{master.called} {', '.join([*names, *more])}" if names else ""


def candidates(connection: duckdb.DuckDBPyConnection, month: str, finding: Row, code: str) -> Sequence[Row]:
    """Places of the master's rows that could be meant: path, sha256, delivery_month, row_no, employee_id.

    Empty where none can be meant, or more than a human looks through.
    """
    master = OWNED_BY[code]
    known = rows(
        connection,
        "select 1 as one from information_schema.tables where table_schema = 'accepted' and table_name = ?",
        [master.record_type],
    )
    if not known:
        return []
    person = "told.employee_id" if master.feed == "employees" else "null"
    found = rows(
        connection,
        f"with orphans as ({_orphans(master)}) "  # noqa: S608 - words of this file, values bound
        f"select files.path, files.sha256, files.delivery_month, told.row_no, {person} as employee_id "
        f"from accepted.{master.record_type} as told join marts.file_outcomes as files "
        "on told.month = files.month and told.agency_id = files.agency_id and told.file_no = files.file_no "
        f"and files.record_type = '{master.record_type}' "
        f"where told.month = $month and told.agency_id = $agency and {master.candidates} "
        "order by files.path, told.row_no",
        _asked(month, finding, code),
    )
    return found if len(found) <= MOST_CANDIDATES else []


def _orphans(master: Master) -> str:
    bare = _PIN if master.called == "PIN" else master.value
    return _ORPHANS.format(value=master.value, bare=bare)


def _asked(month: str, finding: Row, code: str) -> dict[str, object]:
    return {
        "month": month,
        "agency": finding["agency_id"],
        "feed": finding["feed"],
        "unit": finding["unit_id"],
        "code": code,
    }
