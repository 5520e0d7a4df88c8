"""The oracle itself, against numbers worked out by hand from the rules."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from contracts.policy.loading import Policies, load_policies
from contracts.policy.rules_scores import MeasureRule, SurveyRule
from contracts.policy.rules_time import AttendanceRule
from tests.oracle.days import Due, lateness
from tests.oracle.exact import Mode, rounded
from tests.oracle.feedback import complaint_timeliness, ikm, minimum_sample
from tests.oracle.measures import Value
from tests.oracle.month import AgencyMonth
from tests.oracle.pay import Pay
from tests.oracle.records import Accepted, Month
from tests.oracle.scores import score_of
from tests.oracle.workdays import Window

AGENCY, MONTH = "95.01", Month("2026-02")
NIP, COLLEAGUE = "198501012010011001", "198501012010011002"
BLANK = dict.fromkeys(
    ("post_type", "assignment_to", "acting_decision_no", "status_from", "duty_from", "service_ended_on"),
)

POLICY = """
id: tangan
title: Dihitung dengan tangan
extends: acuan
agencies: {{95.01: Kabupaten Tangan}}
zone: Asia/Jakarta
first_month: "2026-01"
citations:
  rekaan: {{regulation: Rekaan, clause: pengujian, status: illustrative}}
versions:
  - id: "1"
    enacted_on: 2026-01-01
    effective_from: 2026-01-01
    rules:
      components:
        beban_kerja: {{cite: rekaan, partial: true, by_post: {{Penuh: 6000000, Rangkap: 9000000}}}}
        prestasi_kerja: null
      aspects:
        flat: {{cite: rekaan, missing: hold, measures: {{flat: {{weight: 100}}}}}}
      earnings:
        pemilik_layanan: null
        umum: {{cite: rekaan, priority: 100, weights: {{{weights}}}}}
      {rules}
"""


def _policies(tmp_path: Path, rules: str = "", weights: str = "flat: 100") -> Policies:
    (tmp_path / "tangan.yaml").write_text(POLICY.format(rules=rules, weights=weights), "utf-8")
    policies = load_policies(home_policies=tmp_path)
    assert policies.knows(AGENCY), policies.faults
    return policies


def _post(**change: object) -> dict[str, Any]:
    return {
        **BLANK,
        "employee_id": NIP,
        "unit_id": "01",
        "post_name": "Penuh",
        "job_class": 7,
        "status": "PNS",
        "assignment_from": date(2020, 1, 1),
        "is_acting": False,
        "is_not_entitled": None,
        "is_edge": False,
        **change,
    }


def _workdays(policies: Policies) -> list[date]:
    month = AgencyMonth.of(policies, AGENCY, MONTH, Accepted({"employee_assignment": [_post()]}, {}))
    return month.attendance.month_workdays(month.people[NIP])


def _punches(days: list[date], person: str = NIP, late: int = 0) -> list[dict[str, Any]]:
    moments = [datetime(day.year, day.month, day.day, hour) for day in days for hour in (7, 18)]  # noqa: DTZ001 - agency local time has no zone
    late_by = timedelta(minutes=30 + late if late else 0)
    return [
        {"employee_id": person, "punch_at": moment + (late_by if moment.hour == 7 else timedelta())}
        for moment in moments
    ]


def _pay(policies: Policies, **tables: list[dict[str, Any]]) -> Pay:
    tables.setdefault("employee_assignment", [_post()])
    pays, _ = AgencyMonth.of(policies, AGENCY, MONTH, Accepted(tables, {})).pay()
    return pays[NIP]


@pytest.mark.parametrize(
    ("mode", "amount"), [("marginal", 5_400_000), ("span", 5_250_000), ("month", 4_500_000)]
)
def test_ten_sick_days_of_twenty(tmp_path: Path, mode: str, amount: int) -> None:
    leave = f"leave: {{cite: rekaan, mode: {mode}, count: workdays, denominator: workdays}}"
    tiga_belas = (
        "leave_types: {sakit: {cite: rekaan, bands: [{from: 1, to: 2, pay: 100}, {from: 3, pay: 75}]}}"
    )
    policies = _policies(tmp_path, f"{leave}\n      {tiga_belas}\n      {TWENTY_DAYS}")
    days = _workdays(policies)
    assert len(days) == 20
    sick = _leave(days[0], days[9])
    assert _pay(policies, leave=[sick], punch=_punches(days[10:])).computed_amount == amount


TWENTY_DAYS = """working_time:
        default:
          cite: rekaan
          holidays_are_free: false
          days:
            sen: {start: "07.30", end: "16.00"}
            sel: {start: "07.30", end: "16.00"}
            rab: {start: "07.30", end: "16.00"}
            kam: {start: "07.30", end: "16.00"}
            jum: {start: "07.30", end: "16.00"}"""


SICK = "{cite: rekaan, bands: [{from: 1, to: 2, pay: 100}, {from: 3, to: 14, pay: 75}, {from: 15, pay: 50}]}"


def _leave(first: date, last: date, kind: str = "sakit") -> dict[str, Any]:
    return {"employee_id": NIP, "leave_type": kind, "leave_from": first, "leave_to": last, "child_no": None}


@pytest.mark.parametrize(
    ("mode", "amount"), [("marginal", 5_700_000), ("span", 5_100_000), ("month", 4_500_000)]
)
def test_of_a_leave_into_the_next_month_only_its_span_looks_ahead(
    tmp_path: Path, mode: str, amount: int
) -> None:
    leave = f"leave: {{cite: rekaan, mode: {mode}, count: workdays, denominator: workdays}}"
    policies = _policies(tmp_path, f"{leave}\n      leave_types: {{sakit: {SICK}}}\n      {TWENTY_DAYS}")
    days = _workdays(policies)
    six_days_and_march = _leave(days[14], date(2026, 3, 31))
    assert _pay(policies, leave=[six_days_and_march], punch=_punches(days[:14])).computed_amount == amount


def test_a_leave_that_no_rule_holds_pays_nothing_yet_and_holds_the_person(tmp_path: Path) -> None:
    policies = _policies(tmp_path, f"leave_types: {{sakit: null}}\n      {TWENTY_DAYS}")
    days = _workdays(policies)
    pay = _pay(policies, leave=[_leave(days[0], days[4])], punch=_punches(days[5:]))
    assert (pay.computed_amount, pay.incentive_amount, set(pay.holds)) == (4_500_000, 0, {"leave"})


def test_a_whole_month_on_leave_by_basic_is_two_fifths_and_beside_a_day_of_work_all(tmp_path: Path) -> None:
    bands = "[{unit: month, from: 1, pay: 40}]"
    besar = f"{{cite: rekaan, whole_month_only: true, pay_base: basic, bands: {bands}}}"
    policies = _policies(tmp_path, f"leave_types: {{besar: {besar}}}\n      {TWENTY_DAYS}")
    days = _workdays(policies)
    whole = _pay(policies, leave=[_leave(days[0], days[-1], "besar")])
    assert [(line.kind, line.amount) for line in whole.lines if line.amount] == [("cuti", 2_400_000)]
    nearly = _pay(policies, leave=[_leave(days[1], days[-1], "besar")], punch=_punches(days[:1]))
    assert [(line.kind, line.amount) for line in nearly.lines] == [("reguler", 6_000_000)]


def test_a_month_on_duty_elsewhere_is_a_month_of_presence(tmp_path: Path) -> None:
    rules = """thresholds:
        jarang_hadir: {cite: rekaan, quantity: present_days, below: 5, operation: pay_percent, value: 0}"""
    policies = _policies(tmp_path, rules)
    days = _workdays(policies)
    assert _pay(policies, leave=[_leave(days[0], days[-1], "dinas_luar")]).computed_amount == 6_000_000
    assert _pay(policies, leave=[_leave(days[0], days[-1], "izin")]).computed_amount == 0


def test_without_a_punch_someone_is_held_and_nothing_is_called_absent(tmp_path: Path) -> None:
    pay = _pay(_policies(tmp_path))
    assert (pay.computed_amount, pay.incentive_amount, set(pay.holds)) == (6_000_000, 0, {"no_evidence"})


def test_a_day_on_which_nobody_of_the_unit_punched_costs_nothing(tmp_path: Path) -> None:
    policies = _policies(tmp_path, weights="discipline: 100")
    days = _workdays(policies)
    assert _pay(policies, punch=_punches(days[1:])).computed_amount == 6_000_000
    both = [_post(), _post(employee_id=COLLEAGUE)]
    punches = _punches(days[1:]) + _punches(days, COLLEAGUE)
    assert _pay(policies, employee_assignment=both, punch=punches).computed_amount == 5_820_000


def test_percents_of_the_whole_are_lines_of_their_own_with_a_cap_for_each_day(tmp_path: Path) -> None:
    rules = """events:
        late: {cite: rekaan, base: total, points: 4}
        early: {cite: rekaan, base: total, points: 4}
        absent: {cite: rekaan, base: total, points: 5}"""
    policies = _policies(tmp_path, rules)
    days = _workdays(policies)
    first = [
        {"employee_id": NIP, "punch_at": datetime(days[0].year, days[0].month, days[0].day, hour)}  # noqa: DTZ001 - as above
        for hour in (10, 13)
    ]
    pay = _pay(policies, punch=first + _punches(days[1:]))
    assert [line.amount for line in pay.lines] == [6_000_000, -240_000, -60_000]


def test_what_a_recap_counts_costs_by_every_rule_of_its_kind_and_the_first_absence_is_free(
    tmp_path: Path,
) -> None:
    rules = """attendance: {cite: rekaan, source: recap}
      events:
        late: {cite: rekaan, base: total, bands: [{from: 1, to: 30, points: "0.5"}, {from: 31, points: 2}]}
        per_jam: {cite: rekaan, kind: late, base: total, points: 1, per_minutes: 60, per_rounding: started}
        absent: {cite: rekaan, base: total, points: 3, free_per_month: 1}"""
    counts = {"present": 15, "duty": 0, "late": 2, "early": 0, "absent": 3, "workdays": 18}
    recap = {"employee_id": NIP, "recap_month": MONTH.text, "deduction_points_e4": None, **counts}
    pay = _pay(_policies(tmp_path, rules), attendance_recap=[recap])
    assert [line.amount for line in pay.lines] == [6_000_000, *[-180_000] * 2, *[-30_000] * 2, *[-60_000] * 2]
    assert pay.computed_amount == 5_460_000


@pytest.mark.parametrize(
    ("guards", "in_time"),
    [
        ("", Fraction(3, 7)),
        (", duplicate_days: 3", Fraction(2, 5)),
        (", brigading_minutes: 5, brigading_count: 3", Fraction(2, 5)),
        (", brigading_minutes: 5, brigading_count: 3, brigading_counts: never", Fraction(2, 4)),
        (", duplicate_days: 3, brigading_minutes: 5, brigading_count: 3", Fraction(2, 5)),
    ],
)
def test_of_seven_complaints_three_in_time_the_guards_leave_fewer(
    tmp_path: Path, guards: str, in_time: Fraction
) -> None:
    def complaint(number: int, day: int, minute: int, same: str, *, answered: bool) -> dict[str, Any]:
        received = datetime(2026, 2, day, 9, minute)  # noqa: DTZ001 - as above
        ended = {"closed_at": received if answered else None, "last_activity_at": None, "due_at": None}
        said = {"register": "lapor", "complaint_id": str(number), "category": "Jalan", "same_as": same}
        return {"received_at": received, **said, **ended}

    complaints = [
        complaint(1, 2, 0, "a", answered=False),
        complaint(2, 2, 3, "a", answered=True),  # the same again
        complaint(
            3, 2, 5, "b", answered=False
        ),  # the third within five minutes, the second that says something new
        complaint(4, 5, 0, "a", answered=False),  # three days after the first that said so
        complaint(5, 6, 0, "a", answered=True),  # four days after it: said anew
        complaint(6, 6, 6, "c", answered=True),
        complaint(7, 9, 0, "d", answered=False),
    ]
    rules = _policies(tmp_path, f"complaints: {{cite: rekaan, default_workdays: 5{guards}}}")
    month = AgencyMonth.of(rules, AGENCY, MONTH, Accepted({"employee_assignment": [_post()]}, {}))
    book = month.rulebook.on(MONTH.last, "01")
    assert complaint_timeliness(complaints, book, month.calendar, MONTH) == Value(100 * in_time)


def test_a_day_after_a_holiday_costs_at_most_what_absence_costs_on_it(tmp_path: Path) -> None:
    rules = """special_days: {imlek: {cite: rekaan, kind: after_holiday, holidays: [Imlek]}}
      events:
        late: {cite: rekaan, base: total, points: 4}
        absent: {cite: rekaan, base: total, points: 3}
        bolos: {cite: rekaan, kind: absent, special_day: imlek, combine: replace, base: total, points: 50}"""
    policies = _policies(tmp_path, rules)
    days = _workdays(policies)
    late = [days[0], date(2026, 2, 18)]
    punches = _punches([day for day in days if day not in late]) + _punches(late, late=10)
    assert [line.amount for line in _pay(policies, punch=punches).lines] == [6_000_000, -180_000, -240_000]


def test_a_stricter_clock_does_not_reach_back_behind_its_first_day(tmp_path: Path) -> None:
    lenient = """attendance: {cite: rekaan, source: punch, grace_seconds: 1200}
      events:
        late: {cite: rekaan, base: total, points: 4}
        absent: {cite: rekaan, base: total, points: 5}"""
    strict = """
  - id: "2"
    enacted_on: 2026-01-02
    effective_from: 2026-02-10
    based_on: "1"
    rules: {attendance: {cite: rekaan, source: punch, grace_seconds: 0}}"""
    policies = _policies(tmp_path, lenient + strict)
    days = _workdays(policies)
    late = [date(2026, 2, 9), date(2026, 2, 10)]
    punches = _punches([day for day in days if day not in late]) + _punches(late, late=10)
    assert [line.amount for line in _pay(policies, punch=punches).lines] == [6_000_000, -240_000]


def test_a_cpns_gets_eighty_percent_until_the_day_of_appointment(tmp_path: Path) -> None:
    policies = _policies(tmp_path)
    days = _workdays(policies)
    cpns = _pay(policies, employee_assignment=[_post(status="CPNS")], punch=_punches(days))
    assert cpns.computed_amount == 4_800_000
    half = [_post(status_from=days[len(days) // 2])]
    after = Fraction(len(days) - len(days) // 2, len(days))
    mixed = _pay(policies, employee_assignment=half, punch=_punches(days))
    parts = [Fraction(6_000_000) * after, Fraction(4_800_000) * (1 - after)]
    assert mixed.computed_amount == sum(rounded(part, "half_up") for part in parts)


def test_an_acting_post_adds_its_share_only_with_a_decision_and_after_its_days(tmp_path: Path) -> None:
    policies = _policies(tmp_path)
    days = _workdays(policies)
    acting = _post(post_name="Rangkap", is_acting=True, acting_decision_no="SK 1")
    cases = [
        (acting, 7_800_000),
        ({**acting, "acting_decision_no": None}, 6_000_000),
        ({**acting, "assignment_from": date(2026, 2, 10)}, 6_000_000),
    ]
    for post, amount in cases:
        assert (
            _pay(policies, employee_assignment=[_post(), post], punch=_punches(days)).computed_amount
            == amount
        )


def test_a_decision_cuts_what_is_earned(tmp_path: Path) -> None:
    policies = _policies(tmp_path)
    case = {
        "employee_id": NIP,
        "decision_no": "SK 9",
        "deduction_pct_e4": 250_000,
        "applies_from": date(2025, 9, 1),
        "applies_to": date(2026, 2, 28),
    }
    days = _workdays(policies)
    assert _pay(policies, discipline_case=[case], punch=_punches(days)).computed_amount == 4_500_000
    over = {**case, "applies_to": date(2026, 1, 31)}
    assert _pay(policies, discipline_case=[over], punch=_punches(days)).computed_amount == 6_000_000


@pytest.mark.parametrize(
    ("users", "sample"),
    [(50, 44), (100, 80), (200, 132), (500, 217), (1_000, 278), (5_000, 357), (10_000, 370)],
)
def test_the_minimum_sample_is_the_published_one(users: int, sample: int) -> None:
    assert minimum_sample(SurveyRule(cite="skm"), users) == sample


def test_the_index_is_rounded_once_at_its_end() -> None:
    totals = (105, 101, 100, 116, 102, 105, 106, 105, 115)
    answers = [
        {f"u{place}": total // 29 + (number < total % 29) for place, total in enumerate(totals, start=1)}
        for number in range(29)
    ]
    value = ikm(answers, SurveyRule(cite="skm"), 31)
    assert value is not None
    assert score_of(value, MeasureRule(weight=Decimal(100), decimals=2)) == Fraction("91.48")
    assert ikm(answers, SurveyRule(cite="skm"), 100) is None


def test_a_value_that_no_band_holds_is_missing_and_no_zero() -> None:
    assert (
        score_of(Value(text="Istimewa"), MeasureRule(weight=Decimal(100), map={"Baik": Decimal(90)})) is None
    )


@pytest.mark.parametrize(
    ("value", "mode", "whole"),
    [
        ("0.5", "half_up", 1),
        ("-0.5", "half_up", -1),
        ("1.5", "half_even", 2),
        ("2.5", "half_even", 2),
        ("-2.5", "half_even", -2),
        ("-0.1", "floor", -1),
        ("0.9", "floor", 0),
    ],
)
def test_ties_and_negative_amounts_round_as_said(value: str, mode: Mode, whole: int) -> None:
    assert rounded(Fraction(value), mode) == whole


@pytest.mark.parametrize(
    ("rule", "late", "early"),
    [
        ({}, 10, 5),
        ({"seconds": "round_up"}, 11, 6),
        ({"grace_seconds": 630}, 0, 0),
        ({"flex_minutes": 8}, 2, 13),
    ],
)
def test_seconds_become_minutes_as_the_policy_says(rule: dict[str, Any], late: int, early: int) -> None:
    day = datetime(2026, 2, 2)  # noqa: DTZ001 - as above
    window = Window(day.date(), day.replace(hour=8), day.replace(hour=16), day.replace(hour=12))
    due = Due(
        window, "01", day.replace(hour=8, minute=10, second=30), day.replace(hour=15, minute=54, second=30)
    )
    assert lateness(due, AttendanceRule(cite="x", source="punch", **rule)) == (late, early)
