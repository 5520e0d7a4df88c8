"""What a person objected to, how it stands and why: the facts, and the words of the statement."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import duckdb

from contracts.dates import date_text, month_text
from contracts.objection_codes import grouped_code
from delivery.catalogue import Row, has_table, rows
from delivery.statement.facts import Objection
from delivery.text_lines import wrapped

UNROUTED: Final[Mapping[str, str]] = {
    "pegawai_tidak_ada_di_data": "pegawai tidak ada lagi pada data pegawai",
    "atasan_tidak_tercatat": "atasannya tidak tercatat pada data pegawai",
    "atasan_tidak_ada_di_data": "atasannya tidak ada pada data pegawai",
    "atasan_dari_atasan_tidak_tercatat": "atasan dari pejabat penilainya tidak tercatat",
}
_FOUND: Final = """
    select * from marts.objections
    where agency_id = ? and employee_id = ? and (for_month = ? or month = ?)
    qualify row_number() over (partition by objection_id order by month desc) = 1
    order by filed_on, objection_id
"""
_DAYS: Final = ("told_on", "file_until", "filed_on", "decide_until", "decided_on")
_PLAIN: Final = (
    *("objection_id", "for_month", "line_code", "ground", "state", "unrouted_reason", "decided_by"),
    *("decision_reason", "mending_file", "mending_row", "is_counted"),
)


def objections_of(
    connection: duckdb.DuckDBPyConnection, key: Sequence[object], present: set[str]
) -> list[Objection]:
    """Read the objections of (agency, month, employee): to this month, and to others that it tells of."""
    if "objections" not in present:
        return []
    agency_id, month, employee_id = key
    return [
        _objection(connection, row)
        for row in rows(connection, _FOUND, [agency_id, employee_id, month, month])
    ]


def told_objections(items: Sequence[Objection]) -> Iterator[str]:
    """Tell each objection: to what, why, and how it stands."""
    if items:
        yield "Keberatan yang diajukan"
    for item in items:
        line = f"kode baris {grouped_code(item['line_code'])}, {month_text(item['for_month'])}"
        text = f"{item['objection_id']} ({line}), diajukan {_day(item['filed_on'])}: {item['ground']}"
        yield from wrapped(f"  - {text.rstrip('.')}.", "    ")
        yield from wrapped(f"    {_standing(item)}", "    ")


def _standing(item: Objection) -> str:
    if item["state"] in {"accepted", "rejected"}:
        word = "Diterima" if item["state"] == "accepted" else "Ditolak"
        text = f"{word} oleh {item['decided_by']} pada {_day(item['decided_on'])}: {item['decision_reason']}"
        return f"{text.rstrip('.')}.{_mended(item) if item['state'] == 'accepted' else ''}"
    if item["state"] == "out_of_time":
        return f"Diajukan lewat waktu: tenggatnya {_day(item['file_until'])}. Belum diputus."
    if item["unrouted_reason"]:
        who = f"pemutusnya belum ditetapkan ({UNROUTED[item['unrouted_reason']]})"
    else:
        name = f"{item['decider']}, " if item["decider"] else ""
        who = f"diputus oleh {name}atasan pejabat penilai"
    until = f", paling lambat {_day(item['decide_until'])}" if item["decide_until"] else ""
    late = " Tenggat itu sudah lewat." if item["state"] == "late" else ""
    return f"Belum diputus: {who}{until}.{late}"


def _mended(item: Objection) -> str:
    row = f" baris {item['mending_row']}" if item["mending_row"] is not None else ""
    done = (
        "sudah ikut dihitung; selisihnya, bila ada, dibayarkan bersama bulan berikutnya yang dirilis"
        if item["is_counted"]
        else "belum ikut dihitung"
    )
    return f" Perbaikannya ({item['mending_file']}{row}) {done}."


def _day(day: str | None) -> str:
    return date_text(dt.date.fromisoformat(day)) if day else "(tanggal tidak diketahui)"


def _objection(connection: duckdb.DuckDBPyConnection, row: Row) -> Objection:
    days = {name: None if row[name] is None else row[name].isoformat() for name in _DAYS}
    plain = {name: row[name] for name in _PLAIN}
    return {**plain, **days, "decider": _name_of(connection, row)}  # type: ignore[typeddict-item]  # the keys are those of _PLAIN and _DAYS


def _name_of(connection: duckdb.DuckDBPyConnection, row: Row) -> str | None:
    if row["routed_to_id"] is None or not has_table(connection, "accepted", "employee_assignment"):
        return None
    [found] = rows(
        connection,
        "select max(name) as name from accepted.employee_assignment "
        "where agency_id = ? and month = ? and employee_id = ?",
        [row["agency_id"], row["month"], row["routed_to_id"]],
    )
    return None if found["name"] is None else str(found["name"])
