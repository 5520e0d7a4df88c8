"""Looks aside: simulate and whatif compute on the same models, and leave the home as it was."""

import hashlib
import json
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from typer.testing import CliRunner

from contracts.home import Home
from contracts.policy.loading import SHIPPED_POLICIES
from orchestration.cli import app
from orchestration.scratch import Look, compute, current_build, scratch
from tests.orchestration.conftest import MONTHS
from tests.support.reading import mart as every_month

MONTH = MONTHS[-1]


def mart(home: Home, name: str) -> pl.DataFrame:
    return every_month(home, name).filter(pl.col("month") == MONTH)


def kinerja(home: Home, *words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["--home", str(home.root), *words])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output if code else result.stdout


def facts(home: Home, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(kinerja(home, *words, "--json"))
    return found


def tree(home: Home) -> dict[str, str]:
    return {
        str(path.relative_to(home.root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.root.rglob("*"))
        if path.is_file()
    }


def edited(policy: str, tmp_path: Path, *changes: tuple[str, str]) -> str:
    text = (SHIPPED_POLICIES / policy).read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path = tmp_path / policy
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_look_aside_gives_what_the_run_gave(finished: Home) -> None:
    build = current_build(finished, MONTH)
    with scratch(Look(finished, build, tuple(build.agencies))) as connection:
        compute(connection, with_tests=True)
        columns = ["line_id", "numerator", "denominator", "amount"]
        aside = connection.sql(f"select {', '.join(columns)} from marts.incentive_lines order by all").pl()
    assert aside.equals(mart(finished, "incentive_lines").select(columns).sort(columns))


def test_the_policy_in_force_changes_nothing(finished: Home) -> None:
    before = tree(finished)
    same = facts(finished, "simulate", MONTH, "--policy", str(SHIPPED_POLICIES / "acuan.yaml"))
    assert {"14.72", "33.74", "52.71", "76.02"} == set(same["agencies"])
    assert same["total"]["gaining_people"] == same["total"]["losing_people"] == 0
    assert same["total"]["before_amount"] == same["total"]["after_amount"] > 0
    assert "people" not in same
    assert tree(finished) == before


def test_who_loses_under_a_harder_policy_and_by_how_much(finished: Home, tmp_path: Path) -> None:
    harder = edited("mataram.yaml", tmp_path, ('points: "0.5"', "points: 4"))
    found = facts(finished, "simulate", MONTH, "--policy", harder, "--people")
    assert found["agencies"] == ["52.71"]
    total = found["total"]
    assert total["losing_people"] == len(found["people"]) > 0
    assert total["after_amount"] - total["before_amount"] == total["lost_amount"] < 0
    for name in ("by_unit", "by_class", "by_status", "by_agency"):
        assert sum(group["lost_amount"] for group in found[name]) == total["lost_amount"]
        assert sum(group["people"] for group in found[name]) == total["people"]
    told = sum(one["after_amount"] - one["before_amount"] for one in found["people"])
    assert told == total["lost_amount"]
    text = kinerja(finished, "simulate", MONTH, "--policy", harder)
    assert "Menurut kelas jabatan" in text
    assert text.count("SIMULASI - BUKAN DASAR PEMBAYARAN") == 2


def test_cliffs_are_people_beside_an_edge(finished: Home) -> None:
    found = facts(finished, "simulate", MONTH, "--policy", str(SHIPPED_POLICIES / "acuan.yaml"))
    days = mart(finished, "attendance_days")
    for cliff in (one for one in found["cliffs"] if one["kind"] == "late" and one["edge"] == "31"):
        near = days.filter(pl.col("late_minutes").is_between(31, 30 + found["near_minutes"]))
        assert cliff["days_over"] == near.height
        assert cliff["people_over"] == near["employee_id"].n_unique()


def test_another_governments_policy_can_be_tried(finished: Home) -> None:
    words = ["simulate", MONTH, "--policy", str(SHIPPED_POLICIES / "mataram.yaml")]
    assert facts(finished, *words, "--agency", "33.74")["agencies"] == ["33.74"]
    assert "11.11" in kinerja(finished, *words, "--agency", "11.11", code=2)
    other = str(SHIPPED_POLICIES / "kota_contoh.yaml")
    assert "--agency" in kinerja(finished, "simulate", MONTH, "--policy", other, code=2)


def test_a_policy_that_is_none_is_refused(finished: Home, tmp_path: Path) -> None:
    broken = edited("mataram.yaml", tmp_path, ("cite: berita_2023", "cite: tidak_ada"))
    assert "baris" in kinerja(finished, "simulate", MONTH, "--policy", broken, code=2)
    page = tmp_path / "halaman.yaml"
    page.write_text("<html>", encoding="utf-8")
    kinerja(finished, "simulate", MONTH, "--policy", str(page), code=2)
    kinerja(finished, "simulate", "2026-01", "--policy", str(page), code=2)


def absent_people(home: Home) -> list[str]:
    lines = mart(home, "incentive_lines")["employee_id"].unique()
    days = mart(home, "attendance_days").filter(
        (pl.col("day_status") == "absent") & pl.col("employee_id").is_in(lines.to_list())
    )
    found: list[str] = days["employee_id"].unique().sort().to_list()
    return found


def test_a_day_present_pays_what_the_statement_says(finished: Home) -> None:
    before = tree(finished)
    people = absent_people(finished)[:4]
    assert people
    for person in people:
        tried = facts(finished, "whatif", person, MONTH, "--present", "1")
        told = [
            one["amount_difference"]
            for one in facts(finished, "explain", person, MONTH)["ifs"]
            if "hadir tepat waktu" in one["sentence"]
        ]
        assert tried["after_amount"] >= tried["before_amount"]
        assert told == [tried["after_amount"] - tried["before_amount"]]
    assert tree(finished) == before


def test_a_better_rating_pays_what_the_statement_says(finished: Home) -> None:
    rated = mart(finished, "performance_indicators").filter(pl.col("value_text") == "Butuh Perbaikan")
    paid = mart(finished, "incentive_lines")["employee_id"].unique()
    people = rated.filter(pl.col("employee_id").is_in(paid.to_list()))["employee_id"].unique().sort()[:2]
    for person in people:
        [told] = [
            one
            for one in facts(finished, "explain", person, MONTH)["ifs"]
            if one["measure"] == "rating_predicate"
        ]
        tried = facts(finished, "whatif", person, MONTH, "--rating", "Sangat Baik")
        assert told["amount_difference"] == tried["after_amount"] - tried["before_amount"] > 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "Sebutkan yang diandaikan"),
        (["--present", "25"], "hari tanpa keterangan yang tercatat"),
        (["--late", "25"], "hari terlambat yang tercatat"),
        (["--tasks", "1"], "tidak dinilai dari tugas"),
        (["--rating", "Bagus"], "pilih salah satu"),
        (["--answered", "1"], "tidak dinilai dari pengaduan"),
        (["--ikm", "85"], "tidak dinilai dari survei"),
        (["--leave", "libur=3"], "pilih: "),
    ],
)
def test_what_cannot_be_is_refused(finished: Home, words: list[str], sentence: str) -> None:
    person = absent_people(finished)[0]
    assert sentence in kinerja(finished, "whatif", person, MONTH, *words, code=2)


def test_a_stranger_is_refused(finished: Home) -> None:
    assert "tidak ada" in kinerja(finished, "whatif", "1" * 18, MONTH, "--present", "1", code=2)


def test_each_line_has_evidence_that_is_an_accepted_row(finished: Home) -> None:
    with duckdb.connect(str(finished.catalogue), read_only=True) as catalogue:
        evidence = catalogue.sql(f"select * from marts.incentive_evidence where month = '{MONTH}'").pl()
        held = evidence.filter(pl.col("row_no").is_not_null()).select("record_type", "file_no", "row_no")
        for (record_type,), rows in held.unique().group_by("record_type"):
            accepted = catalogue.sql(f'select file_no, row_no from accepted."{record_type}"').pl()
            assert rows.join(accepted, on=["file_no", "row_no"], how="anti").height == 0, record_type
    lines = mart(finished, "incentive_lines").filter(pl.col("line_kind") == "reguler")
    assert lines.join(evidence, on="line_id", how="anti").height == 0
    assert evidence.filter(pl.col("path").is_null()).height == 0
    excused = mart(finished, "attendance_days").filter(
        (pl.col("month") == MONTH) & pl.col("outage").is_not_null()
    )
    told = evidence.filter(pl.col("record_type") == "outage")
    assert excused.height
    assert set(told["employee_id"]) == set(excused["employee_id"]) & set(evidence["employee_id"])
    counted = evidence.filter(pl.col("record_type").is_in(["survey_answer", "rating_360"]))
    assert counted["row_no"].null_count() == counted.height


def test_a_statement_never_tells_the_kind_of_leave(finished: Home) -> None:
    with duckdb.connect(str(finished.catalogue), read_only=True) as catalogue:
        away = catalogue.execute(
            "select employee_id, any_value(leave_type) from accepted.leave where month = ? and leave_type in "
            "('sakit', 'melahirkan', 'alasan_penting', 'besar', 'tugas_belajar') group by 1 order by 1",
            [MONTH],
        ).fetchall()
    assert away
    for person, kind in away[:6]:
        told = json.dumps(facts(finished, "explain", person, MONTH)).lower()
        assert kind.replace("_", " ") not in told
        assert f'"{kind}"' not in told


def test_leave_can_be_supposed(finished: Home) -> None:
    """A day of annual leave in place of an absent one pays like a day present."""
    person = absent_people(finished)[0]
    away = facts(finished, "whatif", person, MONTH, "--leave", "tahunan=1")
    assert away["changes"] == ["1 hari kerja cuti tahunan"]
    present = facts(finished, "whatif", person, MONTH, "--present", "1")
    assert away["after_amount"] == present["after_amount"]
