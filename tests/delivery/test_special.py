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
from delivery.release.chain import SIGNATURE, releases_of, sha256_of
from delivery.release.closing import Actor
from delivery.release.keys import register
from delivery.release.signing import make_key, signer
from delivery.release.special import SpecialPayment, release_special
from delivery.verify.audit import verify
from orchestration.special import special_payment, step_special
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


def closing(home: Home, rule: str) -> SpecialPayment:
    """Give the payment under a policy that says how its releases close."""
    text = policy()
    (home.policies / "acuan.yaml").write_text(text + f"      release: {{cite: baku, {rule}}}\n")
    return payment(home)


def key(home: Home, folder: Path, name: str) -> Actor:
    path = folder / f"{name}.pem"
    register(home, name, make_key(path, None), account="997:kinerja", at=AT)
    return Actor(name, "997:kinerja", signer(home, path, None))


def test_it_is_signed_by_maker_and_checker_like_a_release_and_verified(basis: Home, tmp_path: Path) -> None:
    thr = closing(basis, "checkers: 1, needs_signature: true")
    sri, wayan = key(basis, tmp_path, "Sri"), key(basis, tmp_path, "Wayan")
    with pytest.raises(
        ReleaseRefused, match=r"kinerja special thr_2026 --propose --agency .* --by NAMA`; lalu"
    ):
        step_special(basis, AGENCY, thr, sri, AT, "release")
    with pytest.raises(ReleaseRefused, match=r"Pembayaran khusus thr_2026 .* belum diusulkan"):
        step_special(basis, AGENCY, thr, wayan, AT, "confirm")
    with pytest.raises(ReleaseRefused, match="meminta tanda tangan"):
        step_special(basis, AGENCY, thr, Actor("Sri", "1001:sri"), AT, "propose")
    step_special(basis, AGENCY, thr, sri, AT, "propose")
    assert not (basis.releases / "special").exists()
    with pytest.raises(ReleaseRefused, match="kunci yang sama"):
        step_special(basis, AGENCY, thr, sri, AT, "confirm")
    folder = step_special(basis, AGENCY, thr, wayan, AT, "confirm")
    signed = json.loads((folder / SIGNATURE).read_text())["signatures"]
    assert [(each["role"], each["name"]) for each in signed] == [("maker", "Sri"), ("checker", "Wayan")]
    assert json.loads((folder / "manifest.json").read_text())["signatures"] == ["maker", "checker"]
    facts = verify(basis.root)
    assert (facts["special"], facts["lies"]) == ([f"{AGENCY}/thr_2026"], [])
    (folder / SIGNATURE).unlink()
    [lie] = verify(basis.root)["lies"]
    assert lie["path"] == f"special/{AGENCY}/thr_2026/{SIGNATURE}"
    assert "pengusul dan pemeriksa harus menandatangani" in lie["sentence"]


def test_another_basis_than_was_proposed_is_not_confirmed(basis: Home) -> None:
    thr = closing(basis, "checkers: 1")
    step_special(basis, AGENCY, thr, Actor("Sri", "1001:sri"), AT, "propose")
    text = (basis.policies / "acuan.yaml").read_text().replace('"33.3333"', "50")
    (basis.policies / "acuan.yaml").write_text(text)
    with pytest.raises(ReleaseRefused, match=r"sudah lain dari yang diusulkan.*special thr_2026 --propose"):
        step_special(basis, AGENCY, payment(basis), Actor("Wayan", "1002:wayan"), AT, "confirm")


def test_a_lone_releaser_signs_and_the_signature_is_checked(basis: Home, tmp_path: Path) -> None:
    thr = closing(basis, "needs_signature: true")
    folder = step_special(basis, AGENCY, thr, key(basis, tmp_path, "Sri"), AT, "release")
    assert verify(basis.root)["is_sound"]
    content = json.loads((folder / SIGNATURE).read_text())
    content["signatures"][0]["signature"] = "00" * 64
    (folder / SIGNATURE).chmod(0o640)
    (folder / SIGNATURE).write_text(json.dumps(content))
    [lie] = verify(basis.root)["lies"]
    assert "tidak cocok dengan kuncinya" in lie["sentence"]
