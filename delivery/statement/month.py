"""Why less than a whole month is paid, or nothing; of a leave only the days are told, not its kind."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise

import duckdb

from contracts.dates import date_text, month_days
from delivery.catalogue import Row, rows
from delivery.statement.facts import Line, Post
from delivery.statement.rules import RuleBook
from delivery.statement.thresholds import threshold_text

# The kind of a line that pays leave whatever the scores.
PAID_LEAVE = "cuti"
E4 = 1_000_000


def month_share(
    connection: duckdb.DuckDBPyConnection,
    key: Sequence[object],
    posts: Sequence[Post],
    lines: Sequence[Line],
    master: Sequence[Row],
) -> list[str]:
    """Sentences on what cut the month short, empty where every line pays the whole month."""
    if not any(factor["factor_kind"] == "hari" for line in lines for factor in line["factors"]):
        return []
    return list(
        dict.fromkeys(
            [
                *_versions(posts),
                *_service(posts, master, *month_days(str(key[1]))),
                *_leave(connection, key, lines),
            ]
        )
    )


def _versions(posts: Sequence[Post]) -> Iterator[str]:
    for before, after in pairwise(posts):
        if before["policy_version"] != after["policy_version"]:
            since = date_text(dt.date.fromisoformat(after["stretch_from"]))
            yield f"Aturan berubah mulai {since}; tiap bagian bulan dibayar menurut aturannya sendiri."


def _service(posts: Sequence[Post], master: Sequence[Row], first: dt.date, last: dt.date) -> Iterator[str]:
    for row in master:
        since = max(filter(None, (row["assignment_from"], row["duty_from"])), default=None)
        if since is not None and first < since <= last and not row["is_acting"]:
            yield f"Jabatan {row['post_name'] or 'ini'} dipegang sejak {date_text(since)}."
        if row["service_ended_on"] is not None and row["service_ended_on"] <= last:
            paid_to = max((post["stretch_to"] for post in posts), default="")
            after = "; sesudahnya tetap dibayar menurut aturan berhenti"
            is_paid_on = paid_to >= row["service_ended_on"].isoformat()
            yield f"Masa kerja berakhir {date_text(row['service_ended_on'])}{after if is_paid_on else ''}."


def _leave(
    connection: duckdb.DuckDBPyConnection, key: Sequence[object], lines: Sequence[Line]
) -> Iterator[str]:
    found = rows(
        connection,
        "select leave_from, leave_to from accepted.leave where agency_id = ? and month = ? "
        "and employee_id = ? and not is_edge order by leave_from",
        key,
    )
    for row in found:
        span = date_text(row["leave_from"])
        if row["leave_to"] != row["leave_from"]:
            span += f" sampai {date_text(row['leave_to'])}"
        yield f"Cuti atau tugas {span}: harinya dibayar menurut aturan cuti."
    for line in lines if found else ():
        for factor in line["factors"]:
            share, _, whole = factor["value_text"].partition("/")
            # a share that is no count of days stays a fraction
            if factor["factor_kind"] == "hari" and whole and factor["denominator"] == int(whole) * E4:
                how = (
                    "cuti yang dibayar dari besaran dasar, tanpa nilai"
                    if line["line_kind"] == PAID_LEAVE
                    else "hari biasa dihitung penuh, cuti menurut persennya"
                )
                yield f"Bagian bulan {share}/{whole} adalah {share} dari {whole} hari: {how}."


def nothing_due(person: Row, master: Sequence[Row], book: RuleBook, crossed: Sequence[Row]) -> str:
    """Say why nobody computed an amount, for someone without lines."""
    if person["is_held"]:
        return "Belum ada yang dapat dihitung: lihat bagian Ditahan."
    if any(row["is_not_entitled"] for row in master):
        return "Pegawai tercatat tidak berhak atas TPP (misalnya sudah menerima tunjangan lain)."
    unit_id, day = str(person["unit_id"]), book.decides_on()
    status = [
        row
        for row in book.table("policy_status_factors", unit_id, "employment_status")
        if row["employment_status"] == person["employment_status"]
        and row["valid_from"] <= day <= row["valid_to"]
    ]
    if not any(row["is_entitled"] for row in status):
        return f"Status kepegawaian {person['employment_status']} tidak berhak atas TPP menurut aturan ini."
    for one in crossed:
        if one["operation"] == "pay_percent" and one["value_e4"] == 0:
            return f"Tidak ada yang dibayar bulan ini: {threshold_text(one)}."
    return "Tidak ada hari yang dibayar pada bulan ini."
