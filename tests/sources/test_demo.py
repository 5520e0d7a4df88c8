import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sources.demo import DemoSummary, write_demo
from sources.demo.agencies import plan_agencies
from sources.demo.units import plan_blocks
from sources.reading import parse_file
from sources.refusals import Refused

ZONES = {
    "52.71": "Asia/Makassar",
    "33.74": "Asia/Jakarta",
    "76.02": "Asia/Makassar",
    "14.72": "Asia/Jakarta",
}
NEVER_READ = {"ignored", "not_settled", "unknown_agency"}
REFUSALS = {"refused", "unknown_feed"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("demo")
    write_demo(root / "landing", root / "planted.json", employees=2000, months=2)
    return root


@pytest.fixture(scope="module")
def book(demo: Path) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads((demo / "planted.json").read_text(encoding="utf-8"))
    return records


@pytest.fixture(scope="module")
def parsed(demo: Path, book: list[dict[str, Any]]) -> dict[str, tuple[str, pl.DataFrame] | Refused]:
    """Every landed file that a run would read: its shape and rows, or why it is refused."""
    unread = {record["path"] for record in book if record["expected_outcome"] in NEVER_READ}
    outcomes: dict[str, tuple[str, pl.DataFrame] | Refused] = {}
    for path in _landed(demo):
        name = path.relative_to(demo / "landing").as_posix()
        agency, _, feed = name.split("/")[:3]
        if name in unread:
            continue
        try:
            read = parse_file(path, feed, ZONES[agency])
            outcomes[name] = (read.shape, read.frame)
        except Refused as refusal:
            outcomes[name] = refusal
    return outcomes


def _landed(root: Path) -> Iterator[Path]:
    return (path for path in sorted((root / "landing").rglob("*")) if path.is_file())


def _digest(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def _read(parsed: dict[str, tuple[str, pl.DataFrame] | Refused], shape: str) -> pl.DataFrame:
    return pl.concat(found[1] for found in parsed.values() if isinstance(found, tuple) and found[0] == shape)


def test_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_demo(tmp_path / name / "landing", tmp_path / name / "planted.json", employees=400, months=2)
    assert _digest(tmp_path / "a") == _digest(tmp_path / "b")


def test_another_seed_gives_other_bytes_in_the_same_files(tmp_path: Path) -> None:
    for seed in (1, 2):
        write_demo(
            tmp_path / str(seed), tmp_path / f"{seed}.json", employees=400, months=1, seed=seed, agencies=1
        )
    first, second = _digest(tmp_path / "1"), _digest(tmp_path / "2")
    assert first != second


def test_summary_counts_what_was_written(tmp_path: Path) -> None:
    summary = write_demo(tmp_path / "landing", tmp_path / "planted.json", employees=500, months=1, agencies=6)
    assert summary == DemoSummary(
        agencies=6, months=1, employees=500, files=len(list(_landed(tmp_path))), rows=summary.rows
    )
    assert sorted(path.name for path in (tmp_path / "landing").iterdir()) == [
        "14.72", "33.74", "52.71", "76.02", "90.01", "90.02", "99.99",
    ]  # fmt: skip


def test_every_shape_of_the_issue_occurs(parsed: dict[str, tuple[str, pl.DataFrame] | Refused]) -> None:
    shapes = {found[0] for found in parsed.values() if isinstance(found, tuple)}
    assert shapes == {
        "simpeg", "unit", "zk_attlog", "fingerspot_scan", "recap_days", "recap_points", "roster", "leave",
        "ekinerja_rating", "activity_log", "case_log", "skm_counter", "skm_form", "lapor", "register_311",
        "discipline_case", "calendar_decree", "opening_balance", "outage", "contact", "rating_360",
        "payroll_base", "training", "approvals",
    }  # fmt: skip


def test_only_planted_files_are_refused(
    parsed: dict[str, tuple[str, pl.DataFrame] | Refused], book: list[dict[str, Any]]
) -> None:
    planted = {record["path"]: record for record in book if record["expected_outcome"] in REFUSALS}
    refused = {name: found for name, found in parsed.items() if isinstance(found, Refused)}
    assert set(refused) == set(planted)
    for name, record in planted.items():
        if record["expected_code"]:
            assert record["expected_code"] == refused[name].code


def test_only_planted_rows_have_a_fault(
    parsed: dict[str, tuple[str, pl.DataFrame] | Refused], book: list[dict[str, Any]]
) -> None:
    by_reader = {"baris_rusak", "tanggal_rusak", "angka_rusak"}
    planted = {
        (record["path"], row): record["expected_code"]
        for record in book
        if record["expected_code"] in by_reader
        for row in record["rows"]
    }
    found = {
        (name, row): fault
        for name, outcome in parsed.items()
        if isinstance(outcome, tuple)
        for row, fault in outcome[1].filter(pl.col("fault").is_not_null()).select("row_no", "fault").rows()
    }
    assert found == planted


def test_planted_rows_and_people_are_real(
    demo: Path, parsed: dict[str, tuple[str, pl.DataFrame] | Refused], book: list[dict[str, Any]]
) -> None:
    for record in book:
        assert (demo / "landing" / record["path"]).is_file() or record["kind"] == "outage"
        assert record["row_no"] == (record["rows"][0] if len(record["rows"]) == 1 else None)
        found = parsed.get(record["path"])
        if not record["rows"] or not isinstance(found, tuple):
            continue
        frame = found[1]
        rows = frame.filter(pl.col("row_no").is_in(record["rows"]))
        assert rows.height == len(record["rows"])
        named = "employee_id" in frame.columns and record["kind"] not in {"corrupt_line", "shared_pin"}
        if named and record["employee_ids"] and rows["employee_id"].null_count() < rows.height:
            assert set(rows["employee_id"]) <= set(record["employee_ids"])


def test_planted_punches_are_what_they_are_said_to_be(
    parsed: dict[str, tuple[str, pl.DataFrame] | Refused], book: list[dict[str, Any]]
) -> None:
    tests = {
        "clock_reset": pl.col("punch_at").dt.year() == 2000,
        "clock_ahead": pl.col("punch_at").dt.year() == 2027,
        "unmapped_pin": pl.col("pin").is_in(["97", "98"]),
    }
    seen = set()
    for record in book:
        found = parsed.get(record["path"])
        if record["kind"] in tests and isinstance(found, tuple):
            rows = found[1].filter(pl.col("row_no").is_in(record["rows"]))
            assert rows.select(tests[record["kind"]].all()).item()
            seen.add(record["kind"])
    assert seen == set(tests)


def test_punches_stay_inside_their_delivery_month(
    parsed: dict[str, tuple[str, pl.DataFrame] | Refused], book: list[dict[str, Any]]
) -> None:
    planted = {(record["path"], row) for record in book for row in record["rows"]}
    for name, found in parsed.items():
        if isinstance(found, tuple) and "punch_at" in found[1].columns:
            month = name.split("/")[1]
            strays = found[1].filter(pl.col("punch_at").dt.strftime("%Y-%m") != month)
            assert all((name, row) in planted for row in strays["row_no"])


def test_nips_are_well_formed_and_unique_over_all_agencies(
    parsed: dict[str, tuple[str, pl.DataFrame] | Refused],
) -> None:
    people = _read(parsed, "simpeg").filter(~pl.col("is_acting"))
    nips = people.filter(pl.col("employee_id") != "1.98609E+17").select("employee_id", "name").unique()
    assert nips["employee_id"].is_unique().all()
    assert (
        nips["employee_id"]
        .str.contains(r"^(19|20)\d{2}(0[1-9]|1[0-2])\d{2}\d{4}(0[1-9]|1[0-2])[12]\d{3}$")
        .all()
    )
    assert not nips["employee_id"].str.ends_with("000").any()


def test_the_month_has_its_stories(parsed: dict[str, tuple[str, pl.DataFrame] | Refused]) -> None:
    people = _read(parsed, "simpeg")
    assert people.filter("is_acting")["acting_decision_no"].null_count() == 0
    assert people.filter("is_acting").height
    for column in ("assignment_to", "duty_from", "service_ended_on", "status_from"):
        assert people[column].drop_nulls().len(), column
    assert set(people["status"]) == {"PNS", "CPNS", "PPPK", "PPPK_PW"}
    assert set(people["post_type"]) == {
        "pimpinan_tinggi", "administrator", "pengawas", "fungsional", "pelaksana",
    }  # fmt: skip
    shifts = _read(parsed, "roster")
    assert shifts.filter(pl.col("ends_at").dt.date() > pl.col("shift_date")).height


def test_invented_agencies_carry_no_defects(tmp_path: Path) -> None:
    write_demo(tmp_path / "landing", tmp_path / "planted.json", employees=300, months=1, agencies=8)
    planted = json.loads((tmp_path / "planted.json").read_text(encoding="utf-8"))
    assert not {record["agency_id"] for record in planted} & {"90.01", "90.02", "90.03", "90.04"}


@pytest.mark.parametrize("employees", [1, 60, 5_000, 500_000])
@pytest.mark.parametrize("agencies", [1, 4, 200])
def test_people_are_split_and_grouped_without_loss(employees: int, agencies: int) -> None:
    plan = plan_agencies(agencies, employees)
    assert sum(agency.employees for agency in plan) >= employees
    assert len({agency.code for agency in plan}) == agencies
    for agency in plan[:5]:
        blocks = list(plan_blocks(agency))
        assert sum(block.people for block in blocks) == agency.employees
        assert max(block.people for block in blocks) < 12_000


def test_tiny_demo_can_be_written(tmp_path: Path) -> None:
    summary = write_demo(tmp_path / "landing", tmp_path / "planted.json", employees=1, months=1)
    assert summary.employees == 48


@pytest.mark.parametrize(
    "arguments",
    [
        {"months": 0},
        {"employees": 0},
        {"agencies": 0},
        {"agencies": 896},
        {"end": "2026-13"},
        {"end": "1999-01"},
    ],
)
def test_impossible_arguments_are_refused(tmp_path: Path, arguments: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"at least 1|at most|month|calendar"):
        write_demo(tmp_path / "landing", tmp_path / "planted.json", **arguments)
