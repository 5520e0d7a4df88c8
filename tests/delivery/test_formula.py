from fractions import Fraction
from typing import Any

import pytest

from delivery.formula import factor_of, in_words, recomputed, rounded, with_values
from delivery.wording import version_text


def steps(*given: tuple[str, str, str | None, int, int]) -> list[Any]:
    return [
        factor_of(
            {
                "ordinal": n,
                "factor_kind": kind,
                "operation": operation,
                "label": label,
                "numerator": numerator,
                "denominator": denominator,
                "score_e4": None,
                "is_assumed": False,
                "rule_id": None,
            }
        )
        for n, (kind, operation, label, numerator, denominator) in enumerate(given, 1)
    ]


REMAINDER = (
    ("pokok", "start", "beban_kerja", 1_000_000, 1),
    ("hari", "multiply", "hari dibayar", 10_000_000, 20_000_000),
    ("plt", "add", "20260801P1", 50_000, 1),
    ("nilai", "weigh", "discipline", 9, 20),
    ("nilai", "weigh", "productivity", 11, 20),
    ("ambang", "multiply", "ambang", 500_000, 1_000_000),
    ("sisa", "subtract", "bagian lain", 123_750, 1),
)


def test_a_version_of_rules_is_told_in_words_the_latest_first() -> None:
    assert version_text("acuan@2020+mataram@2023") == "mataram versi 2023 di atas acuan versi 2020"
    assert version_text("acuan@2020") == "acuan versi 2020"


def test_every_operation_recomputes_in_its_order() -> None:
    assert recomputed(0, steps(*REMAINDER)) == Fraction(275_000 - 123_750)


def test_the_formula_is_written_as_it_is_computed() -> None:
    factors = steps(*REMAINDER)
    assert with_values(0, factors) == (
        "(Rp 1.000.000 × 10/20 + Rp 50.000) × (45 % + 55 %) × 50 % - Rp 123.750"
    )
    assert in_words("", factors).endswith(
        "× yang tetap dibayar menurut ambang - bagian lain yang sudah dibulatkan"
    )


@pytest.mark.parametrize(
    ("value", "half_up", "floor", "half_even"),
    [
        (Fraction(5, 2), 3, 2, 2),
        (Fraction(-5, 2), -3, -3, -2),
        (Fraction(7, 2), 4, 3, 4),
        (Fraction(-1, 3), 0, -1, 0),
    ],
)
def test_rounding_in_each_mode(value: Fraction, half_up: int, floor: int, half_even: int) -> None:
    assert [rounded(value, mode) for mode in ("half_up", "floor", "half_even")] == [half_up, floor, half_even]
