"""A release asks whether what was signed is still what it would pay."""

import datetime as dt
from pathlib import Path

import pytest

from contracts.home import Home
from delivery.errors import MoveRefused
from delivery.release.closing import Actor
from orchestration.closing import move_month
from orchestration.recaps import print_recaps
from orchestration.releasing import propose_release
from tests.orchestration.test_two_accounts import MONTH, month_to_close
from tests.support.released import of_law
from tests.support.sample_month import AGENCY

SRI = Actor("Sri", "1001:sri")
PRINTED = dt.datetime(2024, 4, 2, 3, tzinfo=dt.UTC)
NOW = dt.datetime(2024, 4, 9, 3, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """One person of one SKPD, under a policy that asks for its signed recap."""
    home = month_to_close(Home(tmp_path_factory.mktemp("recaps") / "data"))
    rule = "release: {cite: baku, checkers: 1, needs_approval: true}"
    (home.policies / "acuan.yaml").write_text(of_law(rules=rule), encoding="utf-8")
    return home


def signed(home: Home, skpd: str, code: str) -> None:
    """Land the feed of approvals anew."""
    path: Path = home.landing / AGENCY / "2024-04" / "approvals" / "rekap.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = "kode_skpd,bulan,pejabat,nomor_sptjm,tanggal,kode_rekap"
    path.write_text(f"{head}\n{skpd},{MONTH},Wayan,900/1/SPTJM,2024-04-08,{code}\n", encoding="utf-8")


def test_a_recap_over_other_content_is_told_and_holds_until_it_is_signed_again(home: Home) -> None:
    [page] = print_recaps(home, AGENCY, MONTH, unit=None, actor=SRI, at=PRINTED)
    signed(home, page.recap.skpd_code, "77X4-NCHA-1WCV-9F4V")
    refused = propose_release(home, MONTH, AGENCY, SRI, NOW)
    assert not refused.is_released
    assert f"rekapnya belum disetujui (folder approvals): {page.recap.skpd_code}" in refused.sentence
    assert f"berkode 77X4-NCHA-1WCV-9F4V, sedangkan isinya kini {page.recap.code}" in refused.sentence
    for code in (page.recap.code, ""):  # without a code it is what was printed here before
        signed(home, page.recap.skpd_code, code)
        outcome = propose_release(home, MONTH, AGENCY, SRI, NOW)
        assert outcome.sentence == f"{AGENCY}: {MONTH} diusulkan oleh Sri."


def test_a_fault_in_the_policy_s_file_opens_nothing_that_the_policy_shuts(home: Home) -> None:
    file = home.policies / "acuan.yaml"
    sound = file.read_text(encoding="utf-8")
    file.write_text(of_law(rules="release: {cite: baku, checkers: 1, window_days: 0}"), encoding="utf-8")
    try:
        refused = propose_release(home, MONTH, AGENCY, SRI, NOW)
        with pytest.raises(MoveRefused, match=r"window_days: 0 tidak boleh kurang dari 1\. Betulkan berkas"):
            move_month(home, AGENCY, MONTH, "preview", actor=SRI, at=NOW)
    finally:
        file.write_text(sound, encoding="utf-8")
    assert not refused.is_released
    assert "kebijakannya tidak dapat dipakai: acuan.yaml: baris" in refused.sentence
