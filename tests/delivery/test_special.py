"""Special payments come from what was released, never from scores; released once, with their decree."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from contracts.home import Home
from contracts.policy.loading import load_policies
from delivery import ledger
from delivery.errors import ReleaseRefused
from delivery.release.chain import releases_of, sha256_of
from delivery.release.special import SpecialPayment, release_special
from orchestration.commands.special import special_payment
from tests.support.marts import build_catalogue
from tests.support.released import AT, as_law, of_law, released
from tests.support.sample_month import AGENCY, JOKO, MONTH, RINA, SITI, sample

THR = "cite: baku, decree: PP 11/2026, basis_month: {month}, percent: {percent}, statuses: [PNS], {rounding}"


def policy(percent: str = '"33.3333"', month: str = f'"{MONTH}"', rounding: str = "rounding: floor") -> str:
    rule = THR.format(month=month, percent=percent, rounding=rounding)
    return of_law(rules=f"special_payments: {{thr_2026: {{{rule}}}}}")


def payment(home: Home) -> SpecialPayment:
    found = special_payment(load_policies(home_policies=home.policies), AGENCY, "thr_2026", date(2026, 11, 2))
    assert found is not None
    return found


def release(home: Home, by: str = "Sri") -> Path:
    return release_special(home, AGENCY, payment(home), by=by, released_at=AT, code_version="abc")


@pytest.fixture
def basis(home: Home) -> Home:
    tables = as_law(sample())
    for row in tables["monthly_incentives"]:
        if row["employee_id"] == RINA:
            row["employment_status"] = "CPNS"
    released(home, tables, policy())
    return home


def test_everyone_of_the_statuses_gets_the_percent_of_what_was_released(basis: Home) -> None:
    build_catalogue(basis, {})
    folder = release(basis)
    assert folder == basis.releases / "special" / AGENCY / "thr_2026"
    rows = pl.read_parquet(folder / "special_payments.parquet")
    amounts = {row["employee_id"]: (row["basis_amount"], row["special_amount"]) for row in rows.to_dicts()}
    assert set(amounts) == {SITI, JOKO}
    assert amounts[JOKO] == (116_000, 38_666)
    assert all(special == basis * 333_333 // 1_000_000 for basis, special in amounts.values())
    assert rows.equals(pl.read_csv(folder / "special_payments.csv", schema=rows.schema))


def test_the_manifest_names_decree_basis_and_hashes(basis: Home) -> None:
    folder = release(basis)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["decree"], manifest["basis_month"], manifest["percent"]) == (
        "PP 11/2026",
        MONTH,
        "33.3333",
    )
    assert (
        manifest["special_amount"]
        == pl.read_parquet(folder / "special_payments.parquet")["special_amount"].sum()
    )
    month = basis.releases / MONTH / AGENCY / "r1" / "manifest.json"
    assert manifest["basis_releases"] == [{"month": MONTH, "release": 1, "manifest_sha256": sha256_of(month)}]
    assert {name: sha256_of(folder / name) for name in manifest["files"]} == {
        name: facts["sha256"] for name, facts in manifest["files"].items()
    }
    assert not manifest["is_simulation"]
    kinds = [event["kind"] for event in ledger.read(basis, "releases")]
    assert kinds == ["release_intended", "released", "special_intended", "special_released"]


def test_the_chain_of_months_does_not_see_it(basis: Home) -> None:
    before = releases_of(basis, AGENCY)
    release(basis)
    assert releases_of(basis, AGENCY) == before


def test_it_is_released_once_by_a_named_person_from_a_released_month(basis: Home) -> None:
    with pytest.raises(ReleaseRefused, match="belum disebut"):
        release(basis, by=" ")
    release(basis)
    with pytest.raises(ReleaseRefused, match="tidak pernah diubah"):
        release(basis)
    (basis.policies / "acuan.yaml").write_text(policy(month='"2026-09"').replace("thr_2026", "gaji_13"))
    assert (
        special_payment(load_policies(home_policies=basis.policies), AGENCY, "thr_2026", date(2026, 11, 2))
        is None
    )
    other = special_payment(load_policies(home_policies=basis.policies), AGENCY, "gaji_13", date(2026, 11, 2))
    assert other is not None
    with pytest.raises(ReleaseRefused, match="Belum ada rilis 2026-09"):
        release_special(basis, AGENCY, other, by="Sri", released_at=AT, code_version="abc")
    assert [path.name for path in (basis.releases / "special" / AGENCY).iterdir()] == ["thr_2026"]


@pytest.mark.parametrize(
    ("rounding", "joko"), [("rounding: half_up", 38_667), ("rounding: half_up, unit: 1000", 39_000)]
)
def test_rounding_is_the_policy_s(home: Home, rounding: str, joko: int) -> None:
    released(home, as_law(sample()), policy(rounding=rounding))
    rows = pl.read_parquet(release(home) / "special_payments.parquet")
    assert rows.filter(employee_id=JOKO)["special_amount"].item() == joko


def test_a_basis_that_is_a_simulation_stays_one(home: Home) -> None:
    released(home, sample(), policy())
    manifest = json.loads((release(home) / "manifest.json").read_text())
    assert manifest["is_simulation"]
