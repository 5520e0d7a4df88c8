"""A silence of the messages is seen, told from the ledger alone; so are the dates of a month's closing."""

import datetime as dt
from pathlib import Path

import pytest

from contracts.home import Home
from contracts.policy.rules_payroll import ReleaseRule
from delivery import ledger
from delivery.alerts.book import history
from delivery.alerts.heartbeat import alerts_facts, alerts_text
from delivery.release.deadline import deadlines

MONTH = "2026-10"


def _look(home: Home, day: str) -> None:
    event = {"kind": "looked", "at": f"{day}T01:00:00+00:00", "date": day, "month": MONTH, "messages": 0}
    ledger.append(home, "alerts", [event | {"failed": 0, "unowned": 2, "silent_days": 3}])


def _run(home: Home, day: str) -> None:
    ledger.append(home, "findings", [{"kind": "judged", "at": f"{day}T01:00:00+00:00", "month": MONTH}])


def test_messages_that_were_never_sent_name_the_command(tmp_path: Path) -> None:
    told = alerts_text(alerts_facts(Home(tmp_path), MONTH), MONTH)
    assert "`kinerja alerts send 2026-10`" in told


@pytest.mark.parametrize(("ran_on", "is_silent"), [("2026-11-06", False), ("2026-11-07", True)])
def test_a_heartbeat_that_stops_is_seen_at_the_next_run(
    tmp_path: Path, ran_on: str, *, is_silent: bool
) -> None:
    home = Home(tmp_path)
    _look(home, "2026-11-03")
    _run(home, ran_on)
    facts = alerts_facts(home, MONTH)
    assert facts["is_silent"] is is_silent
    assert ("SUDAH LAMA DIAM" in alerts_text(facts, MONTH)) is is_silent
    _look(home, ran_on)
    assert not alerts_facts(home, MONTH)["is_silent"]


def test_contacts_count_once_by_their_last_message(tmp_path: Path) -> None:
    home = Home(tmp_path)
    base = {"at": "x", "date": "2026-11-03", "month": MONTH, "findings": {"f": "1"}, "resolved": []}
    kinds = {
        "reached": ["sending", "failed", "sending", "sent"],
        "killed": ["sending"],
        "refused": ["sending", "failed"],
        "nameless": ["unset"],
    }
    events = [
        base | {"kind": kind, "contact_id": contact_id, "attempt": 1 + place // 2}
        for contact_id, told in kinds.items()
        for place, kind in enumerate(told)
    ]
    ledger.append(home, "alerts", events)
    facts = alerts_facts(home, MONTH)
    assert (facts["sent"], facts["failing"], facts["unset"]) == (1, 2, 1)
    past = history(ledger.read(home, "alerts"), MONTH)
    assert {name: past.of(name).failures for name in kinds} == {
        "reached": 0,
        "killed": 1,
        "refused": 1,
        "nameless": 0,
    }
    assert past.of("nameless").is_unset
    assert past.of("killed").told == {}
    assert past.of("reached").told == {"f": "1"}


def test_the_closing_of_a_month_is_its_window_else_its_policy_else_the_settings(tmp_path: Path) -> None:
    home = Home(tmp_path)
    rules = {
        "95.01": None,
        "95.02": ReleaseRule(cite="baku"),
        "95.03": ReleaseRule(cite="baku", closing_day=6),
        "95.04": ReleaseRule(cite="baku", closing_day=6, window_days=3),
    }
    event = {"kind": "month_state_moved", "agency_id": "95.04", "month": "2026-12", "from": "preview"}
    ledger.append(home, "states", [event | {"to": "objection", "by": "A", "at": "x", "until": "2027-01-12"}])
    assert deadlines(home, "2026-12", rules, 10) == {
        "95.01": dt.date(2027, 1, 10),
        "95.02": dt.date(2027, 1, 10),
        "95.03": dt.date(2027, 1, 6),
        "95.04": dt.date(2027, 1, 12),
    }
