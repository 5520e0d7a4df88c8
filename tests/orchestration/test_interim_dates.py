"""The next day of a review, as policies say: in the month or the one after, by the rules in force then."""

from datetime import date
from pathlib import Path

import pytest

from contracts.home import Home
from orchestration.interim_dates import next_interims

POLICY = """
id: berkala
title: Tinjauan berkala
extends: acuan
agencies: {95.04: Pemda Berkala}
first_month: "2026-01"
citations: {perbup: {regulation: Perbup 1/2026, clause: Pasal 1, status: law}}
versions:
  - {id: a, enacted_on: 2026-01-01, effective_from: 2026-01-01,
     rules: {interim: {cite: perbup, days: [10, 20]}}}
  - {id: b, enacted_on: 2026-09-01, effective_from: 2026-11-01, rules: {interim: {cite: perbup, days: [15]}}}
"""


@pytest.mark.parametrize(
    ("after", "following"),
    [
        (date(2026, 9, 30), date(2026, 10, 10)),
        (date(2026, 10, 10), date(2026, 10, 20)),
        (date(2026, 10, 20), date(2026, 11, 15)),
        (date(2026, 12, 31), date(2027, 1, 15)),
    ],
)
def test_the_first_day_after_a_day_counts(tmp_path: Path, after: date, following: date) -> None:
    home = Home(tmp_path)
    home.create()
    (home.policies / "berkala.yaml").write_text(POLICY, encoding="utf-8")
    # of a government without such a rule, and of a code that nobody knows, nothing is said
    assert next_interims(home, ["95.04", "33.74", "00.00"], after) == {"95.04": following}
