"""Clock, month, repeats, snapshots: how each row finds its one end."""

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from contracts.acceptance import Judged, Month, judge
from tests.support.rows import ANI, BUDI, MONTH, codes, ends, files, judged, local, master, parsed


def _holds(judgement: Judged) -> list[tuple[str, str]]:
    return sorted(judgement.holds.select("employee_id", "reason_code").iter_rows())


def _at(*parts: int) -> dict[str, Any]:
    return {"punch_at": local(*parts)}


# --- clock


@pytest.mark.parametrize("when", [local(2000, 1, 1, 8), local(2025, 12, 31, 23, 59), local(2026, 11, 1)])
def test_a_clock_outside_the_agencys_months_is_quarantined(when: datetime) -> None:
    assert codes(judged("punch", parsed("punch", {"punch_at": when}))) == [["jam_perangkat"]]


def test_a_plan_in_the_future_is_no_fault_of_a_clock() -> None:
    open_case = {"ended_at": None, "task_at": None, "planned_end_at": local(2026, 12, 1)}
    assert ends(judged("case_task", parsed("case_task", open_case))) == {(1, "other_month"): 1}


def test_a_row_too_early_for_one_delivery_counts_by_the_next() -> None:
    early = parsed("punch", _at(2026, 10, 31, 8))
    again = parsed("punch", _at(2026, 10, 31, 8), file_no=2)
    judgement = judged("punch", early, again, deliveries=("2026-09", "2026-10"))
    assert ends(judgement) == {(1, "duplicate"): 1, (2, "accepted"): 1}


# --- month


def test_punches_of_the_days_around_the_month_are_context() -> None:
    rows = [
        _at(2026, 9, 29, 8),
        _at(2026, 9, 30, 8),
        _at(2026, 10, 1, 8),
        _at(2026, 10, 31, 8),
        _at(2026, 11, 1, 5),
    ]
    judgement = judged("punch", parsed("punch", *rows), deliveries=("2026-11",))
    assert judgement.accepted["is_edge"].to_list() == [True, False, False, True]
    assert ends(judgement) == {(1, "accepted"): 2, (1, "other_month"): 3}


@pytest.mark.parametrize(
    ("first", "last", "end"),
    [
        (date(2026, 9, 20), date(2026, 10, 1), "accepted"),
        (date(2026, 9, 1), date(2026, 12, 31), "accepted"),
        (date(2026, 10, 31), date(2026, 11, 3), "accepted"),
        (date(2026, 9, 1), date(2026, 9, 30), "other_month"),
        (date(2026, 11, 1), date(2026, 11, 3), "other_month"),
    ],
)
def test_a_span_counts_in_every_month_that_it_touches(first: date, last: date, end: str) -> None:
    judgement = judged("leave", parsed("leave", {"leave_from": first, "leave_to": last}))
    assert ends(judgement) == {(1, end): 1}


def test_complaints_of_five_months_before_are_context() -> None:
    rows = [
        {"complaint_id": str(month), "received_at": local(2026, month, 1), "closed_at": None}
        for month in (4, 5, 9, 10)
    ]
    judgement = judged("complaint", parsed("complaint", *rows))
    assert judgement.accepted.select("complaint_id", "is_edge").rows() == [
        ("5", True),
        ("9", True),
        ("10", False),
    ]


def test_a_complaint_names_the_first_that_says_the_same_and_its_fingerprint_ends_there() -> None:
    rows = [
        {"complaint_id": "9", "received_at": local(2026, 10, 5), "text_key": "a"},
        {"complaint_id": "8", "received_at": local(2026, 10, 4), "text_key": "a"},
        {"complaint_id": "7", "received_at": local(2026, 10, 5), "text_key": "b"},
        {"complaint_id": "6", "received_at": local(2026, 10, 5), "text_key": None},
    ]
    accepted = judged("complaint", parsed("complaint", *rows)).accepted
    assert accepted.select("complaint_id", "same_as").rows() == [
        ("9", "lapor 8"),
        ("8", "lapor 8"),
        ("7", "lapor 7"),
        ("6", None),
    ]
    assert "text_key" not in accepted.columns


def test_decrees_and_opening_balances_count_in_every_month() -> None:
    decree = parsed("calendar_decree", {"decree_date": date(2026, 1, 2)})
    assert ends(judged("calendar_decree", decree, deliveries=("2026-01",))) == {(1, "accepted"): 1}
    assert ends(judged("opening_balance", parsed("opening_balance", {}), deliveries=("2026-01",))) == {
        (1, "accepted"): 1
    }


# --- repeats


def test_a_punch_counts_once_by_device_person_and_second() -> None:
    first = parsed("punch", {}, {}, {"device": "2"}, {"state": "1"})
    again = parsed("punch", {}, {"pin": "012"}, file_no=2)
    judgement = judged("punch", first, again, deliveries=("2026-10", "2026-10"))
    assert ends(judgement) == {(1, "accepted"): 2, (1, "duplicate"): 2, (2, "duplicate"): 2}


def test_a_later_recap_replaces_the_first() -> None:
    first, second = parsed("attendance_recap", {}), parsed("attendance_recap", {"present": 21}, file_no=2)
    judgement = judged("attendance_recap", first, second, deliveries=("2026-10", "2026-10"))
    assert ends(judgement) == {(1, "superseded"): 1, (2, "accepted"): 1}
    assert judgement.accepted["present"].to_list() == [21]


def test_inside_one_file_the_later_recap_row_replaces_the_earlier() -> None:
    judgement = judged("attendance_recap", parsed("attendance_recap", {}, {"present": 21}))
    assert judgement.accepted["row_no"].to_list() == [2]


def test_landing_the_older_file_again_does_not_bring_the_older_word_back() -> None:
    old, new = parsed("attendance_recap", {}), parsed("attendance_recap", {"present": 21}, file_no=2)
    again = parsed("attendance_recap", {}, file_no=3)
    judgement = judged("attendance_recap", old, new, again, deliveries=("2026-10",) * 3)
    assert ends(judgement) == {(1, "superseded"): 1, (2, "accepted"): 1, (3, "duplicate"): 1}


def test_contradicting_ratings_of_one_file_hold_the_person() -> None:
    judgement = judged("rating", parsed("rating", {}, {"predicate": "Kurang"}, {"is_acting": True}))
    assert codes(judgement) == [["penilaian_ganda"]] * 2
    assert _holds(judgement) == [(ANI, "penilaian_ganda")]
    assert judgement.accepted["row_no"].to_list() == [3]


def test_a_mended_rating_lifts_the_hold() -> None:
    both = parsed("rating", {}, {"predicate": "Kurang"})
    mended = parsed("rating", {"predicate": "Sangat Baik"}, file_no=2)
    judgement = judged("rating", both, mended, deliveries=("2026-10", "2026-10"))
    assert ends(judgement) == {(1, "superseded"): 2, (2, "accepted"): 1}
    assert not judgement.holds.height


def test_equal_survey_answers_of_one_file_count_and_landed_again_do_not() -> None:
    first = parsed("survey_answer", {}, {}, {"u1": 3})
    judgement = judged(
        "survey_answer",
        first,
        parsed("survey_answer", {}, {}, {}, file_no=2),
        deliveries=("2026-10", "2026-10"),
    )
    assert ends(judgement) == {(1, "accepted"): 3, (2, "accepted"): 1, (2, "duplicate"): 2}


def test_an_activity_repeated_exactly_is_a_duplicate() -> None:
    judgement = judged("activity", parsed("activity", {}, {}, {"minutes": 30}))
    assert ends(judgement) == {(1, "accepted"): 2, (1, "duplicate"): 1}


def test_a_task_and_a_complaint_are_taken_from_the_newest_export() -> None:
    for record_type, change in (("case_task", {"task_name": "x"}), ("complaint", {"status": "Selesai"})):
        frames = [
            parsed(record_type, {}),
            parsed(record_type, change, file_no=2),
            parsed(record_type, {}, file_no=3),
        ]
        judgement = judged(record_type, *frames, deliveries=("2026-10",) * 3)
        assert ends(judgement) == {(1, "superseded"): 1, (2, "accepted"): 1, (3, "duplicate"): 1}


def test_a_mended_leave_letter_replaces_all_of_its_older_rows() -> None:
    one = {"leave_from": date(2026, 10, 12), "leave_to": date(2026, 10, 13)}
    other = {"leave_from": date(2026, 10, 20), "leave_to": date(2026, 10, 21)}
    mended = {"leave_from": date(2026, 10, 20), "leave_to": date(2026, 10, 20)}
    judgement = judged(
        "leave",
        parsed("leave", one, other),
        parsed("leave", one, mended, file_no=2),
        deliveries=("2026-10", "2026-10"),
    )
    assert ends(judgement) == {
        (1, "accepted"): 1,
        (1, "superseded"): 1,
        (2, "accepted"): 1,
        (2, "duplicate"): 1,
    }


def test_leave_that_overlaps_leave_holds_the_person() -> None:
    other = {"letter_no": "S/2", "leave_from": date(2026, 10, 7), "leave_to": date(2026, 10, 9)}
    later = {"letter_no": "S/3", "leave_from": date(2026, 10, 10), "leave_to": date(2026, 10, 10)}
    judgement = judged("leave", parsed("leave", {}, other, later))
    assert codes(judgement) == [["cuti_tumpang_tindih"]] * 2
    assert _holds(judgement) == [(ANI, "cuti_tumpang_tindih")]
    assert judgement.accepted["letter_no"].to_list() == ["S/3"]


def test_a_sanction_without_an_end_holds_the_person_until_mended() -> None:
    bad = parsed("discipline_case", {"applies_to": None})
    assert _holds(judged("discipline_case", bad)) == [(ANI, "sanksi_tanpa_akhir")]
    mended = judged(
        "discipline_case", bad, parsed("discipline_case", {}, file_no=2), deliveries=("2026-10",) * 2
    )
    assert ends(mended) == {(1, "superseded"): 1, (2, "accepted"): 1}
    assert not mended.holds.height


def test_a_bad_row_landed_again_is_quarantined_once() -> None:
    bad = parsed("activity", {"minutes": 5000}, {"minutes": 5000})
    again = parsed("activity", {"minutes": 5000}, {"minutes": 5000}, file_no=2)
    judgement = judged("activity", bad, again, deliveries=("2026-10", "2026-10"))
    assert ends(judgement) == {(1, "quarantined"): 2, (2, "duplicate"): 2}


def test_unreadable_rows_of_different_files_are_different_rows() -> None:
    def broken(file_no: int) -> pl.DataFrame:
        return parsed(
            "punch", {"device": None, "pin": None, "punch_at": None, "fault": "baris_rusak"}, file_no=file_no
        )

    three = pl.concat([broken(1), broken(2), broken(3)])
    judgement = judge("punch", three, MONTH, files(*["2026-10"] * 3, content=(1, 2, 1)), master())
    assert ends(judgement) == {(1, "quarantined"): 1, (2, "quarantined"): 1, (3, "duplicate"): 1}


# --- snapshots


def _employees(
    *frames: pl.DataFrame, deliveries: tuple[str, ...] = ("2026-10",), month: Month = MONTH
) -> Judged:
    return judge("employee_assignment", pl.concat(frames), month, files(*deliveries))


def test_the_newest_delivery_not_after_the_month_applies() -> None:
    frames = [parsed("employee_assignment", {}, file_no=number) for number in (1, 2, 3, 4)]
    judgement = _employees(*frames, deliveries=("2026-08", "2026-09", "2026-09", "2026-11"))
    assert ends(judgement) == {
        (1, "superseded"): 1,
        (2, "accepted"): 1,
        (3, "duplicate"): 1,
        (4, "other_month"): 1,
    }


def test_without_an_earlier_delivery_the_earliest_later_one_applies() -> None:
    frames = [parsed("employee_assignment", {}, file_no=number) for number in (1, 2)]
    judgement = _employees(*frames, deliveries=("2026-12", "2026-11"))
    assert ends(judgement) == {(1, "other_month"): 1, (2, "accepted"): 1}


@pytest.mark.parametrize(
    "change",
    [
        {"job_class": 9},
        {"assignment_from": date(2026, 10, 10), "status": "CPNS"},
        {
            "assignment_from": date(2021, 1, 1),
            "assignment_to": date(2021, 6, 1),
            "service_ended_on": date(2026, 1, 1),
        },
    ],
)
def test_who_contradicts_themselves_is_quarantined_whole(change: dict[str, Any]) -> None:
    third = {"assignment_from": date(2019, 1, 1), "assignment_to": date(2019, 12, 31)}
    ended = {"service_ended_on": date(2026, 2, 1)} if "service_ended_on" in change else {}
    rows = parsed("employee_assignment", ended, change, third, {"employee_id": BUDI})
    judgement = _employees(rows)
    assert judgement.accepted["employee_id"].to_list() == [BUDI]
    assert codes(judgement) == [["pegawai_bertentangan"]] * 3
    assert _holds(judgement) == [(ANI, "pegawai_bertentangan")]


def test_two_definitive_posts_on_one_day_contradict() -> None:
    rows = parsed(
        "employee_assignment",
        {"assignment_to": date(2026, 10, 15)},
        {"assignment_from": date(2026, 10, 15), "unit_id": "02"},
    )
    assert codes(_employees(rows)) == [["pegawai_bertentangan"]] * 2


def test_a_move_and_an_acting_post_do_not_contradict() -> None:
    rows = parsed(
        "employee_assignment",
        {"assignment_to": date(2026, 10, 14)},
        {"assignment_from": date(2026, 10, 15), "unit_id": "02"},
        {"assignment_from": date(2026, 10, 1), "is_acting": True, "unit_id": "03"},
    )
    assert ends(_employees(rows)) == {(1, "accepted"): 3}


def test_a_person_with_a_damaged_row_of_the_master_is_held() -> None:
    rows = parsed("employee_assignment", {}, {"assignment_from": None, "fault": "tanggal_rusak"})
    assert _holds(_employees(rows)) == [(ANI, "tanggal_rusak")]
