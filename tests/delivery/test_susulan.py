import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from contracts.gates import release_check
from contracts.home import Home
from contracts.quality import shipped_quality
from delivery.errors import ReleaseRefused
from delivery.handoff.released import all_releases, payees
from delivery.release import susulan
from delivery.release.chain import chain_head, sha256_of
from delivery.release.publish import release_agency
from tests.support.marts import build_catalogue
from tests.support.sample_month import AGENCY, BUDI, MONTH, RINA, SITI, Line, month_of, sample

AT = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)
NEXT = "2026-11"
NEWCOMER = "199912312025061009"


def release(home: Home, month: str = MONTH) -> Path:
    return release_agency(
        home,
        month,
        AGENCY,
        by="Sri",
        released_at=AT,
        code_version="abc",
        policy_files=[],
        calendar_files=[],
        check=lambda _: [],
    )


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def computed_again(home: Home, changes: Mapping[str, Mapping[str, Any]], new: Sequence[str] = ()) -> None:
    """Run the month again: people of `changes` have other values, those of `new` were not there before."""
    tables = sample()
    for employee_id in new:
        for mart, rows in month_of(
            AGENCY, employee_id, "Nama Baru", (Line("beban_kerja", "flat", 500_000),)
        ).items():
            tables[mart] += rows
    for row in tables["monthly_incentives"]:
        row.update(changes.get(row["employee_id"], {}))
    build_catalogue(home, tables)


FREED = {BUDI: {"is_held": False, "hold_reason": None, "incentive_amount": 1_500_000}}


def test_who_was_held_is_paid_by_a_later_release_that_holds_nobody_else(ran: Home) -> None:
    first = release(ran)
    before = content(first)
    computed_again(ran, FREED)
    second = release(ran)
    assert second == first.with_name("r2")
    people = pl.read_parquet(second / "monthly_incentives.parquet")
    assert people.select("employee_id", "incentive_amount").rows() == [(BUDI, 1_500_000)]
    assert set(pl.read_parquet(second / "incentive_lines.parquet")["employee_id"]) == {BUDI}
    manifest = json.loads((second / "manifest.json").read_text())
    assert (manifest["release"], manifest["kind"], manifest["people"]) == (2, "susulan", 1)
    assert manifest["previous_release"] == sha256_of(first / "manifest.json")
    assert set(content(second)) == {
        "blocks.json",
        "incentive_line_factors.parquet",
        "incentive_lines.parquet",
        "manifest.json",
        "monthly_incentives.csv",
        "monthly_incentives.parquet",
    }
    assert content(first) == before


def test_everybody_is_paid_once_over_all_releases(ran: Home) -> None:
    release(ran)
    computed_again(ran, FREED)
    release(ran)
    computed_again(ran, FREED, [NEWCOMER])
    release(ran)
    paid = [
        payee.employee_id
        for each in all_releases(ran, MONTH, AGENCY)
        for payee in payees(each, "1.01")
        if not payee.is_held
    ]
    assert len(paid) == len(set(paid)) == 5
    assert paid[-2:] == [BUDI, NEWCOMER]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {SITI: {"incentive_amount": 9, "computed_amount": 9}},
        {BUDI: {"is_held": False, "hold_reason": None, "incentive_amount": 0, "computed_amount": 0}},
    ],
)
def test_with_nobody_left_to_pay_it_is_refused_and_nothing_is_written(
    ran: Home, changes: Mapping[str, Mapping[str, Any]]
) -> None:
    first = release(ran)
    computed_again(ran, changes)
    with pytest.raises(ReleaseRefused, match=r"sudah dirilis .* tidak ada orang yang belum dibayar"):
        release(ran)
    assert [path.name for path in first.parent.iterdir()] == ["r1"]


def test_the_same_person_twice_is_refused(ran: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    release(ran)
    computed_again(ran, FREED)
    monkeypatch.setattr("delivery.release.publish.only_unpaid", lambda tables, _: tables)
    with pytest.raises(ReleaseRefused, match="3 pegawai sudah dibayar untuk bulan ini"):
        release(ran)


def test_a_susulan_of_an_earlier_month_is_the_newest_link(ran: Home) -> None:
    tables = sample()
    for mart, rows in month_of(
        AGENCY, SITI, "Siti Aminah", (Line("beban_kerja", "flat", 9, ()),), month=NEXT
    ).items():
        tables[mart] += rows
    tables["agency_gates"].append({"agency_id": AGENCY, "month": NEXT, "status": "ready", "reasons": ""})
    build_catalogue(ran, tables)
    release(ran)
    other_month = release(ran, NEXT)
    computed_again(ran, FREED)
    late = release(ran)
    assert json.loads((late / "manifest.json").read_text())["previous_release"] == sha256_of(
        other_month / "manifest.json"
    )
    assert chain_head(ran, AGENCY) == late


def test_the_gates_judge_a_susulan_without_a_profile(ran: Home) -> None:
    computed_again(ran, FREED)
    with duckdb.connect(str(ran.catalogue), read_only=True) as marts:
        frames = {
            name: marts.sql(f"from marts.{name} where agency_id = '{AGENCY}'").pl()
            for name in (*susulan.PERSONAL, "agency_month_profile", "file_outcomes")
        }
    of_punches = pl.when(pl.col("feed") == "attendance").then(pl.lit("punch")).alias("record_type")
    frames["file_outcomes"] = frames["file_outcomes"].with_columns(of_punches)
    kept = susulan.only_unpaid(frames, pl.Series([SITI, RINA]))
    assert "agency_month_profile" not in kept
    assert release_check(kept, shipped_quality()) == []
