"""Closing a signal: who, with which result, once, and in a book that only grows."""

from datetime import UTC, datetime, timedelta

import pytest

from contracts.home import Home
from contracts.quality import shipped_quality
from delivery import ledger, signals
from delivery.errors import MonthNotRunError
from tests.contracts.test_signals import NIP, SIGNAL
from tests.support.marts import build_catalogue

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
GATES = [{"agency_id": "52.71", "month": "2026-10", "status": "ready"}]


@pytest.fixture
def house(home: Home) -> Home:
    people = [{"agency_id": "52.71", "month": "2026-10", "employee_id": NIP, "name": "Ani"}]
    build_catalogue(
        home, {"integrity_signals": [SIGNAL], "agency_gates": GATES, "monthly_incentives": people}
    )
    return home


def close(house: Home, **change: str) -> None:
    words = {"result": "explained", "by": "Sri", "reason": "Suami istri serumah"} | change
    result = words.pop("result")
    signals.close(house, words.pop("signal_id", "a1"), result, document=None, at=AT, **words)


def test_a_signal_closed_stays_closed_and_says_by_whom(house: Home) -> None:
    (before,) = signals.listed(house, "2026-10", shipped_quality())
    assert before["closed"] is None
    close(house)
    (after,) = signals.listed(house, "2026-10", shipped_quality())
    assert after["closed"] is not None
    assert (after["closed"]["result"], after["closed"]["by"]) == ("explained", "Sri")
    assert signals.closed_signals(house) == {("a1", "k1")}
    assert signals.closed_signals(house, AT) == {("a1", "k1")}
    assert not signals.closed_signals(house, AT - timedelta(seconds=1))
    assert NIP not in ledger.book_path(house, "signals").read_text("utf-8")
    assert signals.names_of(house, "2026-10", [NIP]) == [f"Ani ({NIP})"]
    with pytest.raises(signals.SignalRefusedError, match="sudah ditutup"):
        close(house, result="false")


def test_new_evidence_opens_it_again(house: Home) -> None:
    close(house)
    build_catalogue(house, {"integrity_signals": [SIGNAL | {"evidence_key": "k2"}], "agency_gates": GATES})
    (again,) = signals.listed(house, "2026-10", shipped_quality())
    assert again["closed"] is None
    close(house, result="confirmed")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"signal_id": "zz"}, "tidak ada"),
        ({"result": "guilty"}, "confirmed, explained, false"),
        ({"by": " "}, "--by"),
        ({"reason": ""}, "--reason"),
    ],
)
def test_what_is_not_a_decision_is_refused(house: Home, change: dict[str, str], says: str) -> None:
    with pytest.raises(signals.SignalRefusedError, match=says):
        close(house, **change)
    assert not signals.closed_signals(house)


def test_a_month_that_was_not_run_is_told(house: Home) -> None:
    with pytest.raises(MonthNotRunError):
        signals.listed(house, "2026-09", shipped_quality())
