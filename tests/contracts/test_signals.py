"""Signals as findings: closed ones are gone, new evidence opens them again, and nobody is named."""

from datetime import datetime

import polars as pl
import pytest
from pydantic import ValidationError

from contracts.quality import SHIPPED, parse_quality, shipped_quality
from contracts.signals import signal_findings

NIP = "198001015271000001"
SIGNAL = {
    "signal_id": "a1",
    "agency_id": "52.71",
    "month": "2026-10",
    "unit_id": "52.71.01",
    "kind": "presensi_beruntun",
    "subject": "mesin 2",
    "people": 4,
    "first_at": datetime(2026, 10, 1, 7, 26),  # noqa: DTZ001 - agency local time has no zone
    "last_at": datetime(2026, 10, 30, 16, 3),  # noqa: DTZ001 - as above
    "occurrences": 80,
    "measured": 20,
    "threshold": 9,
    "employee_ids": NIP,
    "evidence": "3:12 3:13 4:1",
    "evidence_key": "k1",
}
FILES = pl.DataFrame(
    {"agency_id": ["52.71", "52.71"], "file_no": [3, 4], "path": ["52.71/a.dat", "52.71/b.dat"]}
)


def told(*signals: dict[str, object], closed: tuple[tuple[str, str], ...] = ()) -> pl.DataFrame:
    frame = pl.DataFrame(signals or [SIGNAL])
    return signal_findings(frame, FILES, shipped_quality(), month="2026-10", closed=closed)


def test_a_signal_is_told_for_information_with_its_rows_and_without_a_nip() -> None:
    (finding,) = told().to_dicts()
    assert (finding["severity"], finding["rule_code"]) == ("info", "presensi_beruntun")
    assert finding["files"] == "52.71/a.dat baris 12, 13; 52.71/b.dat baris 1"
    assert "4 pegawai" in finding["message"]
    assert "20 hari (batas 9)" in finding["message"]
    assert NIP not in str(finding)
    assert finding["employee_id"] is None


def test_a_closed_signal_is_gone_until_its_evidence_changes() -> None:
    closed = (("a1", "k1"),)
    assert told(closed=closed).is_empty()
    assert told(SIGNAL | {"evidence_key": "k2"}, closed=closed).height == 1


def test_every_kind_has_a_sentence_that_its_columns_fill() -> None:
    quality = shipped_quality()
    for kind in quality.signals:
        (finding,) = told(SIGNAL | {"kind": kind}).to_dicts()
        assert "{" not in finding["message"]
        assert quality.rules[kind].severity == "info"


def test_a_raters_distance_is_told_in_points_of_the_scale() -> None:
    rater = SIGNAL | {
        "kind": "penilai_menyimpang",
        "subject": "penilai 5375d30b",
        "measured": 205,
        "threshold": 100,
    }
    (finding,) = told(rater).to_dicts()
    assert "rata-rata 2,05 lebih tinggi atau lebih rendah" in finding["message"]
    assert "ditanyakan mulai 1,00" in finding["message"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("within_seconds: 6,", "within_second: 6,"),
        ("within_seconds: 6,", "within_seconds: 0,"),
        ("within_seconds: 6,", "within_seconds: 6.5,"),
    ],
)
def test_a_slip_in_the_limits_is_refused(old: str, new: str) -> None:
    text = SHIPPED.read_text("utf-8")
    assert old in text
    with pytest.raises(ValidationError):
        parse_quality(text.replace(old, new, 1))
