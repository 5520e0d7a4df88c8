"""Signed recaps: who belongs to an SKPD without one waits in the release, the others are paid."""

import json
from pathlib import Path

import polars as pl
import pytest

from contracts.home import Home
from delivery.errors import ReleaseRefused
from delivery.identities import broken_identities
from delivery.reason_texts import UNSIGNED
from delivery.release.approvals import Approvals, held_back
from delivery.release.publish import release_agency
from delivery.statement.build import statement
from delivery.verify.audit import verify
from tests.delivery.test_release import AT, nothing_left
from tests.support.marts import build_catalogue
from tests.support.sample_month import AGENCY, BUDI, MONTH, RINA, SITI, sample

DINAS, RSUD = "1.01", "1.02"
LANDED = f"{AGENCY}/{MONTH}/approvals/rekap.csv"
Frames = dict[str, pl.DataFrame]


@pytest.fixture
def two(home: Home) -> Home:
    """The sample month; Rina is of another SKPD."""
    tables = sample()
    for row in tables["monthly_incentives"]:
        if row["employee_id"] == RINA:
            row["skpd_code"] = RSUD
    build_catalogue(home, tables)
    return home


def signed(*codes: str) -> list[dict[str, str]]:
    return [
        {"skpd_code": code, "officer": "Wayan", "letter_no": f"{code}/SPTJM", "approved_on": "2026-11-04",
         "path": LANDED, "sha256": "ab" * 32}
        for code in codes
    ]  # fmt: skip


def release(home: Home, approvals: Approvals, seen: list[Frames] | None = None) -> Path:
    def check(frames: Frames) -> list[str]:
        if seen is not None:
            seen.append(frames)
        return []

    return release_agency(
        home, MONTH, AGENCY, by="Sri", released_at=AT, code_version="abc", policy_files=[],
        calendar_files=[], check=check, approvals=approvals,
    )  # fmt: skip


def people(folder: Path) -> dict[str, tuple[int, bool, str | None]]:
    table = pl.read_parquet(folder / "monthly_incentives.parquet")
    return {
        row["employee_id"]: (row["incentive_amount"], row["is_held"], row["hold_reason"])
        for row in table.iter_rows(named=True)
    }


def test_a_policy_that_asks_for_no_recap_holds_nobody_for_one(two: Home) -> None:
    folder = release(two, None)
    assert not people(folder)[RINA][1]
    assert json.loads((folder / "manifest.json").read_text())["approvals"] == []


def test_only_the_people_of_the_unsigned_wait_and_each_amount_is_still_told(two: Home) -> None:
    seen: list[Frames] = []
    folder = release(two, signed(RSUD), seen)
    found = people(folder)
    assert found[RINA][1] is False
    assert found[RINA][0] > 0
    assert found[SITI] == (0, True, UNSIGNED)
    assert found[BUDI] == (0, True, f"tanpa_bukti_kehadiran;indikator_belum_ada:discipline;{UNSIGNED}")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["approvals"] == signed(RSUD)
    assert manifest["incentive_amount"] == found[RINA][0]
    assert manifest["held_amount"] == manifest["computed_amount"] - found[RINA][0]
    [frames] = seen
    profile = frames["agency_month_profile"].row(0, named=True)
    assert (profile["people_paid"], profile["people_held"]) == (1, manifest["people"] - 1)
    assert (profile["incentive_amount_total"], profile["mean_amount"]) == (found[RINA][0], found[RINA][0])
    assert frames["judged_profile"]["people_held"].item() == 1
    assert broken_identities(frames, AGENCY, MONTH) == []
    assert verify(two.root)["is_sound"]
    told = statement(two, SITI, MONTH)
    assert (told["hold"]["is_held"], told["totals"]["incentive_amount"]) == (True, 0)
    assert "dibayar menyusul" in told["hold"]["sentences"][0]
    assert "tandatangani rekapnya" in told["hold"]["menders"][0]
    assert statement(two, RINA, MONTH)["totals"]["incentive_amount"] == found[RINA][0]


def test_once_signed_they_are_paid_by_the_next_release_without_a_new_run(two: Home) -> None:
    release(two, signed(RSUD))
    with pytest.raises(ReleaseRefused, match=r"belum disetujui \(folder approvals\): 1\.01\.$"):
        release(two, signed(RSUD))
    second = release(two, signed(DINAS, RSUD))
    assert second.name == "r2"
    assert SITI in people(second)
    assert not statement(two, SITI, MONTH)["hold"]["is_held"]
    assert not {RINA, BUDI} & set(people(second))
    with pytest.raises(ReleaseRefused, match="tidak ada orang yang belum dibayar"):
        release(two, signed(DINAS, RSUD))


def test_without_any_signed_recap_there_is_no_release(two: Home) -> None:
    with pytest.raises(ReleaseRefused, match=r"belum disetujui \(folder approvals\): 1\.01, 1\.02\.$"):
        release(two, signed())
    with pytest.raises(ReleaseRefused, match=r"1\.01, 1\.02"):
        release(two, signed("1.01.01"))
    assert nothing_left(two)


def test_the_landed_file_of_an_approval_is_proved_with_the_release(two: Home) -> None:
    path: Path = two.landing / LANDED
    path.parent.mkdir(parents=True)
    path.write_text("kode_skpd,bulan,pejabat,nomor_sptjm,tanggal\n")
    release(two, signed(RSUD))
    assert f"landing/{LANDED}" in {each["path"] for each in verify(two.root)["lies"]}


def test_corrections_of_whom_no_recap_covers_stay_outstanding() -> None:
    def person(nip: str, skpd: str) -> dict[str, object]:
        return {
            "agency_id": AGENCY, "month": "2026-10", "employee_id": nip, "name": f"Nama {nip}",
            "unit_id": "u", "skpd_code": skpd, "incentive_amount": 100, "computed_amount": 100,
            "is_held": False, "hold_reason": None,
        }  # fmt: skip

    def line(nip: str, for_month: str, amount: int) -> dict[str, object]:
        return {
            "agency_id": AGENCY, "month": "2026-10", "employee_id": nip, "unit_id": "u",
            "for_month": for_month, "amount": amount,
        }  # fmt: skip

    listed = {
        "agency_id": AGENCY, "month": "2026-10", "employee_id": BUDI, "name": "Budi", "unit_id": "u",
        "for_month": "2026-08", "outstanding_kind": "kelebihan", "reason": "angsuran", "amount": -30,
        "repaid_amount": 5, "corrected_amount": -20,
    }  # fmt: skip
    profile = {"people_paid": 2, "people_held": 0, "people_zero": 0, "incentive_amount_total": 200}
    tables = {
        "monthly_incentives": pl.DataFrame(
            [person(BUDI, RSUD), person(RINA, RSUD), person(SITI, DINAS)],
            schema_overrides={"hold_reason": pl.String},
        ),
        "incentive_lines": pl.DataFrame(
            [
                *(line(nip, "2026-10", 100) for nip in (BUDI, RINA, SITI)),
                line(BUDI, "2026-08", -20),
                line(RINA, "2026-09", 7),
                line(SITI, "2026-09", 9),
            ]
        ),
        "outstanding": pl.DataFrame([listed]),
        "agency_month_profile": pl.DataFrame([{**profile, "mean_amount": 100}]),
    }
    held = held_back(tables, signed(DINAS))
    rows = held["outstanding"].sort("for_month").rows(named=True)
    assert rows == [
        {**listed, "amount": -50, "corrected_amount": 0, "reason": "ditahan"},
        {**listed, "employee_id": RINA, "name": f"Nama {RINA}", "for_month": "2026-09",
         "outstanding_kind": "kekurangan", "reason": "ditahan", "amount": 7, "repaid_amount": 0,
         "corrected_amount": 0},
    ]  # fmt: skip
    assert held_back(tables, signed(DINAS, RSUD))["outstanding"].equals(tables["outstanding"])
