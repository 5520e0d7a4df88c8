"""Three people of the demo object: one rightly, with the row that mends it, one in vain, one waits."""

import polars as pl

from sources.demo.objections import answered, objected

MONTH, MENDING = "2026-12", "2027-01/leave/keberatan_2026-12.csv"
NIPS = [f"19900101201501{n:04}" for n in range(1, 6)]
LOST = [
    (NIPS[0], "late 2026-12-01"),
    (NIPS[1], "absent 2026-12-02"),
    (NIPS[1], "early 2026-12-03"),
    (NIPS[2], None),
    (NIPS[3], "early 2026-12-04"),
    (NIPS[4], "late 2026-12-07"),
]
LINES = pl.DataFrame(
    {
        "employee_id": [nip for nip, _ in LOST],
        "line_id": [f"{n:064x}" for n in range(10**20, 10**20 + len(LOST))],
        "detail": [detail for _, detail in LOST],
    }
)


def test_who_lost_most_by_want_of_evidence_is_granted_and_named_with_the_row_that_mends_it() -> None:
    asked, leave = objected(LINES, MONTH, MENDING)
    assert asked.select("nip", "putusan", "berkas_perbaikan").rows() == [
        (NIPS[1], "diterima", f"{MENDING}#1"),
        (NIPS[3], "ditolak", ""),
        (NIPS[0], "", ""),
    ]
    assert asked["id"].is_unique().all()
    assert {len(code) for code in asked["line_id"]} == {12}
    [mended] = leave.select("nip", "mulai", "selesai").cast(pl.String).iter_rows()
    assert mended == (NIPS[1], "2026-12-02", "2026-12-02")
    # filed and decided in January, and who waits has until February: open in January's run
    assert asked["diajukan"].unique().to_list() == ["2027-01-20"]


def test_the_same_lines_in_another_order_give_the_same_rows() -> None:
    assert objected(LINES.reverse(), MONTH, MENDING)[0].equals(objected(LINES, MONTH, MENDING)[0])


def test_fewer_than_three_who_lost_anything_object_to_nothing() -> None:
    asked, leave = objected(LINES.head(2), MONTH, MENDING)
    assert (asked.height, leave.height) == (0, 0)
    assert set(asked.columns) == {
        "id", "line_id", "nip", "bulan", "alasan", "diajukan", "diputus", "diputus_oleh", "alasan_putusan",
        "putusan", "berkas_perbaikan",
    }  # fmt: skip


def test_who_waited_is_answered_under_the_same_id_after_filing() -> None:
    asked, _ = objected(LINES, MONTH, MENDING)
    [answer] = answered(asked, "2027-01").iter_rows(named=True)
    [before] = asked.filter(pl.col("putusan") == "").iter_rows(named=True)
    decided = ("diputus", "diputus_oleh", "alasan_putusan", "putusan")
    assert {**answer, **dict.fromkeys(decided, "")} == before
    assert all(answer[name] for name in decided)
    assert answer["diputus"] > answer["diajukan"]
