"""The bridge of a report: each cause in exact rupiah, and all of them the difference of the two months."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pytest

from delivery.report.facts import BRIDGE
from tests.support.marts import SCHEMAS

NOW, BEFORE = "2026-10", "2026-09"
TABLES = ("monthly_incentives", "incentive_lines", "incentive_line_factors")
E6 = 1_000_000


@dataclass
class Pay:
    """A month of one person: a post of full basis, weights 40 and 60, and lines beside it."""

    basis: int = 1_000_000
    discipline: int = 100
    productivity: int = 100
    days: tuple[int, int] = (1, 1)
    added: int = 0
    kept: dict[str, int] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    is_held: bool = False
    version: str = "v1"
    amount: int | None = None

    @property
    def earned(self) -> int:
        """What the line pays, cut where the policy cuts inside it."""
        score = 40 * self.discipline + 60 * self.productivity
        exact = (self.basis * self.days[0] // self.days[1] + self.added) * score // 10_000
        for kept in self.kept.values():
            exact = exact * kept // 100
        return exact if self.amount is None else self.amount


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        for table in TABLES:
            connection.execute(f"create table marts.{table} ({SCHEMAS[table]})")
        yield connection


def _insert(marts: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    holes = ", ".join("?" for _ in row)
    marts.execute(f"insert into marts.{table} ({', '.join(row)}) values ({holes})", list(row.values()))


def _pay(marts: duckdb.DuckDBPyConnection, person: str, month: str, pay: Pay) -> None:
    key = {"agency_id": "a", "month": month, "employee_id": person}
    line = {**key, "line_id": f"{person}{month}", "assignment_id": "1"}
    steps: list[tuple[str, str, int, int, int | None]] = [
        ("pokok", "beban_kerja", pay.basis, 1, None),
        ("hari", "hari dibayar", *pay.days, None),
        ("nilai", "discipline", 40 * pay.discipline * 10_000, 100 * E6, pay.discipline * 10_000),
        ("nilai", "productivity", 60 * pay.productivity * 10_000, 100 * E6, pay.productivity * 10_000),
        *((kind, kind, kept * 10_000, E6, None) for kind, kept in pay.kept.items()),
    ]
    if pay.added:
        steps.append(("plt", "P1", pay.added, 1, None))
    for kind, label, numerator, denominator, score in steps:
        step = {"factor_kind": kind, "label": label, "numerator": numerator, "denominator": denominator}
        _insert(
            marts, "incentive_line_factors", {**key, **step, "line_id": line["line_id"], "score_e4": score}
        )
    dated = {"stretch_from": f"{month}-01", "stretch_to": f"{month}-28", "component": "beban_kerja"}
    _insert(marts, "incentive_lines", {**line, **dated, "line_kind": "reguler", "amount": pay.earned})
    for kind, amount in pay.others.items():
        other = {**line, "line_id": f"{kind}{person}{month}", "line_kind": kind, "amount": amount}
        _insert(marts, "incentive_lines", other)
    computed = pay.earned + sum(pay.others.values())
    row = {**key, "policy_id": "p", "policy_version": pay.version, "job_class": pay.basis}
    amounts = {"computed_amount": computed, "incentive_amount": 0 if pay.is_held else computed}
    if pay.version != "v1":
        row["job_class"] = 1_000_000
    _insert(marts, "monthly_incentives", {**row, **amounts, "is_held": pay.is_held})


def _bridge(marts: duckdb.DuckDBPyConnection) -> dict[str, int]:
    found = marts.execute(
        f"select cause, sum(amount) from ({BRIDGE.read_text(encoding='utf-8')}) group by all",
        {"month": NOW, "before": BEFORE},
    ).fetchall()
    return {cause: int(amount) for cause, amount in found}


CASES = {
    "nothing": (Pay(), Pay(), {}),
    "joined": (None, Pay(discipline=90), {"joined": 960_000}),
    "left": (Pay(), None, {"left": -1_000_000}),
    "held when he joined": (None, Pay(is_held=True), {}),
    "discipline": (Pay(), Pay(discipline=90), {"discipline": -40_000}),
    "productivity of nothing": (Pay(), Pay(productivity=0), {"productivity": -600_000}),
    "both of nothing": (
        Pay(),
        Pay(discipline=0, productivity=0),
        {"discipline": -500_000, "productivity": -500_000},
    ),
    "a higher post": (Pay(), Pay(basis=1_200_000), {"post": 200_000}),
    "new amounts": (Pay(), Pay(basis=1_200_000, version="v2"), {"policy": 200_000}),
    "part of the month": (Pay(), Pay(days=(11, 22)), {"share": -500_000}),
    "leave paid by the basis": (Pay(), Pay(days=(11, 22), others={"cuti": 400_000}), {"share": -100_000}),
    "acting": (Pay(), Pay(added=200_000), {"acting": 200_000}),
    "a cut of its own": (Pay(), Pay(others={"potongan": -20_000}), {"discipline": -20_000}),
    "a cut inside": (Pay(), Pay(kept={"potongan": 97}), {"discipline": -30_000}),
    "threshold and sanction": (
        Pay(),
        Pay(kept={"ambang": 50, "sanksi": 75}),
        {"discipline": -500_000, "sanction": -125_000},
    ),
    "sanction of its own": (Pay(others={"sanksi": -250_000}), Pay(), {"sanction": 250_000}),
    "limits and ceiling": (
        Pay(),
        Pay(others={"batas_atas": -7, "batas_bawah": 5, "penyesuaian_pagu": -11}),
        {"limit": -2, "budget": -11},
    ),
    "corrections": (Pay(), Pay(others={"kekurangan": 30, "kelebihan": -10}), {"correction": 20}),
    "held now": (Pay(), Pay(discipline=90, is_held=True), {"discipline": -40_000, "hold": -960_000}),
    "paid again": (Pay(is_held=True), Pay(), {"hold": 1_000_000}),
    "rounding": (Pay(), Pay(amount=1_000_001), {"rounding": 1}),
}


@pytest.mark.parametrize("case", CASES)
def test_each_cause_in_exact_rupiah(marts: duckdb.DuckDBPyConnection, case: str) -> None:
    before, now, causes = CASES[case]
    paid = 0
    for month, pay, sign in ((BEFORE, before, -1), (NOW, now, 1)):
        if pay is not None:
            _pay(marts, "e", month, pay)
            paid += sign * (0 if pay.is_held else pay.earned + sum(pay.others.values()))
    assert _bridge(marts) == causes
    assert sum(causes.values()) == paid
