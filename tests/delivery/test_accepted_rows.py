"""Accepted rows of one agency as hashes: nothing of others moves them, and nothing of its own is missed."""

from pathlib import Path

import polars as pl
import pytest

from contracts.home import Home
from delivery.release.accepted import AcceptedRows, accepted_rows
from delivery.release.publish import release_agency
from delivery.verify.audit import verify
from tests.support.marts import build_catalogue
from tests.support.released import AT
from tests.support.sample_month import AGENCY, MONTH, sample

OTHER = "98.76"
PUNCHES = [(AGENCY, 1, 1, "x", "in"), (AGENCY, 1, 2, "y", None), (AGENCY, 2, 1, "x", "out")]
BUILD = "b1"


def write(folder: Path, *parts: list[tuple[str, int, int, str, str | None]], numbers: int = 0) -> Path:
    """Accepted rows in as many files as parts; `numbers` is what other agencies landed before."""
    schema = {"agency_id": str, "file_no": int, "row_no": int, "employee_id": str, "state": str}
    for number, part in enumerate(parts):
        rows = pl.DataFrame(part, schema=schema, orient="row").with_columns(pl.col("file_no") + numbers)
        for table in ("punch", "payroll_base"):
            (folder / table).mkdir(parents=True, exist_ok=True)
            rows.write_parquet(folder / table / f"{number:04d}.parquet")
    files = [(AGENCY, 1 + numbers, "aa"), (AGENCY, 2 + numbers, "bb"), (OTHER, 9 + numbers, "cc")]
    outcomes = pl.DataFrame(files, schema=["agency_id", "file_no", "sha256"], orient="row")
    (folder / "file_outcomes").mkdir(exist_ok=True)
    outcomes.write_parquet(folder / "file_outcomes" / "0000.parquet")
    return folder


def test_order_files_numbers_and_other_agencies_do_not_move_a_hash(tmp_path: Path) -> None:
    one = accepted_rows(write(tmp_path / "one", PUNCHES), AGENCY)
    beside = [(OTHER, 9, 1, "z", "in"), *PUNCHES[:1]]
    assert accepted_rows(write(tmp_path / "two", beside, PUNCHES[:0:-1], numbers=7), AGENCY) == one
    assert list(one) == ["punch"]
    assert accepted_rows(tmp_path / "one", OTHER) == {}


@pytest.mark.parametrize(
    "changed",
    [
        [*PUNCHES[:2], (AGENCY, 2, 1, "x", "in")],
        [*PUNCHES, PUNCHES[0]],
        PUNCHES[:2],
        [PUNCHES[0], (AGENCY, 1, 2, "y", ""), PUNCHES[2]],
        [*PUNCHES[:2], (AGENCY, 1, 1, "x", "out")],
    ],
    ids=["cell", "twice", "gone", "null", "file"],
)
def test_any_change_of_its_own_rows_moves_it(
    changed: list[tuple[str, int, int, str, str | None]], tmp_path: Path
) -> None:
    before = accepted_rows(write(tmp_path / "before", PUNCHES), AGENCY)
    assert accepted_rows(write(tmp_path / "after", changed), AGENCY) != before


def test_rows_changed_after_the_release_are_named_and_a_build_that_is_gone_is_said(home: Home) -> None:
    build_catalogue(home, sample())
    folder = write(home.accepted / MONTH / BUILD, PUNCHES)
    release_agency(
        home, MONTH, AGENCY, by="Sri", released_at=AT, code_version="abc", policy_files=[],
        calendar_files=[], check=lambda _: [], accepted=AcceptedRows(BUILD, accepted_rows(folder, AGENCY)),
    )  # fmt: skip
    sound = verify(home.root)
    assert (sound["lies"], [each for each in sound["not_checked"] if "accepted" in each]) == ([], [])
    write(folder, PUNCHES[:2])
    [told] = verify(home.root)["lies"]
    assert told["path"] == f"accepted/{MONTH}/{BUILD}/punch"
    assert told["expected"] != told["found"]
    (folder / "punch" / "0000.parquet").write_bytes(b"PAR1 but not really")
    [unread] = verify(home.root)["lies"]
    assert unread["path"] == f"accepted/{MONTH}/{BUILD}"
    folder.rename(home.accepted / MONTH / "b2")
    gone = verify(home.root)
    assert gone["is_sound"]
    assert any("baris accepted/" in each for each in gone["not_checked"])
