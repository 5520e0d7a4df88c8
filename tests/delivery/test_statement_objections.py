"""What a statement says of the objections of its person."""

import datetime as dt
from typing import Any

import pytest

from contracts.home import Home
from delivery.statement.build import statement
from delivery.statement.text import render
from tests.support.marts import build_catalogue
from tests.support.sample_month import AGENCY, MONTH, RINA, SITI, sample

ASKED: dict[str, Any] = {
    "agency_id": AGENCY,
    "month": MONTH,
    "objection_id": "K-1/2026",
    "employee_id": SITI,
    "for_month": MONTH,
    "line_code": "3f2a90c177be",
    "ground": "cuti sakit dihitung alpa",
    "file_until": dt.date(2026, 11, 11),
    "filed_on": dt.date(2026, 11, 9),
    "decide_until": dt.date(2026, 11, 23),
    "state": "open",
    "is_counted": False,
}
DECIDED = ASKED | {
    "decided_on": dt.date(2026, 11, 16),
    "decided_by": "Sekretaris Daerah",
    "decision_reason": "Tidak ada surat dokter.",
}


def _said(home: Home, *objections: dict[str, Any], of: str = SITI) -> str:
    build_catalogue(home, sample() | {"objections": list(objections)})
    return " ".join(render(statement(home, of, MONTH)).split())


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            ASKED | {"routed_to_id": RINA},
            (
                "K-1/2026 (kode baris 3f2a-90c1-77be, Oktober 2026), diajukan 9 November 2026: "
                "cuti sakit dihitung alpa. Belum diputus: diputus oleh atasan pejabat penilai, "
                "paling lambat 23 November 2026."
            ),
        ),
        (
            ASKED | {"unrouted_reason": "atasan_tidak_tercatat", "state": "late"},
            (
                "Belum diputus: pemutusnya belum ditetapkan (atasannya tidak tercatat pada data pegawai), "
                "paling lambat 23 November 2026. Tenggat itu sudah lewat."
            ),
        ),
        (
            ASKED | {"state": "out_of_time"},
            "Diajukan lewat waktu: tenggatnya 11 November 2026. Belum diputus.",
        ),
        (
            DECIDED | {"state": "rejected"},
            "Ditolak oleh Sekretaris Daerah pada 16 November 2026: Tidak ada surat dokter.",
        ),
        (
            DECIDED | {"state": "accepted", "mending_file": "2026-11/leave/a.csv", "mending_row": 3},
            (
                "Diterima oleh Sekretaris Daerah pada 16 November 2026: Tidak ada surat dokter. Perbaikannya "
                "(2026-11/leave/a.csv baris 3) belum ikut dihitung."
            ),
        ),
    ],
    ids=["open", "late and unrouted", "out of time", "rejected", "accepted"],
)
def test_a_statement_says_how_an_objection_stands_and_why(home: Home, row: dict[str, Any], said: str) -> None:
    assert said in _said(home, row)


def test_the_latest_run_is_believed_and_nobody_elses_objection_is_told(home: Home) -> None:
    later = DECIDED | {"month": "2026-11", "state": "rejected"}
    text = _said(home, ASKED, later)
    assert "Ditolak oleh Sekretaris Daerah" in text
    assert "Belum diputus" not in text
    assert "Keberatan yang diajukan" not in _said(home, ASKED, of=RINA)
    assert "Keberatan yang diajukan" not in _said(home, ASKED | {"for_month": "2026-09", "month": "2026-09"})


def test_each_line_has_the_code_by_which_it_is_quoted(home: Home) -> None:
    build_catalogue(home, sample())
    facts = statement(home, SITI, MONTH)
    text = render(facts)
    for line in facts["lines"]:
        code = line["line_id"][:12]
        assert "-".join(code[start : start + 4] for start in range(0, len(code), 4)) in text
