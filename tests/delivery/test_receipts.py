"""Receipts: what landed, when, and what is not read."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contracts.home import Home
from delivery import receipts
from delivery.receipts import LandingError, Receiving
from delivery.release.chain import sha256_of

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def _put(home: Home, path: str, content: str = "isi") -> Path:
    target = home.landing / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(content, encoding="utf-8")
    return target


def _receive(home: Home, later: int = 0, known: datetime | None = None) -> Receiving:
    home.create()
    return receipts.receive(
        home, NOON + timedelta(hours=later), {"99.01"}, {"leave", "units"}, known_at=known
    )


def test_each_file_gets_one_receipt_ever(home: Home) -> None:
    _put(home, "99.01/2026-10/leave/cuti.csv")
    _put(home, "99.01/2026-09/units/unit – ñ.csv", "lain")
    first = _receive(home).receipts
    assert [(receipt.file_no, receipt.path) for receipt in first] == [
        (1, "99.01/2026-09/units/unit – ñ.csv"),
        (2, "99.01/2026-10/leave/cuti.csv"),
    ]
    assert (first[1].agency_id, first[1].delivery_month, first[1].feed) == ("99.01", "2026-10", "leave")
    assert _receive(home, later=1).receipts == first


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("99.01/2026-10/leave/.DS_Store", "ignored"),
        ("99.01/2026-10/leave/Thumbs.db", "ignored"),
        ("99.01/2026-10/leave/~$cuti.xlsx", "ignored"),
        ("99.01/2026-10/leave/.~lock.cuti.ods#", "ignored"),
        (".DS_Store", "ignored"),
        ("99.01/2026-10/leave/cuti.csv.part", "not_settled"),
        ("99.01/2026-10/leave/cuti.TMP", "not_settled"),
        ("12.34/2026-10/leave/cuti.csv", "unknown_agency"),
        ("99.01/2026-10/cuti/cuti.csv", "unknown_feed"),
        ("99.01/2026-13/leave/cuti.csv", "unknown_feed"),
        ("99.01/cuti.csv", "unknown_feed"),
    ],
)
def test_what_is_not_read_has_an_outcome(home: Home, path: str, outcome: str) -> None:
    _put(home, path)
    received = _receive(home)
    assert received.receipts == []
    assert received.outcomes.select("path", "outcome").rows() == [(path, outcome)]


def test_a_folder_of_litter_is_one_outcome(home: Home) -> None:
    _put(home, "99.01/2026-10/leave/__MACOSX/._cuti.csv")
    assert _receive(home).outcomes["outcome"].to_list() == ["ignored"]


def test_a_file_that_changes_while_it_is_read_is_not_settled(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = _put(home, "99.01/2026-10/leave/cuti.csv")
    true_hash = sha256_of

    def growing(path: Path) -> str:
        with target.open("a", encoding="utf-8") as file:
            file.write("x")
        return true_hash(path)

    monkeypatch.setattr(receipts, "sha256_of", growing)
    received = _receive(home)
    assert received.receipts == []
    assert received.outcomes["outcome"].to_list() == ["not_settled"]
    monkeypatch.undo()
    assert len(_receive(home, later=1).receipts) == 1


def test_changed_content_supersedes_and_the_past_stays_known(home: Home) -> None:
    target = _put(home, "99.01/2026-10/leave/cuti.csv")
    before = _receive(home).receipts
    target.write_text("isi yang lain", encoding="utf-8")
    after = _receive(home, later=2).receipts
    assert [(receipt.file_no, receipt.superseded_by) for receipt in after] == [(1, 2), (2, None)]
    assert receipts.read_receipts(home, NOON + timedelta(hours=1)) == before
    assert _receive(home, later=3, known=NOON).receipts == before


def test_a_touched_file_keeps_its_receipt(home: Home) -> None:
    target = _put(home, "99.01/2026-10/leave/cuti.csv")
    first = _receive(home).receipts
    os.utime(target, (1, 1))
    again = _receive(home, later=1).receipts
    assert [(receipt.file_no, receipt.received_at) for receipt in again] == [(1, first[0].received_at)]
    assert again[0].mtime_ns == 1_000_000_000


def test_landing_copies_whole_and_writes_the_receipt(home: Home, tmp_path: Path) -> None:
    home.create()
    source = tmp_path / "cuti maret – baru.csv"
    source.write_text("isi", encoding="utf-8")
    receipt = receipts.land(home, source, "99.01", "leave", "2026-10", NOON)
    again = receipts.land(home, source, "99.01", "leave", "2026-10", NOON + timedelta(hours=1))
    assert receipt == again
    folder = home.landing / "99.01/2026-10/leave"
    assert [path.name for path in folder.iterdir()] == [source.name]


def test_landing_never_changes_a_landed_file(home: Home, tmp_path: Path) -> None:
    home.create()
    source = tmp_path / "cuti.csv"
    source.write_text("isi", encoding="utf-8")
    receipts.land(home, source, "99.01", "leave", "2026-10", NOON)
    source.write_text("lain", encoding="utf-8")
    with pytest.raises(LandingError, match="sudah ada"):
        receipts.land(home, source, "99.01", "leave", "2026-10", NOON)


def test_landing_refuses_a_name_that_would_not_be_read(home: Home, tmp_path: Path) -> None:
    source = tmp_path / "cuti.part"
    source.touch()
    with pytest.raises(LandingError, match="tidak akan dibaca"):
        receipts.land(home, source, "99.01", "leave", "2026-10", NOON)


def test_what_cannot_be_read_waits_and_stops_no_other_file(home: Home) -> None:
    folder = _put(home, "99.01/2026-10/leave/sehat.csv").parent
    (folder / "putus.csv").symlink_to("tidak-ada.csv")
    (folder / "putar.csv").symlink_to("putar.csv")
    os.mkfifo(folder / "pipa.csv")
    received = _receive(home)
    assert [Path(receipt.path).name for receipt in received.receipts] == ["sehat.csv"]
    assert list(received.outcomes["outcome"]) == ["not_settled"] * 3
