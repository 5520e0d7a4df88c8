"""The models accept what is sound and refuse each fault by its code."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from contracts.acceptance.schema import judging_schema
from contracts.acceptance.split import split
from contracts.reasons import REASONS
from contracts.records import BOOKKEEPING, RECORDS
from sources.feeds import FEEDS
from sources.frames import SCHEMAS
from sources.kinds import BAD_CHOICE, BAD_DATE, BAD_NUMBER, BROKEN_ROW
from tests.support.rows import SOUND, codes, ends, judged, local, parsed

READER_COLUMNS = {"row_no", "fault", "text_key"}


def test_every_record_type_of_a_feed_has_a_model() -> None:
    assert {name for names in FEEDS.values() for name in names} == set(RECORDS) == set(SOUND)


@pytest.mark.parametrize("record_type", RECORDS)
def test_models_and_readers_agree_on_names_and_types(record_type: str) -> None:
    schema = RECORDS[record_type].to_schema()
    read = {name: kind for name, kind in SCHEMAS[record_type].items() if name not in READER_COLUMNS}
    resolved = {name for name, column in schema.columns.items() if (column.metadata or {}).get("resolved")}
    assert {name: schema.columns[name].dtype.type for name in read} == read
    assert set(schema.columns) - set(read) - set(BOOKKEEPING) <= resolved


@pytest.mark.parametrize("record_type", RECORDS)
def test_a_sound_row_is_accepted_in_the_shape_of_its_model(record_type: str) -> None:
    judgement = judged(record_type, parsed(record_type, {}))
    assert ends(judgement) == {(1, "accepted"): 1}
    RECORDS[record_type].validate(judgement.accepted)


def test_reader_faults_are_registered() -> None:
    assert {BAD_CHOICE, BAD_DATE, BAD_NUMBER, BROKEN_ROW} <= set(REASONS)


@pytest.mark.parametrize("record_type", RECORDS)
def test_every_code_that_a_model_gives_is_registered(record_type: str) -> None:
    schema = judging_schema(record_type)
    given = {(column.metadata or {}).get("reason") for column in schema.columns.values()} - {None}
    assert given | {check.name for check in schema.checks} <= set(REASONS)


@pytest.mark.parametrize(
    ("record_type", "change", "code"),
    [
        ("leave", {"employee_id": "1.98609E+17"}, "nip_rusak"),
        ("leave", {"employee_id": "198801282012122000"}, "nip_rusak"),
        ("leave", {"employee_id": "19880128201212200"}, "nip_rusak"),
        ("leave", {"employee_id": None}, "wajib_kosong"),
        ("leave", {"leave_type": "liburan"}, "nilai_tidak_dikenal"),
        ("leave", {"leave_to": date(2026, 10, 4)}, "tanggal_terbalik"),
        ("leave", {"leave_to": None}, "wajib_kosong"),
        ("employee_assignment", {"status": "HONORER"}, "nilai_tidak_dikenal"),
        ("employee_assignment", {"job_class": 18}, "nilai_tidak_dikenal"),
        ("employee_assignment", {"assignment_to": date(2019, 1, 1)}, "tanggal_terbalik"),
        ("employee_assignment", {"name": None}, "wajib_kosong"),
        ("punch", {"pin": None}, "wajib_kosong"),
        ("punch", {"punch_at": None}, "wajib_kosong"),
        ("attendance_recap", {"recap_month": "2026-13"}, "tanggal_rusak"),
        ("attendance_recap", {"present": 32}, "angka_rusak"),
        ("attendance_recap", {"deduction_points_e4": -1}, "angka_rusak"),
        ("shift", {"ends_at": local(2026, 10, 5, 19)}, "tanggal_terbalik"),
        ("rating", {"predicate": "Lumayan"}, "nilai_tidak_dikenal"),
        ("rating", {"predicate": None}, "wajib_kosong"),
        ("activity", {"minutes": 1441}, "menit_tidak_wajar"),
        ("activity", {"minutes": -5}, "menit_tidak_wajar"),
        ("activity", {"quality_e4": 1_000_001}, "kualitas_tidak_wajar"),
        ("activity", {"minutes": None}, "wajib_kosong"),
        ("case_task", {"task_at": local(2026, 8, 31)}, "tanggal_terbalik"),
        ("case_task", {"ended_at": local(2026, 8, 31)}, "tanggal_terbalik"),
        ("survey_answer", {"u1": 0}, "jawaban_di_luar_skala"),
        ("survey_answer", {"u9": 5}, "jawaban_di_luar_skala"),
        ("complaint", {"closed_at": local(2026, 10, 5, 8)}, "tanggal_terbalik"),
        ("complaint", {"institution_id": None}, "wajib_kosong"),
        ("discipline_case", {"applies_to": None}, "sanksi_tanpa_akhir"),
        ("discipline_case", {"decision_no": None}, "wajib_kosong"),
        ("discipline_case", {"deduction_pct_e4": 1_000_001}, "angka_rusak"),
        ("calendar_decree", {"kind": "cuti"}, "nilai_tidak_dikenal"),
        ("opening_balance", {"unexcused_days": -1}, "angka_rusak"),
        ("aspect_score", {"score_e4": None}, "wajib_kosong"),
        ("outage", {"outage_to": local(2026, 10, 4)}, "tanggal_terbalik"),
        ("contact", {"channel": "faks"}, "nilai_tidak_dikenal"),
        ("contact", {"address": None}, "wajib_kosong"),
        ("rating_360", {"v7": 5}, "jawaban_di_luar_skala"),
        ("rating_360", {"rater_role": "tetangga"}, "nilai_tidak_dikenal"),
    ],
)
def test_a_fault_is_quarantined_with_its_code(record_type: str, change: dict[str, Any], code: str) -> None:
    judgement = judged(record_type, parsed(record_type, change))
    assert codes(judgement) == [[code]]
    assert not judgement.accepted.height


def test_a_blank_that_a_parse_fault_left_is_not_blamed_again() -> None:
    judgement = judged("leave", parsed("leave", {"leave_from": None, "fault": "tanggal_rusak"}))
    assert codes(judgement) == [["tanggal_rusak"]]


def test_all_reasons_are_told_identity_before_clock_before_the_rest() -> None:
    change = {"employee_id": "197308071996011009", "activity_date": date(2000, 1, 1), "minutes": 5000}
    judgement = judged("activity", parsed("activity", change))
    assert codes(judgement) == [["pegawai_tidak_dikenal", "jam_perangkat", "menit_tidak_wajar"]]
    assert judgement.quarantined["reason_code"].to_list() == ["pegawai_tidak_dikenal"]


def test_split_keeps_every_row_on_one_side() -> None:
    frame = parsed("activity", {}, {"minutes": 9999}, {"fault": "baris_rusak"}, {})
    accepted, quarantined = split("activity", frame)
    assert (accepted["row_no"].to_list(), quarantined["row_no"].to_list()) == ([1, 4], [2, 3])
    assert quarantined["reason_code"].to_list() == ["menit_tidak_wajar", "baris_rusak"]


def test_reasons_are_sentences_that_say_what_to_do() -> None:
    for reason in REASONS.values():
        assert reason.sentence.endswith(".")
        assert ":" in reason.sentence or ";" in reason.sentence, reason.code


def test_half_a_million_bad_rows_are_told_quickly() -> None:
    frame = parsed("activity", {"minutes": 5000}).select(pl.exclude("row_no", "fault"))
    many = pl.concat([frame] * 500_000, rechunk=True).with_columns(
        pl.int_range(1, pl.len() + 1).alias("row_no"), pl.lit(None, pl.String).alias("fault")
    )
    accepted, quarantined = split("activity", many)
    assert (accepted.height, quarantined.height) == (0, 500_000)
