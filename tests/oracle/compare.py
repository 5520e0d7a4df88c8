"""What the marts say of a month beside what the oracle says: every difference, named."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from contracts.home import Home
from contracts.policy.loading import Policies, load_policies
from delivery.release.chain import releases_of
from tests.oracle.month import AgencyMonth, State
from tests.oracle.pay import Pay
from tests.oracle.records import Month, read_accepted
from tests.oracle.settling import Settling, Tables

LineKey = tuple[str, str, str, int]
GUARDS = ("unit_ditahan:", "presensi_mesin_terputus:")
"""Holds of guards of the data, which are no rules of pay: the oracle does not know them."""


@dataclass(frozen=True)
class Difference:
    """One value of one person on which marts and oracle do not agree."""

    agency_id: str
    month: str
    employee_id: str
    what: str
    mart: object
    oracle: object

    def __str__(self) -> str:
        place = f"{self.month} {self.agency_id} {self.employee_id}"
        return f"{place}: {self.what}: mart {self.mart}, oracle {self.oracle}"


def differences(home: Home, months: Sequence[str]) -> list[Difference]:
    """Recompute the months of a home, the first one first, and compare every person with the marts.

    Raises LookupError where a month has no build.
    """
    policies = load_policies(home_policies=home.policies)
    states: dict[str, State] = {}
    found: list[Difference] = []
    for text in months:
        marts = _build(home, text)
        incentives = pl.read_parquet(marts / "monthly_incentives.parquet")
        lines = pl.read_parquet(marts / "incentive_lines.parquet")
        builds = json.loads((marts / "build.json").read_text("utf-8"))["agencies"]
        for agency_id, build in sorted(builds.items()):
            if not policies.knows(agency_id):
                continue
            accepted = read_accepted(home.accepted / text / build, agency_id)
            month = AgencyMonth.of(policies, agency_id, Month(text), accepted)
            pays, states[agency_id] = month.pay(states.get(agency_id))
            found += compared(agency_id, text, incentives, lines, pays)
            found += unsettled(home, policies, agency_id, text)
    return found


def unsettled(home: Home, policies: Policies, agency_id: str, month: str) -> list[Difference]:
    """Compare what a month settles of released ones, where it is the next to be released."""
    released = {each for each, _, _ in releases_of(home, agency_id)}
    if not released or Month(month).before.text != max(released):
        return []
    builds = {each: _build(home, each) for each in (*released, month)}
    build = json.loads((builds[month] / "build.json").read_text("utf-8"))["agencies"][agency_id]
    tables = {each: Tables.of(folder, agency_id) for each, folder in builds.items()}
    settling = Settling(home, agency_id, month, tables, home.accepted / month / build)
    return [
        Difference(agency_id, month, person, f"{what} of {earlier}", mart, oracle)
        for (person, earlier), what, mart, oracle in settling.differences(policies)
    ]


def _build(home: Home, month: str) -> Path:
    builds = sorted((home.marts / month).iterdir(), key=lambda folder: folder.stat().st_mtime)
    if not builds:
        raise LookupError(f"no build of {month}")
    return builds[-1]


def compared(
    agency_id: str, month: str, incentives: pl.DataFrame, lines: pl.DataFrame, pays: dict[str, Pay]
) -> list[Difference]:
    """Compare everyone of an agency: monthly_incentives and incentive_lines with what the oracle pays.

    Corrections of earlier months are left out here: `settling` compares them.
    """
    own = pl.col("agency_id") == agency_id
    by_person: dict[str, Counter[LineKey]] = {}
    corrected: Counter[str] = Counter()
    for line in lines.filter(own).to_dicts():
        if line["corrected_kind"] is not None:
            corrected[line["employee_id"]] += line["amount"]
        elif line["amount"]:
            key = _key(line["component"], line["aspect"], line["rule_id"], line["amount"])
            by_person.setdefault(line["employee_id"], Counter())[key] += 1
    found = []
    seen = {row["employee_id"]: row for row in incentives.filter(own).to_dicts()}
    for employee_id in sorted(set(seen) | {key for key, pay in pays.items() if pay.lines}):
        row, pay = seen.get(employee_id), pays.get(employee_id)
        if row is None or pay is None:
            found.append(
                Difference(agency_id, month, employee_id, "person", row is not None, pay is not None)
            )
            continue
        ours = Counter(
            _key(line.component, line.aspect, line.rule_id, line.amount) for line in pay.lines if line.amount
        )
        theirs = by_person.get(employee_id, Counter())
        is_held = pay.is_held or any(
            code.startswith(GUARDS) for code in (row["hold_reason"] or "").split(";")
        )
        pairs: list[tuple[str, object, object]] = [
            ("computed_amount", row["computed_amount"], pay.computed_amount + corrected[employee_id]),
            (
                "incentive_amount",
                row["incentive_amount"],
                0 if is_held else pay.computed_amount + corrected[employee_id],
            ),
            ("is_held", row["is_held"], is_held),
            ("lines", sorted((theirs - ours).elements()), sorted((ours - theirs).elements())),
        ]
        found += [
            Difference(agency_id, month, employee_id, what, mart, oracle)
            for what, mart, oracle in pairs
            if mart != oracle
        ]
    return found


def _key(component: str | None, aspect: str | None, rule_id: str | None, amount: int) -> LineKey:
    """Identity of a line; the rule of an earned line is the mart's to name."""
    rule = rule_id or ""
    return (component or "", aspect or "", "" if component else rule, amount)
