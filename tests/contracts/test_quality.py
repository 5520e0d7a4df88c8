"""Thresholds of quality are read exactly and strictly."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from contracts.quality import SHIPPED, parse_quality, shipped_quality

TEXT = SHIPPED.read_text(encoding="utf-8")


def test_numbers_are_exact() -> None:
    assert shipped_quality().limits["pegawai_nol"].levels == (("block", Decimal(25)), ("warn", Decimal(5)))


def test_everything_has_a_reason() -> None:
    quality = shipped_quality()
    entries = [*quality.rules.values(), *quality.feeds.values(), *quality.limits.values()]
    assert all(len(entry.reason) > 20 for entry in entries)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('warn: "5"', "warn: 5.0", "in quotes"),
        ('warn: "5"', 'warn: "lima"', "not a decimal"),
        ('warn: "5"', 'warn: "30"', "warn must come before block"),
        ("measure: zero_pct", "measure: nol_pct", "measure"),
        ("    severity: block", "    severity: fatal", "severity"),
        ("from_people: 20", "from_person: 20", "from_person"),
    ],
)
def test_a_slip_is_refused(old: str, new: str, says: str) -> None:
    assert old in TEXT
    with pytest.raises(ValidationError, match=says):
        parse_quality(TEXT.replace(old, new, 1))


def test_a_limit_needs_a_bound() -> None:
    with pytest.raises(ValidationError, match="warn, block or both"):
        parse_quality(TEXT.replace('    warn: "3"\n', ""))
