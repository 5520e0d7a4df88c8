"""What a look back says: who is new, who is gone, what was decided otherwise, and which files came since."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from contracts.dates import moment_text
from contracts.home import Home
from delivery import ledger
from delivery.asof import as_of, render
from delivery.errors import MonthNotRunError
from delivery.wording import rupiah
from tests.support.marts import build_catalogue
from tests.support.sample_month import AGENCY, BUDI, JOKO, MONTH, RINA, SITI, Row, sample

UNTIL = datetime(2026, 11, 3, tzinfo=UTC)
CALENDAR = "agency_id varchar, month varchar, date date, day_kind varchar, pattern_id varchar"


def built(home: Home, tables: dict[str, list[Row]], kind: str = "workday", status: str = "absent") -> Home:
    day = {"agency_id": AGENCY, "month": MONTH, "employee_id": SITI, "work_date": "2026-10-05"}
    build_catalogue(home, {**tables, "attendance_days": [{**day, "day_status": status}]})
    with duckdb.connect(str(home.catalogue)) as catalogue:
        catalogue.execute("create schema compiled")
        catalogue.execute(f"create table compiled.calendar_days ({CALENDAR})")
        row = [AGENCY, MONTH, "2026-10-26", kind, "default"]
        catalogue.execute("insert into compiled.calendar_days values (?, ?, ?, ?, ?)", row)
    return home


def test_the_difference_is_told_in_words(tmp_path: Path) -> None:
    past = built(Home(tmp_path / "past"), without(sample(), RINA))
    tables = without(sample(), JOKO)
    [siti] = [row for row in tables["monthly_incentives"] if row["employee_id"] == SITI]
    siti["job_class"] += 1
    [budi] = [row for row in tables["monthly_incentives"] if row["employee_id"] == BUDI]
    budi |= {"is_held": False, "incentive_amount": 1_500_000}
    line = next(row for row in tables["incentive_lines"] if row["employee_id"] == SITI)
    line["amount"] += 7
    now = built(Home(tmp_path / "now"), tables, "holiday", "present")
    for number, at in enumerate((UNTIL, UNTIL + timedelta(seconds=1)), 1):
        ledger.append(now, "receipts", [receipt(number, at)])
    facts = as_of(past, now, MONTH, UNTIL)
    told = {person["employee_id"]: person["differences"] for person in facts["people"]}
    assert told[RINA] == ["belum dikenal waktu itu", *told[RINA][1:]]
    assert told[JOKO][0] == "kini tidak ada lagi dalam bulan ini"
    assert "tidak ditahan lagi" in told[BUDI]
    assert told[SITI][0] == f"kelas jabatan {siti['job_class'] - 1} menjadi {siti['job_class']}"
    assert told[SITI][1].startswith("2026-10-05: ")
    assert len(told[SITI]) == 3
    assert [file["path"] for file in facts["files_since"]] == ["2.csv"]
    assert moment_text("2026-11-22T17:30:00+00:00") == "23 November 2026 00.30 WIB"
    assert f"{moment_text((UNTIL + timedelta(seconds=1)).isoformat())}  2.csv" in render(facts)
    assert facts["calendar"] == [f"{AGENCY} 2026-10-26: workday menjadi holiday"]
    assert (facts["people_then"], facts["people_now"]) == (4, 4)
    moved = amount(sample(), RINA) - amount(sample(), JOKO) + 1_500_000
    assert facts["now_amount"] - facts["then_amount"] == moved
    assert "kini tidak ada lagi" in render(facts)
    assert [each["employee_id"] for each in as_of(past, now, MONTH, UNTIL, SITI)["people"]] == [SITI]


def test_corrections_stand_beside_what_the_month_itself_comes_to(tmp_path: Path) -> None:
    past, tables = built(Home(tmp_path / "past"), sample()), sample()
    line = next(row for row in tables["incentive_lines"] if row["employee_id"] == SITI)
    correction = {
        **line,
        "line_id": "k",
        "line_kind": "kekurangan",
        "amount": 60_000,
        "cause": "berkas a.csv",
    }
    tables["incentive_lines"] += [
        {**correction, "for_month": "2026-09"},
        {**correction, "month": "2026-11", "line_id": "l", "amount": 5_000, "cause": None},
    ]
    [siti] = [row for row in tables["monthly_incentives"] if row["employee_id"] == SITI]
    siti["incentive_amount"] += 60_000
    facts = as_of(past, built(Home(tmp_path / "now"), tables), MONTH, UNTIL)
    [person] = facts["people"]
    assert (person["differences"], person["then_amount"]) == ([], person["now_amount"])
    assert facts["then_amount"] == facts["now_amount"]
    assert person["corrections"] == [
        f"kekurangan bulan 2026-09 {rupiah(60_000)} masuk bulan ini (berkas a.csv)",
        f"kekurangan {rupiah(5_000)} sudah masuk bulan 2026-11",
    ]
    assert "koreksi: kekurangan" in render(facts)


def test_a_month_like_itself_has_no_difference(tmp_path: Path) -> None:
    home = built(Home(tmp_path / "data"), sample())
    facts = as_of(home, home, MONTH, UNTIL)
    assert (facts["people"], facts["calendar"], facts["files_since"]) == ([], [], [])
    assert facts["then_amount"] == facts["now_amount"] > 0
    assert "Tidak ada pegawai" in render(facts)
    with pytest.raises(MonthNotRunError, match="belum dijalankan"):
        as_of(Home(tmp_path / "none"), home, MONTH, UNTIL)


def without(tables: dict[str, list[Row]], employee_id: str) -> dict[str, list[Row]]:
    return {
        name: [row for row in rows if row.get("employee_id") != employee_id] for name, rows in tables.items()
    }


def amount(tables: dict[str, list[Row]], employee_id: str) -> int:
    [row] = [row for row in tables["monthly_incentives"] if row["employee_id"] == employee_id]
    found: int = row["incentive_amount"]
    return found


def receipt(number: int, at: datetime) -> dict[str, Any]:
    return {
        "file_no": number, "path": f"{number}.csv", "agency_id": AGENCY, "delivery_month": MONTH,
        "feed": "attendance", "sha256": str(number), "size": 1, "mtime_ns": 1, "received_at": at.isoformat(),
    }  # fmt: skip
