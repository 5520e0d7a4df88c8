import datetime as dt
import hashlib
import json
from pathlib import Path

import polars as pl
import pytest
from filelock import FileLock

from contracts.home import Home
from delivery import ledger
from delivery.errors import ReleaseRefused
from delivery.release.publish import Check, release_agency
from tests.support.marts import build_catalogue
from tests.support.sample_month import AGENCY, MADE, MONTH, OTHER_AGENCY, SITI, Line, month_of, sample

AT = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))
NEXT = "2026-11"


def nothing_wrong(_: dict[str, pl.DataFrame]) -> list[str]:
    return []


def release(
    home: Home, month: str = MONTH, agency_id: str = AGENCY, *, by: str = "Sri", check: Check = nothing_wrong
) -> Path:
    policy = home.policies / "kota-contoh.yaml"
    policy.write_text("policy: kota-contoh\n")
    return release_agency(
        home,
        month,
        agency_id,
        by=by,
        released_at=AT,
        code_version="abc",
        policy_files=[policy, policy],
        calendar_files=[],
        check=check,
    )


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def nothing_left(home: Home) -> bool:
    return not any(home.releases.rglob("*"))


@pytest.fixture
def two_months(home: Home) -> Home:
    tables = sample()
    for mart, rows in month_of(
        AGENCY, SITI, "Siti Aminah", (Line("beban_kerja", "flat", 9, ()),), month=NEXT
    ).items():
        tables[mart] += rows
    tables["agency_gates"].append({"agency_id": AGENCY, "month": NEXT, "status": "ready", "reasons": ""})
    build_catalogue(home, tables)
    return home


def test_a_release_holds_everything_and_its_manifest_says_so(ran: Home) -> None:
    folder = release(ran)
    assert folder == ran.releases / MONTH / AGENCY / "r1"
    manifest = json.loads((folder / "manifest.json").read_text())
    files = content(folder)
    assert (
        set(manifest["files"])
        == set(files) - {"manifest.json"}
        == {
            "agency_month_profile.csv",
            "blocks.json",
            "incentive_line_factors.parquet",
            "incentive_lines.parquet",
            "month_state.parquet",
            "outstanding.csv",
            "outstanding.parquet",
            "monthly_incentives.csv",
            "monthly_incentives.parquet",
            "policies/kota-contoh.yaml",
            "policies/kota-contoh-2.yaml",
        }
    )
    for name, written in manifest["files"].items():
        assert written["sha256"] == hashlib.sha256(files[name]).hexdigest()
    assert (manifest["people"], manifest["people_held"]) == (4, 1)
    assert (manifest["computed_amount"], manifest["incentive_amount"]) == (5_298_520, 3_798_520)
    assert manifest["held_amount"] == 1_500_000
    assert [landed["feed"] for landed in manifest["landed"]] == ["attendance", "employees"]
    assert manifest["is_simulation"]
    assert manifest["previous_release"] is None
    assert AT.isoformat()[:10] not in (folder / "manifest.json").read_text()


def test_tables_are_sorted_and_held_people_stay_with_zero(ran: Home) -> None:
    people = pl.read_parquet(release(ran) / "monthly_incentives.parquet")
    assert people["employee_id"].is_sorted()
    assert people.filter(pl.col("is_held")).select("computed_amount", "incentive_amount").rows() == [
        (1_500_000, 0)
    ]
    assert MADE not in people["employee_id"]


def test_who_and_when_stand_in_the_ledger(ran: Home) -> None:
    folder = release(ran)
    events = ledger.read(ran, "releases")
    assert [event["kind"] for event in events] == ["release_intended", "released"]
    assert (events[1]["by"], events[1]["at"]) == ("Sri", AT.isoformat())
    assert events[1]["manifest_sha256"] == hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()


def test_the_same_marts_give_the_same_bytes(tmp_path: Path) -> None:
    folders = []
    for name in ("a", "b"):
        home = Home(tmp_path / name)
        build_catalogue(home, sample())
        folders.append(content(release(home)))
    assert folders[0] == folders[1]


@pytest.mark.parametrize("stage", ["check", "identity"])
def test_a_failed_gate_writes_nothing_and_says_why(ran: Home, stage: str) -> None:
    if stage == "identity":
        tables = sample()
        tables["incentive_lines"][0]["amount"] += 2
        build_catalogue(ran, tables)
    expected = "3 orang lebih dari bulan lalu" if stage == "check" else "jumlah barisnya bukan hasil hitung"
    with pytest.raises(ReleaseRefused, match=expected):
        release(ran, check=lambda _: ["3 orang lebih dari bulan lalu"] if stage == "check" else [])
    assert nothing_left(ran)
    assert ledger.read(ran, "releases") == []


def test_the_check_sees_what_was_written(ran: Home) -> None:
    seen: dict[str, pl.DataFrame] = {}

    def check(tables: dict[str, pl.DataFrame]) -> list[str]:
        seen.update(tables)
        [draft] = (ran.releases / MONTH / AGENCY).glob(".draft-*")
        assert pl.read_parquet(draft / "incentive_lines.parquet").equals(tables["incentive_lines"])
        return []

    release(ran, check=check)
    assert seen["agency_month_profile"]["people_held"].to_list() == [1]
    assert seen["agency_month_profile"]["agency_id"].to_list() == [AGENCY]


def test_a_held_agency_and_an_agency_that_was_not_run(ran: Home) -> None:
    with pytest.raises(ReleaseRefused, match=r"52\.71 ditolak: ditahan: Tidak ada presensi sama sekali"):
        release(ran, agency_id=OTHER_AGENCY)
    with pytest.raises(ReleaseRefused, match="belum dijalankan"):
        release(ran, agency_id="12.34")
    with pytest.raises(ReleaseRefused, match="nama yang merilis"):
        release(ran, by=" ")
    assert nothing_left(ran)


def test_months_form_a_chain_without_gaps(two_months: Home) -> None:
    first = release(two_months)
    second = release(two_months, NEXT)
    manifest = json.loads((second / "manifest.json").read_text())
    assert manifest["previous_release"] == hashlib.sha256((first / "manifest.json").read_bytes()).hexdigest()


def test_a_month_after_a_gap_or_before_the_chain_is_refused(two_months: Home) -> None:
    release(two_months, NEXT)
    with pytest.raises(ReleaseRefused, match="bulan sesudahnya sudah dirilis"):
        release(two_months, MONTH)


def test_another_release_that_is_running(ran: Home) -> None:
    with FileLock(ran.root / ".release.lock"), pytest.raises(ReleaseRefused, match="sedang berjalan"):
        release(ran)


def test_leftovers_of_a_killed_attempt_disappear(ran: Home) -> None:
    stale = ran.releases / MONTH / AGENCY / ".draft-killed"
    stale.mkdir(parents=True)
    (stale / "incentive_lines.parquet").write_bytes(b"half")
    release(ran)
    assert [path.name for path in (ran.releases / MONTH / AGENCY).iterdir()] == ["r1"]


def test_a_disk_that_refuses_leaves_nothing(ran: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("delivery.release.publish.shutil.copyfile", full)
    with pytest.raises(ReleaseRefused, match="tidak dapat ditulis"):
        release(ran)
    assert nothing_left(ran)
