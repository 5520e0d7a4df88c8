"""The review list: counts for everybody, people and reasons for superiors only."""

import datetime as dt

import duckdb
import pytest

from contracts.home import Home
from delivery import reviews
from delivery.catalogue import Row
from delivery.errors import MonthNotRunError
from delivery.reviews_text import render

MONTH = "2026-10"


def test_the_list_counts_without_names_and_explains_with_them(demo_home: Home) -> None:
    with duckdb.connect(str(demo_home.catalogue), read_only=True) as catalogue:
        people = catalogue.execute(
            "select employee_id, state, goal_e4, score_e4 from marts.review_list where month = ?", [MONTH]
        ).fetchall()
        untouched = catalogue.execute(
            "select count(*) from marts.incentive_lines where rule_id like 'reviews.%'"
        ).fetchall()
    assert people, "the demo rates someone low twice"
    assert untouched == [(0,)]
    found = reviews.listed(demo_home, MONTH)
    public, named = render(MONTH, found), render(MONTH, found, with_names=True)
    for employee, _, goal, score in people:
        assert employee not in public
        assert employee in named
        assert goal is None or score < goal
    assert f"{len(people)} perlu pembinaan" in public or len({row["unit_id"] for row in found}) > 1
    assert "JP" in named
    assert "tidak ada TPP yang dipotong" in public


def test_one_unit_or_agency_can_be_asked_for(demo_home: Home) -> None:
    row = reviews.listed(demo_home, MONTH)[0]
    ours = reviews.listed(demo_home, MONTH, row["agency_id"], row["unit_id"])
    assert ours
    assert {each["unit_id"] for each in ours} == {row["unit_id"]}
    assert reviews.listed(demo_home, MONTH, "00.00") == []
    assert reviews.listed(demo_home, MONTH, unit="00.00.00") == []
    assert "tidak ada yang masuk daftar" in render(MONTH, [])


def test_a_month_that_was_not_run_is_refused(demo_home: Home) -> None:
    with pytest.raises(MonthNotRunError, match="2031-01"):
        reviews.listed(demo_home, "2031-01")


def _coached(**changed: object) -> Row:
    row: Row = {
        "agency_id": "52.71", "agency_name": "Kota Mataram", "agency_status": "ready", "unit_id": "52.71.03",
        "unit_name": "Dinas Sosial", "employee_id": "198007292003071001", "name": "Ani",
        "list_kind": "coaching", "state": "new", "aspect": "discipline", "score_e4": 700_000,
        "before_e4": 980_000, "before_month": "2026-09", "run_months": 1, "goal_e4": 830_000,
        "look_again_month": "2026-12", "final_assessment_on": dt.date(2026, 12, 31), "months_left": 2,
        "is_late": False,
        "cause_measure": "discipline_points", "cause_score_e4": 700_000, "cause_before_e4": 980_000,
        "cause_text": None, "evidence_count": 19, "events": [("late", 7), ("absent", 2)], "lesson_hours": 8,
        "target_hours": 20, "rule_title": "Turun", "citation": "Perbup", "rule_status": "law",
    }  # fmt: skip
    return {**row, **changed}


def test_a_row_says_who_why_by_what_evidence_and_what_to_do() -> None:
    told = " ".join(render(MONTH, [_coached()], with_names=True).split())
    for said in (
        "52.71.03 Dinas Sosial: 1 perlu pembinaan",
        "Ani (198007292003071001)",
        "Nilai disiplin 70, September 2026 98",
        "poin disiplin 70, sebelumnya 98 (terlambat 7 kali, tidak masuk 2 kali; 19 baris bukti)",
        "Yang dapat dilakukan: tanyakan sebabnya",
        "Dilihat lagi Desember 2026; berhasil bila nilainya sedikitnya 83",
        "Penilaian akhir 31 Desember 2026 (2 bulan lagi): masih sempat",
        f"kinerja explain NIP {MONTH}",
    ):
        assert said in told, told
    assert "TERLAMBAT" not in told


def test_coaching_that_ends_after_the_final_assessment_is_marked() -> None:
    late = _coached(is_late=True, look_again_month="2027-01")
    assert "1 di antaranya terlambat untuk penilaian akhir" in render(MONTH, [late])
    told = " ".join(render(MONTH, [late], with_names=True).split())
    assert "perlu pembinaan, TERLAMBAT untuk penilaian akhir" in told
    assert "lihat hasilnya lebih awal, paling lambat Desember 2026" in told
    early = {**late, "final_assessment_on": dt.date(2026, 12, 15), "months_left": 1}
    assert "paling lambat November 2026" in " ".join(render(MONTH, [early], with_names=True).split())
    gone = {**late, "final_assessment_on": dt.date(2026, 10, 31), "months_left": 0}
    assert "baru terlihat pada penilaian tahun sesudahnya" in " ".join(
        render(MONTH, [gone], with_names=True).split()
    )


def test_a_held_agency_and_praise_that_too_many_earn_are_said_as_such() -> None:
    praised = _coached(list_kind="recognition", state="too_many", agency_status="held")
    told = render(MONTH, [praised, {**praised, "employee_id": "198007292003071002"}], with_names=True)
    assert "Bulan ini DITAHAN: datanya belum lengkap" in told
    assert "2 memenuhi syarat penghargaan yang dipenuhi terlalu banyak orang" in " ".join(told.split())
    assert "198007292003071002" not in told


def test_a_head_of_a_unit_sees_those_below_it_too() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema marts; create schema accepted")
        connection.execute("create table marts.review_list as select '95' as agency_id, '2026-10' as month")
        connection.execute(
            "create table accepted.unit as from (values ('95', 'dinas', null), ('95', 'uptd', 'dinas'), "
            "('95', 'pos', 'uptd'), ('95', 'badan', null), ('96', 'lain', 'dinas')"
            ") as given(agency_id, unit_id, parent_unit_id), (select '2026-10' as month)"
        )
        found = connection.execute(reviews.BELOW, {"month": MONTH, "unit": "dinas"}).fetchall()
    assert {unit for (unit,) in found} == {"dinas", "uptd", "pos"}
