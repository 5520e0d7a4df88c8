"""Who a row is about."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from contracts.acceptance import judge
from tests.support.rows import ANI, BUDI, MONTH, codes, ends, files, judged, local, master, parsed

BUDI_TOO: dict[str, Any] = {"employee_id": BUDI, "name": "Budi", "task_user_id": "budi"}


def _punches(employees: tuple[dict[str, Any], ...], *changes: dict[str, Any]) -> dict[str, Any]:
    """Person or code of each punch, by its row."""
    later = [{"punch_at": local(2026, 10, 5, 8, minute), **change} for minute, change in enumerate(changes)]
    judgement = judge("punch", parsed("punch", *later), MONTH, files("2026-10"), master(*employees))
    accepted = dict(judgement.accepted.select("row_no", "employee_id").iter_rows())
    bad = dict(judgement.quarantined.select("row_no", "reason_code").iter_rows())
    found = accepted | bad
    return {f"{row}": found[row] for row in sorted(found)}


def test_pins_are_text_with_blanks_and_zeros_forgiven() -> None:
    found = _punches(({"pins": "0012"},), {"pin": "0012"}, {"pin": " 12 "}, {"pin": "12"}, {"pin": "120"})
    assert list(found.values()) == [ANI, ANI, ANI, "pin_tidak_dikenal"]


def test_zeros_are_forgiven_only_where_nobody_else_is_meant() -> None:
    people = ({"pins": "0012"}, {**BUDI_TOO, "pins": "12"})
    found = _punches(people, {"pin": "0012"}, {"pin": "12"}, {"pin": "012"})
    assert list(found.values()) == [ANI, BUDI, "pin_tidak_dikenal"]


def test_a_pin_of_one_device_holds_on_that_device_only() -> None:
    people = ({"pins": "A:5|B:7"}, {**BUDI_TOO, "pins": "B:5,A:7"})
    found = _punches(
        people,
        {"device": "A", "pin": "5"},
        {"device": "B", "pin": "5"},
        {"device": "A", "pin": "7"},
        {"device": "C", "pin": "5"},
    )
    assert list(found.values()) == [ANI, BUDI, BUDI, "pin_tidak_dikenal"]


def test_a_shared_pin_is_quarantined_and_both_people_are_named() -> None:
    people = ({"pins": "12,13"}, {**BUDI_TOO, "pins": "12"})
    assert list(_punches(people, {"pin": "12"}, {"pin": "13"}).values()) == ["pin_ganda", ANI]
    assert sorted(master(*people).shared_pins["employee_id"]) == sorted([ANI, BUDI])


def test_a_pin_passed_on_by_someone_who_left_is_the_successors() -> None:
    people = ({"service_ended_on": date(2026, 8, 1)}, {**BUDI_TOO})
    assert list(_punches(people, {}).values()) == [BUDI]


def test_a_nip_in_the_log_decides_before_the_pin() -> None:
    found = _punches(
        ({}, {**BUDI_TOO, "pins": "13"}),
        {"employee_id": BUDI},
        {"employee_id": "197308071996011009"},
        {"employee_id": "197308071996011009", "pin": "99"},
        {"employee_id": "197308071996011009", "pin": None},
    )
    assert list(found.values()) == [BUDI, ANI, "pin_tidak_dikenal", "pegawai_tidak_dikenal"]


def test_a_punch_is_known_only_around_its_month() -> None:
    old = parsed("punch", {"pin": "99", "punch_at": local(2026, 2, 1, 8)})
    assert ends(judged("punch", old)) == {(1, "other_month"): 1}


@pytest.mark.parametrize(
    ("record_type", "own"),
    [
        ("leave", {"leave_from": date(2026, 9, 1), "leave_to": date(2026, 9, 4)}),
        ("rating", {"rating_month": "2026-09"}),
        ("activity", {"activity_date": date(2026, 9, 30)}),
        ("punch", {"punch_at": local(2026, 9, 30, 8), "pin": None}),
    ],
)
def test_a_row_of_another_month_is_not_blamed_for_who_came_or_left(
    record_type: str, own: dict[str, Any]
) -> None:
    judgement = judged(record_type, parsed(record_type, {"employee_id": BUDI, **own}))
    assert ends(judgement) == {(1, "other_month"): 1}


def test_a_fault_waits_in_its_own_month_and_in_that_of_its_delivery() -> None:
    september = {"activity_date": date(2026, 9, 30), "minutes": 1500}
    broken = parsed("activity", september)
    assert codes(judged("activity", broken)) == [["menit_tidak_wajar"]]
    assert ends(judged("activity", broken, deliveries=("2026-11",))) == {(1, "other_month"): 1}


@pytest.mark.parametrize(
    ("record_type", "change", "code"),
    [
        ("leave", {"employee_id": BUDI}, "pegawai_tidak_dikenal"),
        ("case_task", {"task_user_id": "cici"}, "petugas_tidak_dikenal"),
        ("survey_answer", {"counter_id": "L09"}, "loket_tidak_dikenal"),
        ("survey_answer", {"counter_id": None}, "loket_tidak_dikenal"),
        ("complaint", {"institution_id": "417"}, "instansi_tidak_dikenal"),
        ("outage", {"unit_id": "09"}, "unit_tidak_dikenal"),
        ("contact", {"unit_id": "09"}, "unit_tidak_dikenal"),
        ("aspect_score", {"subject_id": "09"}, "unit_tidak_dikenal"),
        ("aspect_score", {"subject_id": BUDI}, "pegawai_tidak_dikenal"),
        ("aspect_score", {"subject_id": "1.98609E+17"}, "nip_rusak"),
    ],
)
def test_an_unknown_subject_has_its_own_code(record_type: str, change: dict[str, Any], code: str) -> None:
    assert codes(judged(record_type, parsed(record_type, change))) == [[code]]


@pytest.mark.parametrize("service", ["l01", "Dinas Satu", " dinas satu "])
def test_a_service_is_a_counter_or_a_unit_by_name(service: str) -> None:
    judgement = judged(
        "survey_answer", parsed("survey_answer", {"counter_id": None, "service_name": service})
    )
    assert judgement.accepted["unit_id"].to_list() == ["01"]


def test_a_task_user_of_two_people_is_nobody() -> None:
    both = master({}, {**BUDI_TOO, "task_user_id": "ani"})
    judgement = judge("case_task", parsed("case_task", {}), MONTH, files("2026-10"), both)
    assert codes(judgement) == [["petugas_tidak_dikenal"]]


def test_agencies_do_not_know_each_others_people() -> None:
    elsewhere = parsed("leave", {}, agency="99.02")
    assert codes(judge("leave", elsewhere, MONTH, files("2026-10"), master())) == [["pegawai_tidak_dikenal"]]


def test_resolved_ids_stand_in_the_accepted_rows() -> None:
    assert judged("case_task", parsed("case_task", {})).accepted["employee_id"].to_list() == [ANI]
    assert judged("complaint", parsed("complaint", {})).accepted.select(pl.col("unit_id")).item() == "01"
