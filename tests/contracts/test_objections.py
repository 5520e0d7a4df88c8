"""Which objections are taken, and the reason of each that is not."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from contracts.acceptance import Month, judge
from contracts.acceptance.judge import Judged
from contracts.acceptance.objections import LANDED, RELEASED, Objectable
from tests.support.rows import AGENCY, ANI, BUDI, MONTH, codes, ends, files, master, parsed

LINE = "3f2a90c177be"
GRANTED: dict[str, Any] = {
    "decided_on": date(2026, 10, 12),
    "decision": "diterima",
    "decided_by": "Sekretaris Daerah",
    "decision_reason": "surat dokter sah",
    "mending_file": "2026-10/leave/susulan.csv",
    "mending_row": 3,
}
REFUSED = GRANTED | {"decision": "ditolak", "mending_file": None, "mending_row": None}


def taken(*frames: pl.DataFrame, month: Month = MONTH, deliveries: tuple[str, ...] = ("2026-10",)) -> Judged:
    """What becomes of objections: Ani and Budi were released in September, and only Ani is still there."""
    released = [
        (AGENCY, "2026-09", ANI, LINE),
        (AGENCY, "2026-09", ANI, "aaaaaaaaaaaa"),
        (AGENCY, "2026-09", BUDI, "bbbbbbbbbbbb"),
    ]
    landed = [(AGENCY, "2026-10/leave/susulan.csv", 3)]
    named = Objectable(
        pl.DataFrame(released, schema=RELEASED, orient="row"),
        pl.DataFrame(landed, schema=LANDED, orient="row"),
    )
    people = replace(master(), objectable=named)
    return judge("objection", pl.concat(frames), month, files(*deliveries), people)


@pytest.mark.parametrize(
    "change",
    [
        {},
        GRANTED,
        GRANTED | {"mending_file": f"landing/{AGENCY}/2026-10/leave/susulan.csv", "mending_row": None},
        REFUSED,
        {"employee_id": BUDI, "line_code": "bbbbbbbbbbbb"},
        {"objected_month": "2026-10", "line_code": "cccccccccccc"},
    ],
    ids=["open", "granted", "by its whole path", "refused", "of someone who left", "to a preview"],
)
def test_an_objection_that_can_be_followed_is_accepted(change: dict[str, Any]) -> None:
    judgement = taken(parsed("objection", change))
    assert ends(judgement) == {(1, "accepted"): 1}
    if change.get("mending_file"):
        assert judgement.accepted["mending_file"].to_list() == ["2026-10/leave/susulan.csv"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"employee_id": "197308071996011009"}, "pegawai_tidak_dikenal"),
        ({"employee_id": BUDI}, "baris_tidak_dikenal"),
        ({"line_code": "bbbbbbbbbbbb"}, "baris_tidak_dikenal"),
        ({"line_code": "baris 3"}, "baris_tidak_dikenal"),
        ({"objected_month": "2025-12"}, "jam_perangkat"),
        ({"filed_on": date(2026, 11, 2)}, "jam_perangkat"),
        ({"filed_on": date(2026, 8, 31)}, "tanggal_terbalik"),
        (REFUSED | {"decided_on": date(2026, 10, 7)}, "tanggal_terbalik"),
        (REFUSED | {"decision": "dipertimbangkan"}, "nilai_tidak_dikenal"),
        (REFUSED | {"decision_reason": None}, "putusan_tidak_lengkap"),
        ({"decided_by": "Sekretaris Daerah"}, "putusan_tidak_lengkap"),
        (GRANTED | {"mending_file": None}, "perbaikan_tidak_ditemukan"),
        (GRANTED | {"mending_file": "2026-10/leave/lain.csv"}, "perbaikan_tidak_ditemukan"),
        (GRANTED | {"mending_row": 4}, "perbaikan_tidak_ditemukan"),
        ({"ground": None}, "wajib_kosong"),
    ],
)
def test_an_objection_that_cannot_be_followed_is_set_aside_with_its_reason(
    change: dict[str, Any], code: str
) -> None:
    assert codes(taken(parsed("objection", change))) == [[code]]


def test_the_newest_delivery_of_an_objection_stands_for_the_older() -> None:
    older, newer = parsed("objection", {}), parsed("objection", REFUSED, file_no=2)
    judgement = taken(older, newer, deliveries=("2026-10", "2026-10"))
    assert ends(judgement) == {(1, "superseded"): 1, (2, "accepted"): 1}
    assert judgement.accepted["decision"].to_list() == ["ditolak"]


def test_an_objection_concerns_its_month_and_every_later_one_but_no_earlier() -> None:
    frame = parsed("objection", {})
    for month, end in (("2026-08", "other_month"), ("2026-09", "accepted"), ("2026-12", "accepted")):
        assert ends(taken(frame, month=Month(month))) == {(1, end): 1}
