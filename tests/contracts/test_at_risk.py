"""The rupiah that wait for a finding."""

import polars as pl

from contracts.at_risk import weighed
from contracts.gate_findings import FINDINGS
from contracts.quality import shipped_quality

PEOPLE = pl.DataFrame(
    {
        "agency_id": ["a", "a", "a", "b"],
        "employee_id": ["1", "2", "3", "4"],
        "unit_id": ["head", "below", "other", "head"],
        "skpd_code": ["1.02", "1.02", None, "1.02"],
        "computed_amount": [500, 300, 70, 9],
        "incentive_amount": [500, 0, 70, 9],
    }
)
PROFILE = pl.DataFrame({"agency_id": ["a"], "computed_amount_total": [870], "previous_total": [None]})


def test_a_recap_that_nobody_signed_weighs_what_all_units_of_its_skpd_would_be_paid() -> None:
    told = [
        {"agency_id": "a", "unit_id": unit, "subject": code, "severity": "warn"}
        for unit, code in (("head", "1.02"), (None, "tanpa-skpd"), (None, "1.03"))
    ]
    found = pl.DataFrame(told, schema=FINDINGS).with_columns(rule_code=pl.lit("rekap_belum_disetujui"))
    frames = {"monthly_incentives": PEOPLE, "agency_month_profile": PROFILE}
    assert weighed(found, frames, shipped_quality())["at_risk_amount"].to_list() == [500, 70, 0]
