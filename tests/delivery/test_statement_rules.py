"""Each day and unit is told by the rules that held for it; thresholds and acting posts by what they count."""

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pytest

from contracts.policy.compile import compile_policies
from contracts.policy.loading import load_policies
from delivery.formula import days_text
from delivery.statement.facts import Line
from delivery.statement.month import month_share, nothing_due
from delivery.statement.posts import acting_text, posts_of
from delivery.statement.rules import RuleBook
from tests.contracts.test_policy_compile import NO_DECREES

AGENCY, MONTH, PERSON = "96.02", "2026-10", "198609262015051001"
KEY = [AGENCY, MONTH, PERSON]
POLICY = """\
id: coba
title: Coba
extends: acuan
agencies: {{96.02: Pemda Coba}}
first_month: "2026-01"
citations:
  lama: {{regulation: Perbup 1/2026, clause: Pasal 1, status: law}}
  baru: {{regulation: Perbup 9/2026, clause: Pasal 2, status: law}}
versions:
  - id: a
    enacted_on: 2026-01-01
    effective_from: 2026-01-01
    change_rule: {change}
    rules:
      events: {{absent: {{cite: lama, title: Alpa tiga, base: aspect, points: 3}}}}
      thresholds:
        jarang:
          {{cite: lama, title: Jarang hadir, quantity: present_days, below: 5,
            operation: pay_percent, value: 0}}
    unit_rules:
      "96.02.01":
        events: {{absent: {{cite: lama, title: Alpa tujuh di unit, base: aspect, points: 7}}}}
  - id: b
    enacted_on: 2026-09-01
    effective_from: 2026-10-15
    based_on: a
    change_rule: {change}
    rules:
      events: {{absent: {{cite: baru, title: Alpa lima, base: aspect, points: 5}}}}
      statement: {{cite: baru, decided_by: Sekda, objection_days: 7}}
"""


def compiled(folder: Path, change: str = "by_days") -> duckdb.DuckDBPyConnection:
    """Connection with the compiled rules of the policy and two units, one below the other."""
    (folder / "coba.yaml").write_text(POLICY.format(change=change), encoding="utf-8")
    tables = compile_policies(load_policies(home_policies=folder), [AGENCY], MONTH, None, NO_DECREES)
    connection = duckdb.connect()
    for schema in ("compiled", "accepted", "marts"):
        connection.execute(f"create schema {schema}")
    for name, frame in tables.items():
        connection.register("frame", frame.to_arrow())
        connection.execute(f"create table compiled.{name} as select '{MONTH}' as month, * from frame")
    connection.execute(
        "create table accepted.unit as select * from (values ('96.02', '2026-10', '96.02.01', null), "
        "('96.02', '2026-10', '96.02.01.05', '96.02.01')) as unit (agency_id, month, unit_id, parent_unit_id)"
    )
    return connection


def title(book: RuleBook, unit_id: str, day: int) -> str | None:
    rule = book.rule("events.absent", unit_id, dt.date(2026, 10, day), is_daily=True)
    return rule["title"] if rule else None


def test_a_day_is_told_by_the_version_and_the_unit_that_it_had(tmp_path: Path) -> None:
    book = RuleBook(compiled(tmp_path), KEY)
    assert (title(book, "96.02.09", 3), title(book, "96.02.09", 20)) == ("Alpa tiga", "Alpa lima")
    assert title(book, "96.02.01.05", 3) == title(book, "96.02.01", 3) == "Alpa tujuh di unit"
    held = book.rule("statement", "96.02.09")
    assert held is not None
    assert (held["citation"], held["policy_version"]) == ("Perbup 9/2026", "coba@b")
    assert book.rule("events.entah", "96.02.09") is None


@pytest.mark.parametrize(
    ("change", "early", "late"),
    [
        ("by_days", dt.date(2026, 10, 14), dt.date(2026, 10, 31)),
        ("first_day", dt.date(2026, 10, 1), dt.date(2026, 10, 1)),
        ("last_day", dt.date(2026, 10, 31), dt.date(2026, 10, 31)),
    ],
)
def test_the_date_that_decides_is_that_of_the_models(
    tmp_path: Path, change: str, early: dt.date, late: dt.date
) -> None:
    """As `int_months` and `int_periods` have it."""
    book = RuleBook(compiled(tmp_path, change), KEY)
    assert book.decides_on(dt.date(2026, 10, 3)) == early
    assert book.decides_on(dt.date(2026, 10, 20)) == book.decides_on() == late


def test_the_days_with_rules_of_their_own_are_found(tmp_path: Path) -> None:
    connection = compiled(tmp_path)
    for table in ("policy_special_days", "policy_special_events"):
        connection.execute(f"delete from compiled.{table}")
    span = f"'{AGENCY}' as agency_id, '{MONTH}' as month, 'ramadan' as special_day"
    connection.execute(
        f"insert into compiled.policy_special_days by name select {span}, 1 as special_ordinal, "
        "unnest([date '2026-10-05', date '2026-10-06']) as date"
    )
    connection.execute(
        f"insert into compiled.policy_special_events by name select {span}, 'late' as event_kind, "
        "'*' as scope_id, date '2026-10-06' as valid_from, date '2026-12-31' as valid_to"
    )
    assert RuleBook(connection, KEY).special_events("96.02.09") == {(dt.date(2026, 10, 6), "late")}


def line(first: str, last: str, assignment: str, **more: object) -> Line:
    found: Any = {
        "component": "beban_kerja",
        "assignment_id": assignment,
        "unit_id": "96.02.09",
        "stretch_from": first,
        "stretch_to": last,
        "factors": [{"factor_kind": "hari"}],
        **more,
    }
    told: Line = found
    return told


def post(**more: object) -> dict[str, Any]:
    row = {"unit_id": "96.02.09", "unit_name": "Dinas", "post_name": "Analis", "job_class": 8}
    dates = {"assignment_from": dt.date(2020, 1, 1), "duty_from": None, "service_ended_on": None}
    return {
        **row,
        **dates,
        "is_acting": False,
        "acting_decision_no": None,
        "is_not_entitled": False,
        **more,
    }


def test_stretches_carry_their_days_and_their_version(tmp_path: Path) -> None:
    connection = compiled(tmp_path)
    connection.execute(
        "create table accepted.leave (agency_id varchar, month varchar, employee_id varchar, "
        "leave_from date, leave_to date, is_edge boolean)"
    )
    lines = [line("2026-10-15", "2026-10-31", "D2"), line("2026-10-01", "2026-10-14", "D1")]
    master = [post(service_ended_on=dt.date(2026, 10, 20))]
    days = [(dt.date(2026, 10, 1), dt.date(2026, 10, 14)), (dt.date(2026, 10, 15), dt.date(2026, 10, 31))]
    own = {"unit_id": "96.02.09", "unit_name": "Dinas", "post_name": "Analis", "job_class": 8}
    stretches = {
        f"D{number}": {**own, "starts_on": first, "ends_on": last}
        for number, (first, last) in enumerate(days, start=1)
    }
    posts = posts_of(lines, stretches, RuleBook(connection, KEY))
    assert [(one["assignment_id"], one["policy_version"]) for one in posts] == [
        ("D1", "acuan@2020+coba@a"),
        ("D2", "acuan@2020+coba@b"),
    ]
    told = month_share(connection, KEY, posts, lines, master)
    assert told == [
        "Aturan berubah mulai 15 Oktober 2026; tiap bagian bulan dibayar menurut aturannya sendiri.",
        "Masa kerja berakhir 20 Oktober 2026; sesudahnya tetap dibayar menurut aturan berhenti.",
    ]


def test_a_share_of_the_month_with_leave_in_it_is_told_in_days(tmp_path: Path) -> None:
    connection = compiled(tmp_path)
    connection.execute(
        "create table accepted.leave as select ? as agency_id, ? as month, ? as employee_id, "
        "date '2026-10-12' as leave_from, date '2026-10-27' as leave_to, false as is_edge",
        KEY,
    )
    scored = {"factor_kind": "hari", "value_text": "10/22", "denominator": 22_000_000}
    basic = {"factor_kind": "hari", "value_text": "12/22", "denominator": 22_000_000}
    moved = {"factor_kind": "hari", "value_text": "145/341", "denominator": 341}
    lines = [
        line("2026-10-01", "2026-10-31", "D1", factors=[scored], line_kind="reguler"),
        line("2026-10-01", "2026-10-31", "D1", factors=[scored, moved], line_kind="reguler"),
        line("2026-10-01", "2026-10-31", "D1", factors=[basic], line_kind="cuti"),
    ]
    assert month_share(connection, KEY, [], lines, []) == [
        "Cuti atau tugas 12 Oktober 2026 sampai 27 Oktober 2026: harinya dibayar menurut aturan cuti.",
        "Bagian bulan 10/22 adalah 10 dari 22 hari: hari biasa dihitung penuh, cuti menurut persennya.",
        "Bagian bulan 12/22 adalah 12 dari 22 hari: cuti yang dibayar dari besaran dasar, tanpa nilai.",
    ]


def test_a_threshold_of_nothing_is_named_with_the_days_that_cross_it(tmp_path: Path) -> None:
    book = RuleBook(compiled(tmp_path), KEY)
    person = {"is_held": False, "unit_id": "96.02.09", "employment_status": "PNS"}
    seldom = {"quantity": "present_days", "measured_e4": 10_000, "from_value": None, "below_value": 5}
    rule = {"rule_id": "thresholds.jarang", "rule_title": "Jarang hadir", "rule_status": "law"}
    cited = {"citation": "Perbup 1/2026", "clause": "Pasal 1"}
    nothing = {"operation": "pay_percent", "value_e4": 0, "aspect": None}
    assert nothing_due(person, [post()], book, [{**seldom, **rule, **cited, **nothing}]) == (
        "Tidak ada yang dibayar bulan ini: hari hadir 1, batasnya kurang dari 5 "
        "(Jarang hadir; Perbup 1/2026, Pasal 1)."
    )
    assert nothing_due(person, [post()], book, []) == "Tidak ada hari yang dibayar pada bulan ini."
    assert "PPPK_PW tidak berhak" in nothing_due(
        {**person, "employment_status": "PPPK_PW"}, [post()], book, []
    )


ACTING = {
    "factor_kind": "plt",
    "label": "20261001P1",
    "acting_amount": 5_000_000,
    "own_amount": None,
    "share_pct_e4": 200_000,
    "paid_numerator": 10_000_000,
    "paid_denominator": 20_000_000,
    "numerator": 500_000,
    "denominator": 1,
}


def test_an_acting_addition_shows_what_it_is_made_of() -> None:
    post = {"post_name": "Kepala Seksi", "job_class": 8, "acting_decision_no": "821/PLT-7"}
    stretches = {"20261001P1": {**post, "post_name": "Kepala Seksi Lama"}, "20261001P2": post}
    assert acting_text({**ACTING, "label": "20261001P2"}, stretches) == (
        "Pelaksana tugas Kepala Seksi kelas 8, keputusan 821/PLT-7: Rp 5.000.000 × 20 % × 10/20 = Rp 500.000"
    )
    superior = {**ACTING, "own_amount": 3_000_000, "paid_numerator": 1, "paid_denominator": 1}
    assert acting_text({**superior, "numerator": 2_600_000}, {}) == (
        "Pelaksana tugas: (Rp 5.000.000 - Rp 3.000.000 + 20 % × Rp 3.000.000) = Rp 2.600.000"
    )
    assert acting_text({**ACTING, "factor_kind": "status"}, stretches) is None


def test_a_share_of_the_month_is_told_in_days() -> None:
    assert days_text(10_000_000, 20_000_000) == "10/20"
    assert days_text(140_000_000, 310_000_000) == "14/31"
    assert days_text(204, 372) == "17/31"
