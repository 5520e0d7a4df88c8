"""What a review tells a person to do: one plain sentence for each thing that is still missing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import cast

import pytest

from delivery.catalogue import Row
from delivery.interim.outlook import Outlook
from delivery.interim.ways import excuses, ways
from delivery.statement.facts import Day, Indicator

UNTIL = dt.date(2026, 10, 15)


def indicator(measure: str, aspect: str = "behaviour", **values: object) -> Indicator:
    """Give a measure without a value yet, other keys as named."""
    empty: dict[str, object] = dict.fromkeys(Indicator.__annotations__)
    own = {"aspect": aspect, "measure": measure, "value_text": "tidak ada", "is_assumed": False}
    return cast("Indicator", {**empty, **own, "rule": {"title": None}, **values})


def outlook(indicators: Sequence[Indicator], ahead: int = 11, waiting: int = 0) -> Outlook:
    """Give a month with days ahead, no case and no complaint."""
    return Outlook([], indicators, {"ahead": ahead}, [], [], waiting)


def sentences(
    so_far: Sequence[Indicator],
    best: Sequence[Indicator] = (),
    rules: Mapping[tuple[str, str], Row] = MappingProxyType({}),
    ahead: int = 11,
) -> list[str]:
    """Sentences of the ways but the one on days ahead."""
    found = ways(outlook(so_far, ahead), outlook(best, ahead), UNTIL, rules)
    return [each["sentence"] for each in found if not each["sentence"].startswith("Masih ada")]


@pytest.mark.parametrize(
    ("measure", "aspect", "said"),
    [
        ("behaviour_360", "behaviour", "ingatkan para penilai mengisinya"),
        ("recap_deduction", "discipline", "Rekap kehadiran bulan ini belum diterima"),
        ("attendance_rate", "presence", "Rekap kehadiran bulan ini belum diterima"),
        ("given", "organisation", "Nilai hasil organisasi dari sumber lain belum diterima."),
        ("ikm", "public_service", "ajak pengguna layanan mengisi survei"),
        ("rating_matrix", "productivity", "bicarakan hasil kerja dengan atasan"),
    ],
)
def test_what_is_missing_is_asked_of_who_can_bring_it(measure: str, aspect: str, said: str) -> None:
    [sentence] = sentences([indicator(measure, aspect)])
    assert said in sentence
    measured = indicator(measure, aspect, numerator=90, denominator=100, score="90", value_text="90")
    assert sentences([measured]) == []


def test_an_indicator_of_a_field_tells_what_is_left_of_its_target() -> None:
    rule = {"title": "Pasien dilayani."}
    unit = 100 * 10_000 * 10_000
    # 11 of 22 days behind: the target so far is half of the month's 400
    now = indicator(
        "quantity_pasien", "kinerja_bidang", numerator=120 * unit, denominator=11 * 400 * unit, rule=rule
    )
    best = indicator("quantity_pasien", "kinerja_bidang", denominator=400 * unit, rule=rule)
    place = {("kinerja_bidang", "quantity_pasien"): {"target_kind": "month"}}
    [sentence] = sentences([now], [best], place)
    assert "(Pasien dilayani) sudah disetujui" in sentence
    assert "dari 400" in sentence


def test_a_target_of_each_workday_counts_as_it_is() -> None:
    now = indicator("activity_minutes", "productivity", numerator=1_000 * 10_000, denominator=3_300 * 10_000)
    best = indicator("activity_minutes", "productivity", denominator=6_600 * 10_000)
    place = {("productivity", "activity_minutes"): {"target_kind": "workday"}}
    assert sentences([now], [best], place) == [
        "1.000 dari 6.600 menit aktivitas sudah disetujui; kurang 5.600, sekitar 510 tiap hari kerja."
    ]
    assert sentences([now], [best], place, ahead=0) == ["1.000 dari 6.600 menit aktivitas sudah disetujui."]


@pytest.mark.parametrize(("kind", "is_told"), [("absent", True), ("missing_out", True), ("late", False)])
def test_a_document_can_undo_what_nobody_knows(kind: str, *, is_told: bool) -> None:
    day = cast("Day", {"work_date": "2026-10-09", "events": [{"event_kind": kind}]})
    assert bool([*excuses([day])]) is is_told
