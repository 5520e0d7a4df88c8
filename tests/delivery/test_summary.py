import json
from datetime import date

import duckdb
import pytest

from contracts.home import Home
from delivery.errors import MonthNotRunError
from delivery.summary import ENDS, month_status
from delivery.summary_text import render
from tests.support.marts import build_catalogue
from tests.support.sample_month import AGENCY, MONTH, OTHER_AGENCY, sample


def test_status_counts_people_rows_files_and_rupiah(ran: Home) -> None:
    status = month_status(ran, MONTH)
    assert json.loads(json.dumps(status)) == status
    held, ready = status["agencies"]
    assert (held["agency_id"], held["status"]) == (OTHER_AGENCY, "held")
    assert (ready["people"], ready["people_held"]) == (4, 1)
    assert ready["files"] == {"parsed": 2, "refused": 1}
    assert ready["rows"]["read"] == sum(ready["rows"][end] for end in ENDS) == 105  # type: ignore[literal-required]  # the ends are its keys
    assert ready["money"] == {
        "computed_amount": 2_670_060 + 1_500_000 + 1_012_460 + 116_000,
        "incentive_amount": 2_670_060 + 1_012_460 + 116_000,
        "held_amount": 1_500_000,
    }
    assert status["totals"]["people"] == 5
    assert status["totals"]["agencies"] == {"ready": 0, "ready_with_warnings": 1, "held": 1}


def test_text_says_who_is_held_why_and_what_to_type(ran: Home) -> None:
    text = render(month_status(ran, MONTH))
    assert "1 siap dengan catatan, 1 ditahan" in text
    assert "52.71: Tidak ada presensi sama sekali" in text
    assert "4 baris dikarantina" in text
    assert f"kinerja release {MONTH} --agency {AGENCY} --by NAMA" in text
    assert "kinerja explain " in text
    assert "SIMULASI" in text


def test_released_agency_shows_its_release(ran: Home) -> None:
    folder = ran.releases / MONTH / AGENCY / "r1"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    status = month_status(ran, MONTH)
    assert status["agencies"][1]["releases"] == ["r1"]
    assert "--by NAMA" not in render(status)


def test_the_next_interim_review_is_told_with_what_to_type(ran: Home) -> None:
    status = month_status(ran, MONTH, {AGENCY: date(2026, 11, 10)})
    assert {agency["agency_id"]: agency["next_interim_on"] for agency in status["agencies"]} == {
        AGENCY: "2026-11-10",
        OTHER_AGENCY: None,
    }
    said = f"  {AGENCY}  10 November 2026: kinerja run 2026-11 --until 2026-11-10 --agency {AGENCY}\n"
    assert said in render(status)


def test_files_of_no_known_agency_are_told(home: Home) -> None:
    tables = sample()
    tables["file_outcomes"].append(
        {
            "agency_id": "00.00",
            "month": MONTH,
            "path": "landing/00.00/x",
            "outcome": "unknown_agency",
            "rows_read": 0,
        }
    )
    tables["agency_gates"].append({"agency_id": "00.00", "month": MONTH, "status": "held", "reasons": "x"})
    build_catalogue(home, tables)
    status = month_status(home, MONTH)
    assert status["unknown_files"] == {"unknown_agency": 1}
    assert [file["path"] for file in status["unknown_unread"]] == ["landing/00.00/x"]
    assert "00.00" not in {agency["agency_id"] for agency in status["agencies"]}
    assert status["totals"]["agencies"]["held"] == 1
    assert "Berkas tanpa pemilik: 1 pemerintah daerah tidak dikenal" in render(status)


def test_hundreds_of_agencies_stay_readable(home: Home) -> None:
    tables = sample()
    tables["agency_gates"] += [
        {"agency_id": f"80.{n:03}", "month": MONTH, "status": "ready", "reasons": ""} for n in range(200)
    ]
    build_catalogue(home, tables)
    text = render(month_status(home, MONTH))
    assert "dan 182 daerah lain" in text
    assert len(text.splitlines()) < 70


def test_a_month_that_was_not_run(ran: Home) -> None:
    with pytest.raises(MonthNotRunError, match="kinerja run 2027-01"):
        month_status(ran, "2027-01")


def test_a_file_that_was_not_read_is_named_with_its_reason(ran: Home) -> None:
    status = month_status(ran, MONTH)
    (file,) = [file for agency in status["agencies"] for file in agency["unread_files"]]
    assert file["outcome"] == "refused"
    assert f"{file['path']}: Berkas kosong." in " ".join(render(status).split())


def test_holds_past_their_limit_are_told_with_the_day(ran: Home) -> None:
    assert {agency["holds_escalated"] for agency in month_status(ran, MONTH)["agencies"]} == {0}
    with duckdb.connect(str(ran.catalogue)) as catalogue:
        held = [(AGENCY, MONTH, True, 15), (AGENCY, MONTH, True, 12), (AGENCY, MONTH, False, 1)]
        told = ", ".join(
            str((*hold[:3], f"2026-11-{hold[3]:02}")) for hold in [*held, (AGENCY, "2026-09", True, 2)]
        )
        catalogue.execute(
            "create view marts.quality_findings as select * replace (cast(hold_until as date) as hold_until) "
            f"from (values {told}) as found (agency_id, month, is_escalated, hold_until)"
        )
    status = month_status(ran, MONTH)
    late = {agency["agency_id"]: agency["holds_escalated"] for agency in status["agencies"]}
    assert late == {AGENCY: 2, OTHER_AGENCY: 0}
    assert "2 penahanan lewat batasnya, yang pertama sejak 12 November 2026" in " ".join(
        render(status).split()
    )
