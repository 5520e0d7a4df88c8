"""What a simulation says beside its sums: ceilings crossed, and what it could not follow."""

from typing import Any

import duckdb

from contracts.policy.loading import load_policies
from delivery.catalogue import rows
from delivery.simulation import CEILINGS
from delivery.simulation_text import render
from orchestration.simulating import not_followed


def ceiling(name: str, limit: int, before: int, after: int) -> dict[str, object]:
    amounts = {"ceiling_amount": limit, "before_amount": before, "after_amount": after}
    return {"agency_id": "52.71", "unit_id": name, "unit_name": f"Dinas {name}", **amounts}


def test_units_over_their_ceiling_are_marked_and_the_others_counted() -> None:
    total = dict.fromkeys(("people", "gaining_people", "losing_people", "gained_amount", "lost_amount"), 0)
    facts: Any = {
        "month": "2026-10",
        "policy_id": "mataram",
        "agencies": ["52.71"],
        "total": {**total, "before_amount": 300, "after_amount": 450},
        **dict.fromkeys(("paid_before_amount", "paid_after_amount", "held_before_people"), 0),
        "held_after_people": 0,
        **{name: [] for name in ("by_agency", "by_unit", "by_class", "by_status", "cliffs")},
        "blind": [
            {"agency_id": "52.71", "unit_id": "A", "unit_name": "Dinas A", "aspect": "productivity",
             "measure": name, "people": 24, "held_people": held, "is_zero": held == 0}
            for name, held in (("quantity_pasien", 20), ("quantity_siswa", 0))
        ],
        "ceilings": [ceiling("A", 200, 150, 250), ceiling("B", 300, 150, 200)],
        "notes": ["zona waktu 52.71 berubah"],
    }  # fmt: skip
    text = render(facts)
    told = " ".join(text.split())
    assert "Dinas A: pasien (produktivitas), 24 orang, 20 di antaranya ditahan; datanya belum ada" in told
    assert "Dinas A: siswa (produktivitas), 24 orang; semua bernilai 0; samakah satuannya?" in told
    [row] = [line for line in text.splitlines() if "Dinas A" in line and "Rp" in line]
    assert [amount.strip() for amount in row.split("Rp ")[1:]] == ["200", "150", "250*"]
    assert "Dinas B" not in text
    assert "1 dari 2 unit tidak melampaui pagunya" in text
    assert "Perhatikan: zona waktu 52.71 berubah" in text


def test_another_zone_or_first_month_is_told() -> None:
    now = load_policies()
    binding = now.for_agency("52.71")
    assert binding is not None
    moved = binding.policy.model_copy(update={"zone": "Asia/Jayapura", "first_month": "2026-05"})
    then = load_policies()
    tried = type(then)({**then.by_id, moved.id: moved}, then.files, then.faults, then.broken_agencies)
    told = [*not_followed(now, tried, ["52.71"])]
    assert ["zona waktu" in told[0], "bulan pertama" in told[1], len(told)] == [True, True, 2]
    assert [*not_followed(now, now, ["52.71", "11.11"])] == []


def test_a_ceiling_is_held_against_the_unit_and_those_below_it() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema input")
        connection.execute("create schema intermediate")
        for table, columns, values in (
            ("input.run_month", "month", "('2026-10')"),
            ("input.budget_ceiling", "agency_id, unit_id, budget_period, ceiling_amount",
             "('1', 'A', '2026-10', 500), ('1', 'B', '2026-09', 9)"),
            ("input.unit", "agency_id, unit_id, unit_name", "('1', 'A', 'Dinas A')"),
            ("intermediate.int_unit_ancestors", "agency_id, unit_id, ancestor_id",
             "('1', 'A', 'A'), ('1', 'A1', 'A1'), ('1', 'A1', 'A')"),
            ("people", "agency_id, unit_id, before_amount, after_amount",
             "('1', 'A', 100, 110), ('1', 'A1', 300, 400), ('1', 'C', 7, 7)"),
        ):  # fmt: skip
            connection.execute(f"create table {table} as from (values {values}) as made ({columns})")
        assert rows(connection, CEILINGS) == [ceiling("A", 500, 400, 510) | {"agency_id": "1"}]
