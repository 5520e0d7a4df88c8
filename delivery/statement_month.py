"""Why less than a whole month is paid, or nothing; of a leave only the days are told, not its kind."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import duckdb

from contracts.dates import date_text
from delivery.catalogue import Row, rows
from delivery.statement_facts import Line


def month_share(
    connection: duckdb.DuckDBPyConnection, key: Sequence[object], lines: Sequence[Line]
) -> list[str]:
    """Sentences on what cut the month short, empty where every line pays the whole month."""
    if not any(factor["factor_kind"] == "hari" for line in lines for factor in line["factors"]):
        return []
    first = dt.date.fromisoformat(f"{key[1]}-01")
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return list(dict.fromkeys([*_service(connection, key, first, last), *_leave(connection, key)]))


def _service(
    connection: duckdb.DuckDBPyConnection, key: Sequence[object], first: dt.date, last: dt.date
) -> Iterator[str]:
    for row in _master(connection, key):
        since = max(filter(None, (row["assignment_from"], row["duty_from"])), default=None)
        if since is not None and first < since <= last and not row["is_acting"]:
            yield f"Jabatan {row['post_name'] or 'ini'} dipegang sejak {date_text(since)}."
        if row["service_ended_on"] is not None and row["service_ended_on"] <= last:
            yield f"Masa kerja berakhir {date_text(row['service_ended_on'])}."


def _leave(connection: duckdb.DuckDBPyConnection, key: Sequence[object]) -> Iterator[str]:
    for row in rows(
        connection,
        "select leave_from, leave_to from accepted.leave where agency_id = ? and month = ? "
        "and employee_id = ? and not is_edge order by leave_from",
        key,
    ):
        span = f"{date_text(row['leave_from'])} sampai {date_text(row['leave_to'])}"
        yield f"Cuti atau tugas {span}: harinya dibayar menurut aturan cuti."


def nothing_due(
    connection: duckdb.DuckDBPyConnection, key: Sequence[object], person: Row, settings: Mapping[str, object]
) -> str:
    """Say why nobody computed an amount, for someone without lines."""
    if person["is_held"]:
        return "Belum ada yang dapat dihitung: lihat bagian Ditahan."
    if any(row["is_not_entitled"] for row in _master(connection, key)):
        return "Pegawai tercatat tidak berhak atas TPP (misalnya sudah menerima tunjangan lain)."
    status = rows(
        connection,
        "select is_entitled from compiled.policy_status_factors where agency_id = ? and month = ? "
        "and employment_status = ? and scope_id = '*' "
        "and last_day(cast(month || '-01' as date)) between valid_from and valid_to",
        [key[0], key[1], person["employment_status"]],
    )
    if settings and not any(row["is_entitled"] for row in status):
        return f"Status kepegawaian {person['employment_status']} tidak berhak atas TPP menurut aturan ini."
    return "Tidak ada hari yang dibayar pada bulan ini."


def _master(connection: duckdb.DuckDBPyConnection, key: Sequence[object]) -> list[Row]:
    return rows(
        connection,
        "select post_name, is_acting, is_not_entitled, assignment_from, duty_from, service_ended_on "
        "from accepted.employee_assignment where agency_id = ? and month = ? and employee_id = ? "
        "order by assignment_from, is_acting",
        key,
    )
