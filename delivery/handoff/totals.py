"""Control totals of a hand-off: what the treasurer holds against the file before importing it."""

from collections import Counter
from collections.abc import Sequence
from typing import TypedDict

from delivery.handoff.forms import Form
from delivery.handoff.released import Released
from delivery.handoff.rows import MONEY_COLUMNS, HandOffRow
from delivery.wording import COMPONENTS

SCHEMA_VERSION = 1


class StatusTotals(TypedDict):
    """People and rupiah of one employment status."""

    employment_status: str
    people: int
    incentive_amount: int


class HandOffTotals(TypedDict):
    """One file for payroll: one SKPD, one form. Money is whole rupiah."""

    schema_version: int
    agency_id: str
    month: str
    payment_month: str
    release: int
    manifest_sha256: str
    skpd_code: str
    form: str
    is_simulation: bool
    simulation_reasons: list[str]
    people: int
    people_held: int
    people_zero: int
    incentive_amount: int
    held_amount: int
    kekurangan_amount: int
    kelebihan_amount: int
    components: dict[str, int]
    columns: dict[str, int]
    statuses: list[StatusTotals]
    people_with_notes: int
    people_without_payroll_base: int
    file: str
    sha256: str


def totals_of(
    release: Released,
    skpd_code: str,
    form: Form,
    rows: Sequence[HandOffRow],
    unpaid: Sequence[HandOffRow],
    *,
    payment_month: str,
    simulation_reasons: list[str],
    people_without_payroll_base: int,
    file: str,
    sha256: str,
) -> HandOffTotals:
    """Sum the rows of a file: its money columns, and the net components, which sum to the incentive."""
    held = [row for row in unpaid if row.payee.is_held]
    people = Counter(row.payee.employment_status or "" for row in rows)
    amounts: Counter[str] = Counter()
    for row in rows:
        amounts[row.payee.employment_status or ""] += row.payee.amount
    return {
        "schema_version": SCHEMA_VERSION,
        "agency_id": release.agency_id,
        "month": release.month,
        "payment_month": payment_month,
        "release": release.number,
        "manifest_sha256": release.manifest_sha256,
        "skpd_code": skpd_code,
        "form": form,
        "is_simulation": bool(simulation_reasons),
        "simulation_reasons": simulation_reasons,
        "people": len(rows),
        "people_held": len(held),
        "people_zero": len(unpaid) - len(held),
        "incentive_amount": sum(row.payee.amount for row in rows),
        "held_amount": sum(row.payee.computed_amount for row in held),
        "kekurangan_amount": sum(row.payee.arrears_amount for row in rows),
        "kelebihan_amount": sum(row.payee.overpaid_amount for row in rows),
        "components": {name: sum(row.payee.components[name] for row in rows) for name in COMPONENTS},
        "columns": {column: sum(row.money[column] or 0 for row in rows) for column in MONEY_COLUMNS},
        "statuses": [
            {"employment_status": status, "people": people[status], "incentive_amount": amounts[status]}
            for status in sorted(people)
        ],
        "people_with_notes": sum(bool(row.notes) for row in rows),
        "people_without_payroll_base": people_without_payroll_base,
        "file": file,
        "sha256": sha256,
    }
