"""Faults of minutes, patterns, special days and leave spans."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from contracts.policy.faults import PathParts, Problem
from contracts.policy.rules import Rules
from contracts.policy.rules_people import LeaveBand
from contracts.policy.rules_time import EventRule, Hours

BANDED = ("late", "early")
MEASURED = ("late", "early", "short_minutes")
LAST_DAY_BAND = 60
NEEDED_EVENTS = ("late", "early", "missing_in", "missing_out", "absent")
Band = tuple[int, int | None, PathParts]


def time_problems(rules: Rules) -> Iterator[Problem]:
    """Find minutes in two bands or none, dangling events, hours that do not sum, leave days without rule."""
    yield from _event_problems(rules)
    yield from _pattern_problems(rules)
    for name, leave in rules.leave_types.items():
        if leave is not None:
            yield from _leave_problems(("leave_types", name, "bands"), leave.bands)
    for name, fields in rules.unit_fields.items():
        if fields is not None and fields.pattern is not None and fields.pattern not in rules.working_time:
            yield ("unit_fields", name, "pattern"), f"pola kerja {fields.pattern!r} tidak ada di working_time"


def _event_problems(rules: Rules) -> Iterator[Problem]:
    events = {name: rule for name, rule in rules.events.items() if rule is not None}
    ordinary = {name: rule for name, rule in events.items() if rule.special_day is None}
    for name, rule in events.items():
        yield from _one_event(rules, ("events", name), name, rule)
    kinds = {str(rule.kind or name) for name, rule in ordinary.items()}
    for kind in NEEDED_EVENTS if events else ():
        if kind not in kinds:
            message = f"kejadian {kind} belum diatur; bila belum diketahui, isi sebagai illustrative"
            yield ("events",), message
    for kind in BANDED:
        bands: list[Band] = []
        for name, rule in ordinary.items():
            if (rule.kind or name) == kind and rule.aggregate == "event" and rule.per_minutes is None:
                bands += _minute_bands(name, rule)
        yield from cover_problems(bands, 1, "menit")


def _minute_bands(name: str, rule: EventRule) -> list[Band]:
    if rule.points is not None:
        return [(1, None, ("events", name, "points"))]
    return [(band.from_, band.to, ("events", name, "bands", i, "from")) for i, band in enumerate(rule.bands)]


def _one_event(rules: Rules, where: PathParts, name: str, rule: EventRule) -> Iterator[Problem]:
    kind = rule.kind or name
    known = {"late", "early", "missing_in", "missing_out", "absent", "muster", "short_minutes", "leave"}
    if kind not in known:
        yield where, f"jenis kejadian {kind!r} tidak dikenal; tulis kind: {', '.join(sorted(known))}"
    if bool(rule.bands) == (rule.points is not None):
        yield where, "tulis tepat satu dari bands atau points"
    if rule.special_day is not None and rule.special_day not in rules.special_days:
        yield (*where, "special_day"), f"hari khusus {rule.special_day!r} tidak ada di special_days"
    if rule.aspect is not None and rule.aspect not in rules.aspects:
        yield (*where, "aspect"), f"aspek {rule.aspect!r} tidak dikenal"
    if (kind == "leave") != (rule.leave_type is not None):
        yield where, "kejadian leave memerlukan leave_type; kejadian lain tidak memakainya"
    by_minutes = bool(rule.bands) or rule.per_minutes is not None or rule.aggregate == "month"
    if by_minutes and kind in known and kind not in MEASURED:
        yield where, f"kejadian {kind} tidak bermenit; bands, per_minutes dan aggregate: month tidak berlaku"
    if rule.redeem is not None and kind != "late":
        yield (*where, "redeem"), "hanya keterlambatan (late) dapat ditebus dengan pulang lebih lambat"
    if rule.aggregate == "month" and (rule.redeem is not None or rule.free_per_month):
        yield where, "menit sebulan dihitung sekali: redeem dan free_per_month tidak berlaku padanya"
    musters = [day for day in rules.special_days.values() if day is not None and day.kind == "muster"]
    if kind == "muster" and not musters:
        yield where, "kejadian muster memerlukan hari khusus berjenis muster"


def cover_problems(bands: Sequence[Band], first: int, what: str) -> Iterator[Problem]:
    """Say where whole numbers from `first` on are in two bands or in none; the last band must be open."""
    ordered = sorted(bands, key=lambda band: band[0])
    if not ordered:
        return
    if ordered[0][0] != first:
        yield ordered[0][2], f"{what} {first} tidak masuk pita mana pun atau pita mulai dari {ordered[0][0]}"
    for (_, end, _), (start, _, where) in pairwise(ordered):
        if end is None or start <= end:
            yield where, f"{what} {start} masuk dua pita"
        elif start > end + 1:
            yield where, f"{what} {end + 1} sampai {start - 1} tidak masuk pita mana pun"
    last = ordered[-1]
    if last[1] is not None:
        yield (
            last[2],
            f"{what} di atas {last[1]} tidak masuk pita mana pun; pita terakhir tidak boleh berakhir",
        )


def _pattern_problems(rules: Rules) -> Iterator[Problem]:
    if rules.working_time and "default" not in rules.working_time:
        yield ("working_time",), "pola default (jam kerja kantor) wajib ada"
    for name, pattern in rules.working_time.items():
        if pattern is None:
            continue
        for key, declared, days in (
            ("weekly_minutes", pattern.weekly_minutes, pattern.days),
            ("ramadan_weekly_minutes", pattern.ramadan_weekly_minutes, pattern.ramadan),
        ):
            total = sum(_net_minutes(hours) for hours in days.values())
            if declared is not None and declared != total:
                yield ("working_time", name, key), f"jumlah jam seminggu {total} menit, bukan {declared}"


def _net_minutes(hours: Hours) -> int:
    return hours.ends_minute - hours.start - hours.break_minutes


def _leave_problems(where: PathParts, bands: Sequence[LeaveBand]) -> Iterator[Problem]:
    children = {(band.child.from_, band.child.to) if band.child else None for band in bands}
    yield from _child_problems(where, [child or (0, None) for child in children])
    for index, band in enumerate(bands):
        if band.unit == "day" and band.from_ > LAST_DAY_BAND:
            message = (
                f"pita hari mulai paling jauh dari hari ke-{LAST_DAY_BAND}; sesudahnya pakai unit: month"
            )
            yield (*where, index, "from"), message
    for child in sorted(children, key=str):
        own = [
            (index, band)
            for index, band in enumerate(bands)
            if ((band.child.from_, band.child.to) if band.child else None) == child
        ]
        for unit, what in (("day", "hari ke-"), ("month", "bulan ke-")):
            spans: list[Band] = [(b.from_, b.to, (*where, i, "from")) for i, b in own if b.unit == unit]
            has_days = any(band.unit == "day" for _, band in own)
            yield from cover_problems(spans, 2 if unit == "month" and has_days else 1, what)


def _child_problems(where: PathParts, spans: Sequence[tuple[int, int | None]]) -> Iterator[Problem]:
    """Say which child two spans hold; bands without `child` are for every child."""
    for (_, end), (start, _) in pairwise(sorted(spans, key=lambda span: (span[0], span[1] is None, span[1]))):
        if end is None or start <= end:
            yield where, f"anak ke-{start} masuk dua pita; tulis child yang tidak bertumpang tindih"
