"""Great Expectations judges the profiles of all agencies in one run and names those that fail."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from contracts.gate_findings import FINDINGS
from contracts.month_measures import breaches, limit_findings
from contracts.plausibility import implausible
from contracts.quality import shipped_quality

ROOT = Path(__file__).parents[2]
QUALITY = shipped_quality()
USUAL = {
    "employees_master": 1000,
    "people_paid": 985,
    "people_held": 10,
    "people_zero": 5,
    "people_without_punch": 5,
    "computed_amount_total": 3_000_000_000,
    "incentive_amount_total": 2_955_000_000,
    "mean_amount": 3_000_000,
    "previous_total": 2_900_000_000,
    "previous_people": 998,
    "previous_mean": 2_950_000,
    "punch_count": 40_000,
    "due_days": 20_000,
    "previous_punch_count": 39_000,
    "previous_due_days": 20_000,
    "workdays_after_last_punch": 0,
    "feeds_present": 5,
    "rows_read": 40_000,
    "rows_quarantined": 100,
}


def _profiles(**odd: dict[str, int | None]) -> pl.DataFrame:
    """One usual agency called `sound`, and one for each odd one."""
    rows = [
        {"agency_id": name, "month": "2026-10", **USUAL, **own} for name, own in {"sound": {}, **odd}.items()
    ]
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(USUAL, pl.Int64))


FAILING: dict[str, tuple[dict[str, int | None], dict[str, int | None]]] = {
    "pegawai_nol": ({"people_zero": 60, "people_paid": 930}, {"people_zero": 260, "people_paid": 730}),
    "pegawai_ditahan_banyak": (
        {"people_held": 101, "people_paid": 894},
        {"people_held": 501, "people_paid": 494},
    ),
    "tanpa_presensi_banyak": ({"people_without_punch": 51}, {"people_without_punch": 401}),
    "pegawai_berubah": ({"previous_people": 900}, {"previous_people": 700}),
    "rata_rata_berubah": ({"previous_mean": 2_500_000}, {"previous_mean": 1_900_000}),
    "total_berubah": ({"previous_total": 2_400_000_000}, {"previous_total": 1_800_000_000}),
    "karantina_banyak": ({"rows_quarantined": 801}, {"rows_quarantined": 12_001}),
    "umpan_sedikit": ({"feeds_present": 2}, {}),
    "presensi_berhenti": ({"workdays_after_last_punch": 2}, {"workdays_after_last_punch": 3}),
    "presensi_berkurang": ({"punch_count": 31_199}, {"punch_count": 19_499}),
    "rata_rata_terlalu_besar": (
        {"mean_amount": 40_000_001, "previous_mean": 40_000_000},
        {"mean_amount": 100_000_001, "previous_mean": 100_000_000},
    ),
    "rata_rata_terlalu_kecil": ({"mean_amount": 99_999, "previous_mean": 99_999}, {}),
    "pegawai_tak_terhitung": ({}, {"people_paid": 984}),
}


def test_every_limit_has_a_case() -> None:
    assert set(FAILING) == set(QUALITY.limits)
    for code, (warned, blocked) in FAILING.items():
        assert {severity for severity, _ in QUALITY.limits[code].levels} == {
            severity for severity, case in (("warn", warned), ("block", blocked)) if case
        }


def test_usual_months_are_plausible() -> None:
    found = implausible(_profiles(also={"people_held": 9, "people_paid": 986}), QUALITY)
    assert found.is_empty()
    assert found.schema == FINDINGS


def test_each_limit_names_its_agencies_once_and_by_weight() -> None:
    odd = {f"{code}/{severity}": case for code, pair in FAILING.items()
           for severity, case in zip(("warn", "block"), pair, strict=True) if case}  # fmt: skip
    profiles = _profiles(**odd)
    found = implausible(profiles, QUALITY)
    told = {f"{code}/{severity}" for code, severity in found.select("rule_code", "severity").iter_rows()}
    assert told == set(odd)
    assert found.select(pl.concat_str("rule_code", pl.lit("/"), "severity")).to_series().to_list() == (
        found["agency_id"].to_list()
    )
    exact = limit_findings(profiles, breaches(profiles, QUALITY, ("block", "warn")), QUALITY)
    assert found.sort("agency_id").equals(exact.sort("agency_id"))


@pytest.mark.parametrize(
    ("cut", "told"),
    [
        ({"workdays_after_last_punch": 11, "punch_count": 24_000}, {"presensi_berhenti": "block"}),
        (
            {"workdays_after_last_punch": 2, "punch_count": 10_000},
            {"presensi_berhenti": "warn", "presensi_berkurang": "block"},
        ),
        ({"punch_count": 24_000}, {"presensi_berkurang": "warn"}),
    ],
)
def test_a_cut_export_is_one_finding_unless_what_it_explains_weighs_more(
    cut: dict[str, int | None], told: dict[str, str]
) -> None:
    profiles = _profiles(cut=cut)
    broken = breaches(profiles, QUALITY, ("block", "warn"))
    found = limit_findings(profiles, broken, QUALITY)
    assert dict(found.select("rule_code", "severity").iter_rows()) == told
    also = found.filter(pl.col("message").str.contains("presensi jauh berkurang: 38,47 %", literal=True))
    assert also["rule_code"].to_list() == (
        ["presensi_berhenti"] if len(told) == 1 and "11" in str(cut) else []
    )


@pytest.mark.parametrize("held", [99, 100])
def test_the_limit_itself_is_allowed(held: int) -> None:
    assert implausible(_profiles(edge={"people_held": held, "people_paid": 995 - held}), QUALITY).is_empty()


def test_without_a_month_before_changes_are_not_judged() -> None:
    first: dict[str, int | None] = dict.fromkeys(column for column in USUAL if column.startswith("previous_"))
    assert implausible(_profiles(first=first), QUALITY).is_empty()
    only_first = _profiles(first=first).filter(pl.col("agency_id") == "first")
    assert implausible(only_first, QUALITY).is_empty()


def test_a_small_office_is_not_judged_by_shares() -> None:
    small: dict[str, int | None] = {
        "employees_master": 17,
        "people_paid": 13,
        "people_held": 4,
        "people_zero": 0,
    }
    assert implausible(_profiles(small=small | {"previous_people": 12}), QUALITY).is_empty()


def test_the_sentence_says_what_is_expected_seen_and_to_do() -> None:
    found = implausible(_profiles(odd={"people_held": 101, "people_paid": 894}), QUALITY)
    assert found["message"].item() == (
        "Yang wajar: pegawai yang ditahan paling banyak 10 %; bulan ini 10,10 %. "
        "Lihat alasan penahanan terbanyak dan kirim data yang kurang."
    )
    assert found.select("gate", "people").rows() == [("kewajaran", 101)]
    rich = implausible(_profiles(rich={"mean_amount": 40_000_001, "previous_mean": 40_000_000}), QUALITY)
    assert "paling besar Rp 40.000.000; bulan ini Rp 40.000.001" in rich["message"].item()


def test_nothing_to_judge_needs_no_library() -> None:
    assert implausible(_profiles().clear(), QUALITY).is_empty()


ALONE = """
import os, sys, threading, warnings
warnings.simplefilter("error")
from contracts import plausibility
assert "great_expectations" not in sys.modules and "pandas" not in sys.modules
warming = threading.Thread(target=plausibility.warm_up)
warming.start()
plausibility.warm_up()
warming.join()
assert not {"scipy.stats._stats_py", "altair.vegalite"} & set(sys.modules)
import polars as pl
from contracts.quality import shipped_quality
profile = pl.read_json(sys.argv[1].encode())
print(plausibility.implausible(profile, shipped_quality())["agency_id"].to_list())
assert not {"scipy.stats._stats_py", "altair.vegalite"} & set(sys.modules)
from scipy import stats
assert stats.norm.cdf(0) == 0.5
import scipy.stats
assert scipy.stats.norm is stats.norm
assert os.listdir() == []
"""


def test_it_is_imported_late_leaves_no_folder_and_warns_of_nothing(tmp_path: Path) -> None:
    profiles = _profiles(odd={"rows_quarantined": 801}).write_json()
    run = subprocess.run(
        [sys.executable, "-c", ALONE, profiles],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "['odd']\n", "")
