"""Policies compiled to tables: schemas, spans, knowledge, agencies, golden rule sets."""

import time
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from contracts.policy.compile import compile_policies
from contracts.policy.loading import SHIPPED_POLICIES, Policies, load_policies
from contracts.policy.tables import COMPILED_SCHEMAS

GOLDEN = Path(__file__).parents[1] / "golden" / "policies"
DECREES = pl.Schema(
    {
        "agency_id": pl.String(),
        "decree_date": pl.Date(),
        "kind": pl.String(),
        "name": pl.String(),
        "decision_no": pl.String(),
        "decided_on": pl.Date(),
    }
)
NO_DECREES = DECREES.to_frame()
PILOTS = ("14.72", "33.74", "52.71", "76.02", "99.01")


@pytest.fixture(scope="module")
def shipped() -> Policies:
    return load_policies()


def _policy(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


VERSIONED = """
id: berubah
title: Kebijakan yang berubah
extends: acuan
agencies: {96.01: Pemda Berubah}
first_month: "2026-01"
citations: {perbup: {regulation: Perbup 1/2026, clause: Pasal 1, status: law}}
versions:
  - id: lama
    enacted_on: 2025-12-01
    effective_from: 2026-01-01
    rules:
      statuses: {CPNS: {cite: perbup, factor: 70}}
      acting: {cite: perbup, share: 10}
  - id: baru
    enacted_on: 2026-10-20
    effective_from: 2026-10-16
    change_rule: by_days
    based_on: lama
    rules:
      statuses: {CPNS: {cite: perbup, factor: 90}}
"""


def test_shipped_policies_have_no_fault(shipped: Policies) -> None:
    assert shipped.faults == {}
    assert set(PILOTS) <= set(shipped.agency_ids)


def test_schemas_are_fixed_even_without_agencies(shipped: Policies) -> None:
    for agencies in ((), PILOTS):
        tables = compile_policies(shipped, agencies, "2026-10", None, NO_DECREES)
        assert {name: frame.schema for name, frame in tables.items()} == COMPILED_SCHEMAS


@pytest.mark.parametrize("agency_id", ["90.01", "98.99", "99.00"])
def test_invented_agencies_have_the_invented_policy(shipped: Policies, agency_id: str) -> None:
    binding = shipped.for_agency(agency_id)
    assert binding is not None
    assert (binding.policy.id, binding.first_month) == ("rekaan", "2026-01")
    assert agency_id in binding.agency_name


@pytest.mark.parametrize("agency_id", ["99.99", "99.02", "11.01", "9", ""])
def test_other_codes_are_unknown(shipped: Policies, agency_id: str) -> None:
    assert shipped.for_agency(agency_id) is None


def test_reference_weights_depend_on_owning_a_service(shipped: Policies) -> None:
    tables = compile_policies(shipped, ["90.01"], "2026-10", None, NO_DECREES)
    weights = {
        earning: dict(group.select("aspect", "weight_e4").iter_rows())
        for (earning,), group in tables["policy_weights"].group_by("earning_id")
    }
    assert weights == {
        "pemilik_layanan": {"discipline": 400_000, "productivity": 400_000, "public_service": 200_000},
        "umum": {"discipline": 400_000, "productivity": 600_000},
    }


def test_pilots_give_public_service_no_weight_until_a_regulation_is_cited(shipped: Policies) -> None:
    weights = compile_policies(shipped, PILOTS[:4], "2026-10", None, NO_DECREES)["policy_weights"]
    assert weights.filter(pl.col("aspect") == "public_service", pl.col("weight_e4") > 0).is_empty()


def test_every_rule_that_a_table_names_is_cited(shipped: Policies) -> None:
    tables = compile_policies(shipped, PILOTS, "2026-10", None, NO_DECREES)
    rules = tables["policy_rules"]
    assert rules.null_count().sum_horizontal().item() == 0
    assert rules.select("agency_id", "valid_from", "scope_id", "rule_id").is_unique().all()
    keys = ["agency_id", "valid_from", "valid_to", "scope_id", "rule_id"]
    for name, frame in tables.items():
        if set(keys) <= set(frame.columns):
            assert frame.join(rules, on=keys, how="anti").is_empty(), name


def test_pilots_say_that_they_are_not_law(shipped: Policies) -> None:
    agencies = compile_policies(shipped, PILOTS, "2026-10", None, NO_DECREES)["agency"]
    assert set(agencies["policy_status"]) == {"illustrative"}
    assert dict(agencies.select("agency_id", "zone").iter_rows()) == {
        "14.72": "Asia/Jakarta",
        "33.74": "Asia/Jakarta",
        "52.71": "Asia/Makassar",
        "76.02": "Asia/Makassar",
        "99.01": "Asia/Jakarta",
    }


def test_spans_do_not_overlap_and_later_enactment_wins(tmp_path: Path) -> None:
    _policy(tmp_path, "berubah", VERSIONED)
    policies = load_policies(SHIPPED_POLICIES, tmp_path)
    tables = compile_policies(policies, ["96.01"], "2026-10", None, NO_DECREES)
    settings = tables["policy_settings"].sort("valid_from")
    assert settings["valid_from"].to_list() == [date(2026, 3, 15), date(2026, 10, 16)]
    assert settings["valid_to"].to_list() == [date(2026, 10, 15), date(2027, 2, 28)]
    assert settings["change_rule"].to_list() == ["last_day", "by_days"]
    assert _factors(tables) == [700_000, 900_000]
    assert tables["policy_acting"]["share_pct_e4"].to_list() == [100_000, 100_000]


def test_what_was_not_yet_enacted_is_not_known(tmp_path: Path) -> None:
    _policy(tmp_path, "berubah", VERSIONED)
    policies = load_policies(SHIPPED_POLICIES, tmp_path)
    known = compile_policies(policies, ["96.01"], "2026-10", date(2026, 10, 19), NO_DECREES)
    assert _factors(known) == [700_000]
    known = compile_policies(policies, ["96.01"], "2026-10", date(2026, 10, 20), NO_DECREES)
    assert _factors(known) == [700_000, 900_000]


def _factors(tables: dict[str, pl.DataFrame]) -> list[int]:
    factors = tables["policy_status_factors"].filter(pl.col("employment_status") == "CPNS")
    return factors.sort("valid_from")["factor_e4"].to_list()


def test_units_with_rules_of_their_own_have_a_whole_scope(tmp_path: Path) -> None:
    own = VERSIONED + (
        "    unit_rules:\n"
        '      "96.01.07":\n'
        "        events: {absent: {cite: perbup, base: aspect, points: 5}}\n"
    )
    _policy(tmp_path, "berubah", own)
    policies = load_policies(SHIPPED_POLICIES, tmp_path)
    tables = compile_policies(policies, ["96.01"], "2026-11", None, NO_DECREES)
    scopes = tables["policy_unit_scopes"]
    assert scopes.select("unit_id", "scope_id").rows() == [("96.01.07", "96.01.07")]
    absent = tables["policy_event_points"].filter(
        pl.col("event_kind") == "absent", pl.col("valid_from") == date(2026, 10, 16)
    )
    assert dict(absent.select("scope_id", "points_e4").iter_rows()) == {"*": 30_000, "96.01.07": 50_000}
    both = tables["policy_event_points"].filter(pl.col("valid_from") == date(2026, 10, 16))
    assert both.group_by("scope_id").len()["len"].n_unique() == 1


def test_agencies_of_one_policy_get_the_same_rows(shipped: Policies) -> None:
    codes = [f"90.{number:02d}" for number in range(1, 4)]
    tables = compile_policies(shipped, codes, "2026-10", None, NO_DECREES)
    for frame in tables.values():
        parts = [frame.filter(pl.col("agency_id") == code).drop("agency_id") for code in codes]
        if "agency_name" not in frame.columns:
            assert parts[0].equals(parts[1])
            assert parts[0].equals(parts[2])


def test_the_nation_compiles_at_once(shipped: Policies) -> None:
    codes = [f"9{number // 100}.{number % 100:02d}" for number in range(1, 549)]
    start = time.perf_counter()
    tables = compile_policies(shipped, codes, "2026-10", None, NO_DECREES)
    assert tables["agency"].height == 548
    assert time.perf_counter() - start < 5


def test_golden_rule_sets_are_policies_without_fault() -> None:
    policies = load_policies(SHIPPED_POLICIES, GOLDEN)
    assert policies.faults == {}
    tables = compile_policies(policies, [f"97.0{n}" for n in range(1, 7)], "2026-10", None, NO_DECREES)
    rounding = tables["policy_settings"].select("policy_id", "rounding_point", "rounding_mode").rows()
    assert ("emas_balangan", "component", "half_up") in rounding
    assert ("emas_sumut", "component_aspect", "floor") in rounding
    incomplete = tables["policy_earnings"].filter("is_incomplete")
    assert incomplete["earning_id"].to_list() == ["kurang_tujuh_hari"]
    late = tables["policy_event_points"].filter(
        pl.col("agency_id") == "97.04", pl.col("event_kind") == "late", pl.col("minutes_from") == 31
    )
    assert late.select("points_e4", "base").rows() == [(4_000, "total")]


def test_holiday_rules_stand_beside_the_ordinary_ones(shipped: Policies) -> None:
    tables = compile_policies(shipped, ["76.02"], "2026-03", None, NO_DECREES)
    assert "special_day" not in tables["policy_event_points"].columns
    days = tables["policy_special_days"].filter(pl.col("pattern_id") == "default")
    assert days.select("date", "special_ordinal").rows() == [
        (date(2026, 3, 25) + timedelta(days=n), n + 1) for n in range(3)
    ]
    points = tables["policy_special_events"].sort("special_ordinal")["points_e4"].to_list()
    assert points == [500_000, 250_000, 250_000]
