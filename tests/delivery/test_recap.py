"""The recap that is signed: its code is who gets how much, and what was signed is held against it."""

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdf
import pytest

from contracts.home import Home
from delivery import ledger
from delivery.errors import HandOffRefused
from delivery.handoff.purge import purge
from delivery.recap.content import Recap, printed, recaps_in, recaps_of
from delivery.recap.paper import recap_pdf, recap_text
from delivery.recap.signed import signed_now
from delivery.release.closing import Actor
from delivery.verify.audit import verify
from delivery.verify.text import render
from orchestration.recaps import print_recaps
from tests.delivery.test_approvals import DINAS, RSUD, release, signed, two
from tests.support.sample_month import AGENCY, MONTH

__all__ = ["two"]  # the fixture of the approvals
JAKARTA = ZoneInfo("Asia/Jakarta")
AT = dt.datetime(2026, 11, 3, 20, tzinfo=dt.UTC)  # the fourth in Jakarta
BY = Actor("Sri", "1001:sri")


def recap(*amounts: int, names: str = "") -> Recap:
    people: list[dict[str, Any]] = [
        {"employee_id": f"19900101201501{n:04}", "name": f"Pegawai {n}{names}", "incentive_amount": amount}
        for n, amount in enumerate(amounts)
    ]
    return Recap(AGENCY, MONTH, RSUD, people)


def test_the_code_is_who_gets_how_much_and_nothing_else() -> None:
    code = recap(1_000, 2_000).code
    assert recap(1_000, 2_000, names=" S.E.").code == code
    others = [recap(1_000, 2_001), recap(2_000, 1_000), recap(1_000), recap(1_000, 2_000, 0)]
    assert code not in {each.code for each in others}
    assert Recap(AGENCY, MONTH, DINAS, recap(1_000, 2_000).people).code != code


def approval(code: str | None, on: str = "2026-11-04") -> dict[str, Any]:
    return {**signed(RSUD)[0], "recap_code": code, "approved_on": on}


def event(code: str, at: dt.datetime = AT) -> dict[str, Any]:
    return {"skpd_code": RSUD, "code": code, "at": at.isoformat()}


NOW, OLD = recap(1_000).code, recap(999).code


@pytest.mark.parametrize(
    ("quoted", "prints", "stands"),
    [
        (NOW.lower().replace("-", " "), [], True),
        (OLD, [event(NOW)], False),
        ("salah ketik", [], False),
        (None, [], True),
        (None, [event(OLD)], False),
        (None, [event(OLD), event(NOW)], True),
        # printed the day after it was signed: what was signed came from elsewhere
        (None, [event(OLD, AT + dt.timedelta(days=1))], True),
        (None, [{**event(OLD), "skpd_code": DINAS}], True),
    ],
)
def test_an_approval_stands_for_what_it_was_signed_over(
    quoted: str | None, prints: list[dict[str, Any]], *, stands: bool
) -> None:
    found = signed_now([approval(quoted)], {RSUD: recap(1_000)}, prints, JAKARTA)
    assert (len(found.standing), len(found.outdated)) == ((1, 0) if stands else (0, 1))
    for sentence in found.outdated:
        assert sentence.startswith(f"{RSUD}: rekap yang ditandatangani Wayan (1.02/SPTJM) berkode ")
        assert f"isinya kini {NOW}" in sentence


def test_the_page_says_the_sums_the_people_and_the_codes(two: Home) -> None:
    [page] = print_recaps(two, AGENCY, MONTH, unit=RSUD, actor=BY, at=AT)
    assert page.path.parent == two.handoff / MONTH / AGENCY / "rekap"
    assert page.path.stat().st_mode & 0o777 == 0o600
    text = " ".join(pypdf.PdfReader(io.BytesIO(page.path.read_bytes())).pages[0].extract_text().split())
    [person] = page.recap.people
    for words in (person["employee_id"], "1 pegawai, 0 di antaranya ditahan", page.recap.code, "Nomor SPTJM"):
        assert words in text
    heads = [("Ujung rantai rilis (2026-09 r1)", "77X4-NCHA-1WCV-9F4V")]
    assert "Ujung rantai rilis (2026-09 r1): 77X4-NCHA-1WCV-9F4V" in recap_text(page.recap, heads)
    assert recap_pdf(page.recap, heads) == recap_pdf(page.recap, heads)
    [told] = printed(two, AGENCY, MONTH)
    assert purge(two, lambda _: 90, AT + dt.timedelta(days=89)) == []
    assert purge(two, lambda _: 90, AT + dt.timedelta(days=91)) == [told["file"]]
    assert not page.path.exists()
    assert (told["skpd_code"], told["code"], told["by"]) == (RSUD, page.recap.code, "Sri")
    assert person["employee_id"] not in ledger.book_path(two, "recaps").read_text()
    with pytest.raises(HandOffRefused, match=r"SKPD 9\.99 .*yang ada: 1\.01, 1\.02"):
        print_recaps(two, AGENCY, MONTH, unit="9.99", actor=BY, at=AT)


def test_the_release_is_held_to_the_paper(two: Home) -> None:
    before = recaps_of(two, AGENCY, MONTH)
    code = before[RSUD].code
    folder = release(two, [{**each, "recap_code": code} for each in signed(RSUD)])
    assert recaps_in(folder, AGENCY, MONTH)[RSUD].code == code
    facts = verify(two.root, code=code)
    assert facts["is_sound"], facts["lies"]
    assert f"Kode {code} adalah rekap SKPD {RSUD} pada rilis {MONTH} {AGENCY}" in render(facts)
    # the people of the other SKPD wait: the release pays not what its recap says
    assert facts["releases"][0]["recap_codes"][DINAS] != before[DINAS].code


def test_another_quoted_code_than_what_was_paid_is_named(two: Home) -> None:
    folder = release(two, [{**each, "recap_code": OLD} for each in signed(RSUD)])
    [lie] = verify(two.root)["lies"]
    assert lie["path"] == f"{MONTH}/{AGENCY}/r1/manifest.json"
    assert lie["sentence"] == f"rekap {RSUD} yang ditandatangani bukan yang dibayar rilis ini"
    assert json.loads(Path(folder / "manifest.json").read_text())["approvals"][0]["recap_code"] == OLD
