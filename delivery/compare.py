"""The shadow run against what was paid: every difference, its size and its likely cause."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypedDict

import duckdb

from contracts.home import Home
from delivery.catalogue import Row, not_run, open_marts, rows
from delivery.causes import Amounts, Cause, PaidLine, likely_cause
from delivery.errors import MonthNotRunError
from delivery.formula import Factor, factor_of
from delivery.paid_file import PaidRow, read_paid
from delivery.reason_texts import hold_sentences

SCHEMA_VERSION = 1


class Difference(TypedDict):
    """One person whose amounts differ, or who stands in one of the two only. Whole rupiah, paid - table."""

    employee_id: str
    name: str | None
    agency_id: str | None
    unit_id: str | None
    paid_amount: int | None
    table_amount: int | None
    difference: int
    cause: str
    explanation: str


class UnreadableRow(TypedDict):
    """A row of the file whose NIP or amount cannot be read; `row_no` counts the rows of the sheet from 1."""

    row_no: int
    content: str


class Comparison(TypedDict):
    """What `kinerja compare --json` promises; `differences` by size, largest first.

    `agencies` is what was compared: the one asked for, else those in which the file's people are found.
    `zero_and_absent` counts people with Rp 0 in the table whom the file leaves out: no difference.
    """

    schema_version: int
    month: str
    file: str
    agencies: list[str]
    people_equal: int
    zero_and_absent: int
    paid_total: int
    table_total: int
    differences: list[Difference]
    unreadable: list[UnreadableRow]


class _Paid(NamedTuple):
    amount: int
    is_fractional: bool
    note: str


def compare(home: Home, month: str, file: Path, agency: str | None = None) -> Comparison:
    """Compare `incentive_amount` of the month with the amounts of `file`.

    Several rows of one NIP are added. A NIP that Excel has cut is matched when one person alone fits it.
    Raises PaidFileError, MonthNotRunError (also for an agency that is not in the month) and
    CatalogueUnreadableError.
    """
    paid_table = read_paid(file)
    with open_marts(home, month) as connection:
        table = _table(connection, month, agency)
        paid = _matched(paid_table.rows, table)
        agencies = sorted({table[nip]["agency_id"] for nip in paid if nip in table})
        if agency is not None:
            agencies = [agency]
        scope = {nip: row for nip, row in table.items() if row["agency_id"] in agencies}
        known = _elsewhere(connection, month, [nip for nip in paid if nip not in scope])
        unequal = [
            nip
            for nip, person in scope.items()
            if nip in paid and paid[nip].amount != person["incentive_amount"]
        ]
        lines = _lines(connection, month, unequal)
        previous = _previous(connection, month, unequal)
    differences = [
        *(_unequal(scope[nip], paid[nip], lines.get(nip, []), previous.get(nip)) for nip in unequal),
        *(_only_in_file(nip, paid[nip], known.get(nip)) for nip in paid if nip not in scope),
        *(
            _only_in_table(person)
            for nip, person in scope.items()
            if nip not in paid and (person["incentive_amount"] or person["is_held"])
        ),
    ]
    return Comparison(
        schema_version=SCHEMA_VERSION,
        month=month,
        file=file.name,
        agencies=agencies,
        people_equal=sum(nip in scope for nip in paid) - len(unequal),
        zero_and_absent=sum(
            nip not in paid and not row["incentive_amount"] and not row["is_held"]
            for nip, row in scope.items()
        ),
        paid_total=sum(row.amount for row in paid.values()),
        table_total=sum(row["incentive_amount"] for row in scope.values()),
        differences=sorted(differences, key=lambda one: (-abs(one["difference"]), one["employee_id"])),
        unreadable=[{"row_no": row.row_no, "content": row.content} for row in paid_table.unreadable],
    )


def _table(connection: duckdb.DuckDBPyConnection, month: str, agency: str | None) -> dict[str, Row]:
    """People of the month by NIP; with an agency its people come first where a NIP stands in two."""
    found = rows(
        connection,
        "select agency_id, employee_id, name, unit_id, basic_amount, computed_amount, incentive_amount, "
        "is_held, hold_reason from marts.monthly_incentives where month = ? "
        "order by agency_id = ?, agency_id desc",
        [month, agency or ""],
    )
    if not found or (agency is not None and all(row["agency_id"] != agency for row in found)):
        raise MonthNotRunError(not_run(month if agency is None else f"{month} --agency {agency}"))
    return {row["employee_id"]: row for row in found}


def _matched(paid: Sequence[PaidRow], table: Mapping[str, Row]) -> dict[str, _Paid]:
    """Amounts by NIP of the table where one fits; several rows of a NIP are added."""
    matched: dict[str, _Paid] = {}
    named = {row.employee_id for row in paid}
    ordered = sorted(table.keys() - named)
    for row in paid:
        nip, note = row.employee_id, ""
        if nip not in table and row.prefix:
            at = bisect_left(ordered, row.prefix)
            alike = [other for other in ordered[at : at + 2] if other.startswith(row.prefix)]
            if len(alike) == 1:
                nip, note = alike[0], f"NIP dibaca dari {row.employee_id} (rusak oleh Excel). "
        before = matched.get(nip)
        if before is not None:
            note = before.note + note + f"Baris {row.row_no} menambah NIP yang sama. "
        matched[nip] = _Paid(
            row.amount + (before.amount if before else 0),
            row.is_fractional or (before is not None and before.is_fractional),
            note,
        )
    return matched


def _elsewhere(connection: duckdb.DuckDBPyConnection, month: str, people: Sequence[str]) -> dict[str, str]:
    """Find what the marts say of people who are not in the compared table."""
    if not people:
        return {}
    found = rows(
        connection,
        "select employee_id, 1 as rank, 'Tercatat bulan ini di daerah ' || agency_id || '.' as sentence "
        "from marts.monthly_incentives where month = $month and employee_id in (select unnest($people)) "
        "union all select employee_id, 2, 'Barisnya dikarantina (' || feed || '): ' || reason "
        "from marts.quarantined_rows where month = $month and employee_id in (select unnest($people)) "
        "union all select employee_id, 3, 'Ada sampai bulan ' || max(month) || "
        "', tidak lagi di bulan ini: berhenti, pindah, atau tidak berhak.' "
        "from marts.monthly_incentives where month < $month and employee_id in (select unnest($people)) "
        "group by employee_id order by employee_id, rank desc, sentence desc",
        {"month": month, "people": list(people)},
    )
    return {row["employee_id"]: row["sentence"] for row in found}


def _lines(
    connection: duckdb.DuckDBPyConnection, month: str, people: Sequence[str]
) -> dict[str, list[PaidLine]]:
    if not people:
        return {}
    wanted = {"month": month, "people": list(people)}
    factors: dict[str, list[Factor]] = {}
    for row in rows(
        connection,
        "select * from marts.incentive_line_factors "
        "where month = $month and employee_id in (select unnest($people)) order by line_id, ordinal",
        wanted,
    ):
        factors.setdefault(row["line_id"], []).append(factor_of(row))
    by_person: dict[str, list[PaidLine]] = {}
    for row in rows(
        connection,
        "select * from marts.incentive_lines "
        "where month = $month and employee_id in (select unnest($people)) "
        "order by employee_id, ordinal, line_id",
        wanted,
    ):
        by_person.setdefault(row["employee_id"], []).append(
            PaidLine(
                row["line_kind"],
                row["component"],
                row["aspect"],
                row["basis_amount"],
                row["amount"],
                tuple(factors.get(row["line_id"], ())),
            )
        )
    return by_person


def _previous(connection: duckdb.DuckDBPyConnection, month: str, people: Sequence[str]) -> dict[str, int]:
    found = rows(
        connection,
        "select employee_id, arg_max(incentive_amount, month) as amount from marts.monthly_incentives "
        "where month < $month and employee_id in (select unnest($people)) group by employee_id",
        {"month": month, "people": list(people)},
    )
    return {row["employee_id"]: row["amount"] for row in found}


def _unequal(person: Row, paid: _Paid, lines: Sequence[PaidLine], previous: int | None) -> Difference:
    expected = person["computed_amount"] if person["is_held"] else person["incentive_amount"]
    amounts = Amounts(paid.amount, expected, person["basic_amount"], previous, paid.is_fractional)
    cause = _held(person, amounts, lines) if person["is_held"] else likely_cause(amounts, lines)
    return _difference(
        person, paid.amount, person["incentive_amount"], cause._replace(sentence=paid.note + cause.sentence)
    )


def _held(person: Row, amounts: Amounts, lines: Sequence[PaidLine]) -> Cause:
    told = f"Ditahan di tabel ({_why_held(person)}), dibayar di berkas"
    if amounts.paid == amounts.expected:
        return Cause("held", f"{told} sebesar hasil hitung.")
    return Cause("held", f"{told}. {likely_cause(amounts, lines).sentence}")


def _why_held(person: Row) -> str:
    return "; ".join(sentence.rstrip(".") for sentence in hold_sentences(person["hold_reason"]))


def _only_in_file(nip: str, paid: _Paid, known: str | None) -> Difference:
    why = known or "NIP tidak dikenal dalam data pegawai bulan ini."
    return Difference(
        employee_id=nip,
        name=None,
        agency_id=None,
        unit_id=None,
        paid_amount=paid.amount,
        table_amount=None,
        difference=paid.amount,
        cause="only_in_file",
        explanation=f"Hanya di berkas. {paid.note}{why}",
    )


def _only_in_table(person: Row) -> Difference:
    held = f" Ditahan: {_why_held(person)}." if person["is_held"] else ""
    cause = Cause("only_in_table", f"Hanya di tabel: berkas tidak memuat NIP ini.{held}")
    return _difference(person, None, person["incentive_amount"], cause)


def _difference(person: Row, paid: int | None, table: int, cause: Cause) -> Difference:
    return Difference(
        employee_id=person["employee_id"],
        name=person["name"],
        agency_id=person["agency_id"],
        unit_id=person["unit_id"],
        paid_amount=paid,
        table_amount=table,
        difference=(paid or 0) - table,
        cause=cause.code,
        explanation=cause.sentence,
    )
