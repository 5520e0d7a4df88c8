"""Tax by monthly rates and the shares of health insurance: the table, the published cases, every edge."""

import csv
import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.exact import rounded
from contracts.policy.rules_payroll import HealthInsuranceRule, IncomeTaxRule
from contracts.tax import tax_tables
from delivery.handoff.levies import LAST_TAX_MONTH, NO_SALARY, OUTSIDE_TABLE, LevyRules, Salary, levies

GOLDEN = Path(__file__).parents[1] / "golden"
TER = tax_tables()["ter_2024"]
TAX = IncomeTaxRule(cite="pmk", table="ter_2024", borne_by="employee")
INSURANCE = HealthInsuranceRule(cite="perpres", employee=Decimal(1), employer=Decimal(4), cap=12_000_000)
ASKED = LevyRules("2026-11", TAX, INSURANCE, {})


def test_the_shipped_table_is_the_published_one() -> None:
    with (GOLDEN / "ter_2024.csv").open(newline="") as stream:
        published = [tuple(row.values()) for row in csv.DictReader(stream)]
    shipped = [
        (category, "" if band.to is None else str(band.to), f"{band.rate:f}")
        for category, bands in TER.bands.items()
        for band in bands
    ]
    assert shipped == published


def test_upper_bounds_are_inclusive() -> None:
    for category, bands in TER.bands.items():
        for band, following in pairwise(bands):
            assert band.to is not None
            assert (TER.rate(category, band.to), TER.rate(category, band.to + 1)) == (
                band.rate,
                following.rate,
            )


def test_the_golden_rate() -> None:
    [case] = [
        case for case in json.loads((GOLDEN / "cases.json").read_text())["cases"] if case["id"] == "TER-1"
    ]
    assert TER.rate(case["category"], case["gross"]) == Decimal(case["expect"]["rate_pct"])


@pytest.mark.parametrize(
    ("written", "category"),
    [
        *[(status, "A") for status in ("TK/0", "TK/1", "K/0", None, "", "duda")],
        *[(status, "B") for status in ("TK/2", "TK/3", "K/1", "K/2", "k2", "K / 1")],
        *[(status, "C") for status in ("K/3", "K/5")],
    ],
)
def test_a_family_status_has_its_category_and_an_unknown_one_is_single(
    written: str | None, category: str
) -> None:
    assert TER.category(written) == category


@pytest.mark.parametrize(
    ("status", "salary", "incentive", "tax"),
    [
        ("K/1", 5_000_000, 3_500_000, 85_000),
        ("TK/0", 4_200_000, 1_200_000, 0),
        ("TK/0", 4_200_000, 1_200_001, 13_500),
        (None, 4_200_000, 1_200_001, 13_500),
    ],
)
def test_published_cases_of_tax(status: str | None, salary: int, incentive: int, tax: int) -> None:
    assert levies(ASKED, Salary(salary, status), incentive).tax_amount == tax


def test_what_payroll_took_already_is_believed() -> None:
    assert levies(ASKED, Salary(5_000_000, "K/1", 25_000), 3_500_000).tax_amount == 60_000
    assert levies(ASKED, Salary(5_000_000, "K/1", 10**9), 3_500_000).tax_amount == 0


def test_insurance_stops_at_the_cap_and_leaves_out_what_the_salary_carries() -> None:
    found = levies(ASKED, Salary(8_000_000, None, None, 0, 0), 9_000_000)
    assert (found.employee_insurance_amount, found.employer_insurance_amount) == (120_000, 480_000)
    found = levies(ASKED, Salary(8_000_000, None, None, 80_000, 320_000), 9_000_000)
    assert (found.employee_insurance_amount, found.employer_insurance_amount) == (40_000, 160_000)
    assert levies(ASKED, Salary(8_000_000), 9_000_000)[2:4] == (40_000, 160_000)
    assert levies(ASKED, Salary(12_000_000), 9_000_000)[2:4] == (0, 0)


def test_who_bears_the_tax_is_policy() -> None:
    paid = Salary(5_000_000, "K/1")
    borne = replace(ASKED, income_tax=TAX.model_copy(update={"borne_by": "government"}))
    assert levies(borne, paid, 3_500_000)[:2] == (85_000, 85_000)
    assert levies(ASKED, paid, 3_500_000)[:2] == (85_000, None)


def test_the_last_tax_month_stays_empty_and_says_so() -> None:
    december = levies(replace(ASKED, payment_month="2026-12"), Salary(5_000_000, "K/1"), 3_500_000)
    assert december.tax_amount is None
    assert december.employee_insurance_amount == 35_000
    assert december.notes == (LAST_TAX_MONTH,)
    assert levies(replace(ASKED, payment_month="2027-01"), Salary(5_000_000, "K/1"), 3_500_000)[0] == 85_000
    assert levies(replace(ASKED, payment_month="2023-11"), Salary(5_000_000), 1).notes == (OUTSIDE_TABLE,)


def test_nothing_is_computed_where_nobody_asks_or_nothing_is_known() -> None:
    assert levies(LevyRules("2026-11", None, None, {}), Salary(5_000_000), 1) == (None, None, None, None, ())
    assert levies(ASKED, Salary(), 3_500_000) == (None, None, None, None, (NO_SALARY,))


@given(
    st.fractions(min_value=-100, max_value=100, max_denominator=64),
    st.sampled_from(["half_up", "floor", "half_even"]),
    st.sampled_from([1, 5, 100]),
)
def test_rounding_goes_to_the_nearest_in_its_mode(value: Fraction, mode: str, unit: int) -> None:
    off = Fraction(rounded(value, mode, unit)) - value
    assert rounded(value, mode, unit) % unit == 0
    assert -unit < off <= 0 if mode == "floor" else abs(off) * 2 <= unit
    if mode == "half_up":
        assert rounded(-value, mode, unit) == -rounded(value, mode, unit)
