"""The rupiah that wait for a finding."""

import polars as pl

from contracts.at_risk import weighed
from contracts.gate_findings import FINDINGS
from contracts.quality import shipped_quality
from tests.support.gate_frames import held, judge, sound_frames

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


def test_what_comes_of_another_hold_says_so_and_has_no_rupiah_of_its_own() -> None:
    frames = sound_frames()
    held(
        frames,
        "indikator_belum_ada:discipline;indikator_belum_ada:productivity;pin_ganda;tanpa_bukti_kehadiran",
    )
    holds = judge(frames).findings.filter(severity="hold")
    to_do = dict(holds.filter(at_risk_amount=0).select("rule_code", "action").iter_rows())
    assert set(to_do.values()) == {
        "Betulkan temuan itu (PIN mesin dipakai dua pegawai); yang ini lalu selesai dengan sendirinya."
    }
    found = holds.select("rule_code", "at_risk_amount", "message")
    told = {(code, amount > 0): message for code, amount, message in found.iter_rows()}
    indicators = {("indikator_belum_ada", False), ("indikator_belum_ada", True)}
    assert set(told) == {("pin_ganda", True), ("tanpa_bukti_kehadiran", False)} | indicators
    follows = told["tanpa_bukti_kehadiran", False]
    assert "akibat temuan lain pada pegawai yang sama (PIN mesin dipakai dua pegawai)" in follows
    assert "kirim presensi" not in follows
    assert "disiplin" in told["indikator_belum_ada", False]
    assert "akibat" not in told["indikator_belum_ada", True] + told["pin_ganda", True]
    held(frames, "indikator_belum_ada:productivity;tanpa_bukti_kehadiran")
    assert not judge(frames).findings["message"].str.contains("akibat").any()
