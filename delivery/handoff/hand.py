"""Hand a released SKPD to payroll: one private file, its control totals beside it, a line in the ledger."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from contracts.dates import month_after
from contracts.home import Home
from delivery import ledger
from delivery.errors import HandOffRefused
from delivery.handoff.forms import ENDINGS, Form, parquet_table, simple_csv, sipd_workbook
from delivery.handoff.levies import levy_rules
from delivery.handoff.private import file_name, salted_hash, write_private
from delivery.handoff.released import Released, payees, unfounded_rules
from delivery.handoff.rows import HandOffRow, PayrollBase, row_of
from delivery.handoff.totals import HandOffTotals, totals_of

STANDINGS = {
    "reported": "dari berita atau surat, naskahnya belum dibaca",
    "illustrative": "isian contoh",
    "unknown": "tidak ada dalam kebijakan yang dirilis",
}


def hand_off(
    home: Home,
    release: Released,
    skpd_code: str,
    form: Form,
    bases: Mapping[str, PayrollBase],
    *,
    written_at: dt.datetime,
) -> tuple[Path, HandOffTotals]:
    """Write `handoff/<month>/<agency>/r<N>/` for one SKPD; returns the file and its control totals.

    bases: what payroll said of people, by NIP, for the month of payment (the month after). The ledger book
    `handoffs` gets the salted hash of the file, never a name or a number of a person. Raises HandOffRefused
    (one sentence) when the release has nobody of the SKPD, or nobody of it who can be paid.
    """
    payment_month = month_after(release.month)
    rules = levy_rules(payment_month, release.rules(payment_month))
    people = [row_of(payee, bases.get(payee.employee_id), rules) for payee in payees(release, skpd_code)]
    rows = [row for row in people if row.payee.amount]
    unpaid = [row for row in people if not row.payee.amount]
    if not rows:
        held = sum(row.payee.is_held for row in unpaid)
        raise HandOffRefused(
            f"SKPD {skpd_code}: tidak ada yang dapat dibayar ({held} orang ditahan dari {len(unpaid)})."
        )
    reasons = simulation_reasons(release, rules.unfounded)
    content = _content(form, rows, unpaid, is_simulation=bool(reasons))
    path = _path(home, release, skpd_code, form, is_simulation=bool(reasons))
    totals = totals_of(
        release,
        skpd_code,
        form,
        rows,
        unpaid,
        payment_month=payment_month,
        simulation_reasons=reasons,
        people_without_payroll_base=sum(row.payee.employee_id not in bases for row in rows),
        file=path.name,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    write_private(home.handoff, path, content)
    control = (json.dumps(totals, ensure_ascii=False, indent=2) + "\n").encode()
    write_private(home.handoff, path.with_name(f"{path.name}.kendali.json"), control)
    said = ("agency_id", "month", "release", "skpd_code", "form", "is_simulation", "manifest_sha256")
    event = {key: value for key, value in totals.items() if key in {*said, "people", "incentive_amount"}}
    event |= {"file": path.relative_to(home.handoff).as_posix(), "salted_sha256": salted_hash(home, content)}
    ledger.append(home, "handoffs", [{"kind": "handed_off", **event, "at": written_at.isoformat()}])
    return path, totals


def simulation_reasons(release: Released, levies: dict[str, str]) -> list[str]:
    """Say, rule by rule, why a release is no basis for payment; empty when every paying rule is one."""
    unfounded = unfounded_rules(release) | levies
    reasons = [f"{rule_id}: {STANDINGS[standing]}" for rule_id, standing in sorted(unfounded.items())]
    if not reasons and release.manifest["is_simulation"]:
        return ["rilis ini sendiri bertanda simulasi"]
    return reasons


def _content(form: Form, rows: list[HandOffRow], unpaid: list[HandOffRow], *, is_simulation: bool) -> bytes:
    match form:
        case "sipd":
            return sipd_workbook(rows, unpaid, is_simulation=is_simulation)
        case "simple":
            return simple_csv(rows, is_simulation=is_simulation)
        case "parquet":
            return parquet_table(rows, is_simulation=is_simulation)


def _path(home: Home, release: Released, skpd_code: str, form: Form, *, is_simulation: bool) -> Path:
    folder = home.handoff / release.month / release.agency_id / f"r{release.number}"
    name = file_name(f"TPP_{release.month}", skpd_code, is_simulation=is_simulation)
    return folder / f"{name}_{form}.{ENDINGS[form]}"
