from collections.abc import Mapping

import polars as pl
import pytest

from delivery.identities import broken_identities
from tests.support.sample_month import AGENCY, BUDI, MONTH, SITI, sample

Tables = dict[str, pl.DataFrame]
MARTS = ("monthly_incentives", "incentive_lines", "incentive_line_factors")


@pytest.fixture
def tables() -> Tables:
    rows = {mart: [row for row in sample()[mart] if row["agency_id"] == AGENCY] for mart in MARTS}
    return {mart: pl.DataFrame(found, infer_schema_length=None) for mart, found in rows.items()}


def changed(tables: Tables, mart: str, where: pl.Expr, to: Mapping[str, object]) -> Tables:
    table = tables[mart].with_columns(
        pl.when(where).then(pl.lit(value)).otherwise(pl.col(name)).alias(name) for name, value in to.items()
    )
    return {**tables, mart: table}


def test_a_true_month_breaks_nothing(tables: Tables) -> None:
    assert broken_identities(tables, AGENCY, MONTH) == []


@pytest.mark.parametrize(
    ("mart", "where", "to", "says"),
    [
        (
            "monthly_incentives",
            pl.col("employee_id") == BUDI,
            {"incentive_amount": 5},
            "ditahan tetapi dibayar",
        ),
        ("monthly_incentives", pl.col("employee_id") == BUDI, {"employee_id": SITI}, "lebih dari sekali"),
        (
            "monthly_incentives",
            pl.col("employee_id") == SITI,
            {"incentive_amount": 1},
            "lain dari hasil hitung",
        ),
        ("monthly_incentives", pl.col("employee_id") == SITI, {"month": "2026-09"}, "bukan milik"),
        ("incentive_lines", pl.col("ordinal") == 3, {"amount": -59_998}, "bukan hasil hitung"),
        ("incentive_lines", pl.col("ordinal") == 3, {"amount": -59_998}, "pembulatannya"),
        ("incentive_lines", pl.col("ordinal") == 1, {"denominator": 0}, "pembulatannya"),
        ("incentive_line_factors", pl.col("operation") == "weigh", {"numerator": 47}, "faktornya"),
        ("incentive_line_factors", pl.col("factor_kind") == "nilai", {"numerator": 1}, "faktornya"),
        (
            "incentive_line_factors",
            pl.col("factor_kind") == "nilai",
            {"operation": "divide"},
            "tidak dikenal",
        ),
        ("incentive_line_factors", pl.col("factor_kind") == "nilai", {"line_id": "?"}, "tanpa baris"),
    ],
)
def test_each_identity_is_seen_when_it_breaks(
    tables: Tables, mart: str, where: pl.Expr, to: dict[str, object], says: str
) -> None:
    assert any(says in fault for fault in broken_identities(changed(tables, mart, where, to), AGENCY, MONTH))


def test_people_without_lines_and_lines_without_people(tables: Tables) -> None:
    lines = tables["incentive_lines"].filter(pl.col("employee_id") != SITI)
    factors = tables["incentive_line_factors"].join(lines, on="line_id", how="semi")
    faults = broken_identities(
        {**tables, "incentive_lines": lines, "incentive_line_factors": factors}, AGENCY, MONTH
    )
    assert faults == ["1 pegawai yang jumlah barisnya bukan hasil hitung"]


def test_products_past_128_bits_still_compare(tables: Tables) -> None:
    only = tables["incentive_lines"].head(1)
    line = only.with_columns(
        line_id=pl.lit("x"),
        basis_amount=pl.lit(7),
        numerator=pl.lit(7),
        denominator=pl.lit(1),
        amount=pl.lit(7),
    )
    steps = pl.DataFrame(
        {
            "line_id": ["x"] * 10,
            "agency_id": [AGENCY] * 10,
            "month": [MONTH] * 10,
            "ordinal": range(10),
            "operation": ["multiply"] * 10,
            "numerator": [10**18 + 9] * 10,
            "denominator": [10**18 + 9] * 9 + [10**18 + 10],
        }
    )
    people = tables["monthly_incentives"].head(1).with_columns(computed_amount=7, incentive_amount=7)
    months = {"monthly_incentives": people, "incentive_lines": line, "incentive_line_factors": steps}
    assert broken_identities(months, AGENCY, MONTH) == [
        "1 baris rupiah yang tidak dapat dihitung ulang dari faktornya"
    ]
    steps = steps.with_columns(denominator=pl.lit(10**18 + 9))
    assert broken_identities({**months, "incentive_line_factors": steps}, AGENCY, MONTH) == []


def test_what_a_remainder_leaves_out_is_subtracted_last(tables: Tables) -> None:
    line = (
        tables["incentive_lines"]
        .head(1)
        .with_columns(
            line_id=pl.lit("x"),
            basis_amount=pl.lit(100),
            numerator=pl.lit(60),
            denominator=pl.lit(1),
            amount=pl.lit(60),
        )
    )
    steps = pl.DataFrame(
        {
            "line_id": ["x"] * 3,
            "agency_id": [AGENCY] * 3,
            "month": [MONTH] * 3,
            "ordinal": range(3),
            "operation": ["start", "subtract", "weigh"],
            "numerator": [100, 40, 1],
            "denominator": [1, 1, 1],
        }
    )
    people = tables["monthly_incentives"].head(1).with_columns(computed_amount=60, incentive_amount=60)
    months = {"monthly_incentives": people, "incentive_lines": line, "incentive_line_factors": steps}
    assert broken_identities(months, AGENCY, MONTH) == []
    wrong = steps.with_columns(numerator=pl.Series([100, 41, 1]))
    assert broken_identities({**months, "incentive_line_factors": wrong}, AGENCY, MONTH) != []
