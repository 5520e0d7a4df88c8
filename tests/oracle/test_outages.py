"""Approved outages by hand, and that none ever lowers anybody's pay."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.policy.loading import Policies
from tests.oracle.month import AgencyMonth
from tests.oracle.records import Accepted
from tests.oracle.test_by_hand import AGENCY, COLLEAGUE, MONTH, NIP, TWENTY_DAYS, _policies, _post, _workdays

EVENTS = """events:
        late: {cite: rekaan, base: aspect, points: 2, redeem: {up_to_minutes: 30, per_month: 1}}
        early: {cite: rekaan, base: aspect, points: 2, free_per_month: 1}
        missing_in: {cite: rekaan, base: aspect, points: 3}
        missing_out: {cite: rekaan, base: aspect, points: 3}
        absent: {cite: rekaan, base: aspect, points: 10, free_per_month: 1}
        short_minutes: {cite: rekaan, base: aspect, points: 1, per_minutes: 60, per_rounding: started}
        muster: {cite: rekaan, base: aspect, points: 1}
      special_days:
        apel: {cite: rekaan, kind: muster, weekdays: [sen, rab], start: "07.15", end: "07.40"}
      thresholds:
        jarang: {cite: rekaan, quantity: present_days, below: 12, operation: pay_percent, value: 50}
        alpa: {cite: rekaan, quantity: unexcused_days, from: 3, operation: pay_percent, value: 80}
        telat: {cite: rekaan, quantity: late_count, from: 4, operation: set_score, aspect: discipline,
          value: 40}"""
FLEXIBLE = """attendance: {cite: rekaan, source: punch_then_recap, seconds: truncate, flex_minutes: 15,
        day_cap: false}"""
UNITS = [
    {"unit_id": "00", "parent_unit_id": None, "counter_ids": None, "lapor_institution_ids": None},
    {"unit_id": "01", "parent_unit_id": "00", "counter_ids": None, "lapor_institution_ids": None},
    {"unit_id": "02", "parent_unit_id": "00", "counter_ids": None, "lapor_institution_ids": None},
]


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Policies:
    rules = f"{TWENTY_DAYS}\n      {EVENTS}\n      {FLEXIBLE}"
    return _policies(tmp_path_factory.mktemp("policy"), rules, "discipline: 100")


def outage(day: int, start: str, end: str, unit: str = "01", by: str | None = NIP) -> dict[str, Any]:
    on = MONTH.first + timedelta(days=day)
    begins, ends = (datetime.combine(on, time.fromisoformat(text)) for text in (start, end))
    return {"unit_id": unit, "outage_from": begins, "outage_to": ends, "approved_by": by}


def punch(day: int, clock: str, person: str = NIP) -> dict[str, Any]:
    on = datetime.combine(MONTH.first + timedelta(days=day), time.fromisoformat(clock))
    return {"employee_id": person, "punch_at": on}


def paid(
    policies: Policies, punches: list[dict[str, Any]], outages: list[dict[str, Any]]
) -> dict[str, tuple[int, int]]:
    tables = {
        "employee_assignment": [_post(), _post(employee_id=COLLEAGUE)],
        "unit": UNITS,
        "punch": punches,
        "outage": outages,
    }
    pays, _ = AgencyMonth.of(policies, AGENCY, MONTH, Accepted(tables, {})).pay()
    return {key: (pay.computed_amount, pay.incentive_amount) for key, pay in pays.items()}


def test_what_an_outage_touches_costs_nothing_and_the_rest_costs_as_ever(policies: Policies) -> None:
    workdays = [(day - MONTH.first).days for day in _workdays(policies)]
    late, no_arrival, no_departure, absent, absent_at_noon, late_before, *usual = workdays[1:]
    punches = [punch(day, clock) for day in (workdays[0], *usual) for clock in ("07:10", "16:30")]
    punches += [punch(day, clock, COLLEAGUE) for day in workdays for clock in ("07:10", "16:30")]
    punches += [punch(late, "08:25"), punch(late, "17:10"), punch(no_arrival, "16:30")]
    punches += [punch(no_departure, "07:10"), punch(late_before, "08:25"), punch(late_before, "17:10")]
    outages = [
        outage(late, "07:00", "08:00"),
        outage(no_arrival, "09:00", "10:00", unit="00"),
        outage(no_departure, "15:30", "17:00"),
        outage(absent, "07:00", "07:30"),
        outage(absent_at_noon, "10:00", "11:00"),
        outage(late_before, "08:26", "09:00"),
    ]
    # late twice 2 + 2; without an arrival 3 and a muster missed (a Wednesday) 1; without a departure 3;
    # absent twice, the first time free: 10. With the outages: the lateness before one began, a free absence.
    without = paid(policies, punches, [])
    assert without[NIP] == (60_000 * (100 - 21),) * 2
    with_outages = paid(policies, punches, outages)
    assert with_outages[NIP] == (60_000 * (100 - 2),) * 2
    assert with_outages[COLLEAGUE] == without[COLLEAGUE] == (6_000_000, 6_000_000)
    unapproved = [each | {"approved_by": None} for each in outages]
    elsewhere = [each | {"unit_id": "02"} for each in outages]
    assert paid(policies, punches, unapproved) == paid(policies, punches, elsewhere) == without


def test_whoever_could_not_punch_all_month_is_not_held(policies: Policies) -> None:
    punches = [punch(0, "07:10", COLLEAGUE)]
    whole = outage(0, "00:00", "00:00") | {"outage_to": datetime.combine(MONTH.last, time.max)}
    assert paid(policies, punches, [])[NIP][1] == 0
    assert paid(policies, punches, [whole])[NIP] == (6_000_000, 6_000_000)


CLOCKS = st.integers(6 * 60, 17 * 60 + 59).map(lambda minute: f"{minute // 60:02d}:{minute % 60:02d}")
PUNCHES = st.lists(
    st.builds(punch, st.integers(0, 27), CLOCKS, st.sampled_from([NIP, COLLEAGUE])), max_size=90
)
OUTAGES = st.lists(
    st.tuples(st.integers(0, 27), CLOCKS, CLOCKS, st.sampled_from(["00", "01", "02"])).map(
        lambda drawn: outage(drawn[0], *sorted(drawn[1:3]), drawn[3])
    ),
    max_size=6,
)


@given(PUNCHES, OUTAGES, OUTAGES)
@settings(
    max_examples=60, derandomize=True, database=None, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_one_outage_more_never_lowers_pay(
    policies: Policies,
    punches: list[dict[str, Any]],
    known: list[dict[str, Any]],
    more: list[dict[str, Any]],
) -> None:
    before, after = (paid(policies, punches, outages) for outages in (known, known + more))
    assert all(after[person] >= before[person] for person in before)
