"""The life of a month: its steps and their days; two accounts release exactly what one proposed."""

import datetime as dt
from pathlib import Path

import pytest

from contracts.home import Home
from contracts.policy.rules_payroll import ReleaseRule
from delivery import ledger
from delivery.errors import MoveRefused, ReleaseRefused
from delivery.release.closing import Actor, State, confirmed, move, propose, refuse_early, standing
from delivery.release.publish import Seal, release_agency
from tests.delivery.test_release import AT, nothing_left, nothing_wrong
from tests.support.marts import build_catalogue
from tests.support.sample_month import AGENCY, MONTH, sample

SRI, WAYAN = Actor("Sri", "1001:sri"), Actor("Wayan", "1002:wayan")
FIRST = dt.date(2026, 11, 2)
LAST = dt.date(2026, 11, 5)
RULE = ReleaseRule(cite="baku", checkers=1, preview_from_day=2, window_days=3)


def moved(home: Home, to: State, *, today: dt.date = FIRST, rule: ReleaseRule | None = RULE) -> str:
    until = LAST if to == "objection" else None
    return move(home, AGENCY, MONTH, to, actor=SRI, at=AT, today=today, rule=rule, until=until).state


def release(home: Home, seal: Seal = lambda _: {}) -> Path:
    return release_agency(
        home, MONTH, AGENCY, by="Wayan", released_at=AT, code_version="abc", policy_files=[],
        calendar_files=[], check=nothing_wrong, seal=seal,
    )  # fmt: skip


def test_a_month_goes_its_way_and_the_ledger_says_who_moved_it(ran: Home) -> None:
    assert standing(ran, AGENCY, MONTH).state == "open"
    with pytest.raises(ReleaseRefused, match=r"masih terbuka.*kinerja move 2026-10 preview"):
        refuse_early(ran, AGENCY, MONTH, RULE, LAST)
    assert moved(ran, "preview") == "preview"
    with pytest.raises(ReleaseRefused, match=r"masih pratinjau.*kinerja move 2026-10 objection"):
        refuse_early(ran, AGENCY, MONTH, RULE, LAST)
    assert moved(ran, "objection") == "objection"
    with pytest.raises(ReleaseRefused, match="sampai dengan 5 November 2026; ulangi mulai 6 November 2026"):
        refuse_early(ran, AGENCY, MONTH, RULE, LAST)
    refuse_early(ran, AGENCY, MONTH, RULE, LAST + dt.timedelta(days=1))
    release(ran)
    now = standing(ran, AGENCY, MONTH)
    assert (now.state, now.by) == ("released", "Wayan")
    refuse_early(ran, AGENCY, MONTH, RULE, FIRST)
    events = [(each["from"], each["to"], each["by"], each["account"]) for each in ledger.read(ran, "states")]
    assert events == [
        ("open", "preview", "Sri", "1001:sri"),
        ("preview", "objection", "Sri", "1001:sri"),
    ]


def test_a_window_can_be_left_and_counts_anew(ran: Home) -> None:
    moved(ran, "preview")
    moved(ran, "objection")
    assert moved(ran, "open") == "open"
    with pytest.raises(ReleaseRefused, match="masih terbuka"):
        refuse_early(ran, AGENCY, MONTH, RULE, LAST + dt.timedelta(days=9))


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("objection", "dari terbuka tidak dapat menjadi masa keberatan"),
        ("open", "dari terbuka tidak dapat menjadi terbuka"),
        ("released", "hanya oleh `kinerja release`"),
        ("paid", "hanya oleh `kinerja reconcile`"),
    ],
)
def test_a_step_that_there_is_not_is_refused(ran: Home, to: State, sentence: str) -> None:
    with pytest.raises(MoveRefused, match=sentence):
        moved(ran, to)
    assert ledger.read(ran, "states") == []


def test_steps_keep_the_dates_of_the_policy(ran: Home) -> None:
    with pytest.raises(MoveRefused, match="baru dapat dibuka pada 2026-11-02"):
        moved(ran, "preview", today=dt.date(2026, 11, 1))
    with pytest.raises(MoveRefused, match="tidak mengatur tahapan"):
        moved(ran, "preview", rule=None)
    refuse_early(ran, AGENCY, MONTH, ReleaseRule(cite="baku"), FIRST)
    release(ran)
    with pytest.raises(MoveRefused, match="dari dirilis tidak dapat menjadi pratinjau"):
        moved(ran, "preview")


def test_a_proposal_releases_nothing_and_another_account_releases_exactly_it(ran: Home) -> None:
    release(ran, lambda manifest: propose(ran, manifest, SRI, AT))
    assert nothing_left(ran)
    assert standing(ran, AGENCY, MONTH).state == "open"
    folder = release(ran, lambda manifest: confirmed(ran, manifest, WAYAN))
    assert folder.exists()
    event = ledger.read(ran, "releases")[-1]
    assert (event["kind"], event["maker"], event["by"]) == ("released", "Sri", "Wayan")
    assert (event["maker_account"], event["checker_account"]) == ("1001:sri", "1002:wayan")


@pytest.mark.parametrize(
    ("checker", "sentence"),
    [
        (Actor("Wayan", "1001:sri"), r"akun yang sama \(1001:sri\)"),
        (Actor(" sri", "1002:wayan"), "orang yang sama"),
    ],
)
def test_one_person_is_not_two(ran: Home, checker: Actor, sentence: str) -> None:
    release(ran, lambda manifest: propose(ran, manifest, SRI, AT))
    with pytest.raises(ReleaseRefused, match=sentence):
        release(ran, lambda manifest: confirmed(ran, manifest, checker))
    assert nothing_left(ran)


def test_what_changed_since_the_proposal_is_not_confirmed(ran: Home) -> None:
    with pytest.raises(ReleaseRefused, match="belum diusulkan"):
        release(ran, lambda manifest: confirmed(ran, manifest, WAYAN))
    release(ran, lambda manifest: propose(ran, manifest, SRI, AT))
    ledger.append(ran, "receipts", [{"file_no": 1, "agency_id": AGENCY}])
    tables = sample()
    tables["monthly_incentives"][0]["name"] = "Lain"
    build_catalogue(ran, tables)
    with pytest.raises(ReleaseRefused, match="sudah lain dari yang diusulkan"):
        release(ran, lambda manifest: confirmed(ran, manifest, WAYAN))
    build_catalogue(ran, sample())
    release(ran, lambda manifest: confirmed(ran, manifest, WAYAN))
