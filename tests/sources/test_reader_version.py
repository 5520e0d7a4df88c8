"""A home keeps what was parsed while READER_VERSION stands: it must be raised when a frame changes."""

from sources.reading import READER_VERSION
from tests.support.recorded_frames import frames, recorded, wrong

ONE = {"cuti.csv": {"file": "a", "frame": "b"}}


def test_every_recorded_file_is_read_as_when_the_version_was_raised() -> None:
    version, before = recorded()
    assert wrong(version, before, frames()) == []


def test_another_frame_asks_for_another_version_and_another_file_only_for_a_record() -> None:
    frame, file = {"cuti.csv": {"file": "a", "frame": "c"}}, {"cuti.csv": {"file": "x", "frame": "c"}}
    assert wrong(READER_VERSION, ONE, ONE) == []
    [said] = wrong(READER_VERSION, ONE, frame)
    assert "raise READER_VERSION" in said
    for before, now, version in (
        (ONE, file, READER_VERSION),
        (ONE, frame, "next"),
        ({}, ONE, READER_VERSION),
    ):
        [said] = wrong(READER_VERSION, before, now, version)
        assert "is not as recorded" in said
