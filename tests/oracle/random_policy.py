"""A random policy from the whole language, as the data of its YAML file; every throw is a valid policy."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from tests.oracle import random_events, random_scores
from tests.oracle.dice import Dice
from tests.oracle.random_words import (
    ASPECTS,
    COMPONENTS,
    LEAVE_TYPES,
    MODES,
    POST_TYPES,
    POSTS,
    STATUSES,
    UNITS,
    WORKDAYS,
    Data,
    cited,
)
from tests.oracle.records import Month


def policy(dice: Dice, agency: str, month: Month) -> Data:
    """Policy file of one agency: every section, sometimes rules of units and a version inside the month."""
    aspects = dice.some(ASPECTS, 4)
    change = dice.choice(("last_day", "first_day", "by_days")) if dice.chance(45) else None
    first = _version(_rules(dice, aspects, list(_SECTIONS)), change or "last_day")
    of_units = [name for name in _SECTIONS if name not in {"working_time", "special_days"}]
    if dice.chance(40):
        units = dice.some(list(UNITS), 2)
        first["unit_rules"] = {unit: _rules(dice, aspects, dice.some(of_units, 8)) for unit in units}
    versions = [first]
    if change:
        versions.append(
            {
                "id": "2",
                "enacted_on": date(2026, 1, 2),
                "effective_from": month.first + timedelta(days=dice.randint(1, 27)),
                "based_on": "1",
                "change_rule": change,
                "rules": _rules(dice, aspects, dice.some(list(_SECTIONS), 8)),
                "unit_rules": {"01.01": _rules(dice, aspects, dice.some(of_units, 4))}
                if dice.chance(25)
                else {},
            }
        )
    return _file(agency, versions)


def without_scores(dice: Dice, agency: str) -> Data:
    """Policy file of one version that leaves aspects, earnings and feedback to the reference policy."""
    scored = {"earnings", "aspects", "raters", "survey", "complaints"}
    rules = _rules(dice, ["discipline"], [name for name in _SECTIONS if name not in scored])
    return _file(agency, [_version(rules, "last_day")])


def _version(rules: Data, change_rule: str) -> Data:
    return {
        "id": "1",
        "enacted_on": date(2025, 12, 1),
        "effective_from": date(2026, 1, 1),
        "change_rule": change_rule,
        "rules": rules,
    }


def _file(agency: str, versions: list[Data]) -> Data:
    return {
        "id": "acak_" + agency.replace(".", "_"),
        "title": "Kebijakan acak",
        "extends": "acuan",
        "agencies": {agency: "Kabupaten Acak"},
        "zone": "Asia/Makassar",
        "first_month": "2026-01",
        "citations": {"acak": {"regulation": "Acak", "clause": "pengujian", "status": "illustrative"}},
        "versions": versions,
    }


def _rules(dice: Dice, aspects: list[str], sections: list[str]) -> Data:
    return {name: _SECTIONS[name](dice, aspects) for name in _SECTIONS if name in sections}


def _rounding(dice: Dice, *_: object) -> Data:
    at = dice.choice(("component", "component_aspect"))
    return cited(at=at, mode=dice.choice(MODES), unit=dice.choice((1, 1, 1, 10, 100, 1000)))


def _proration(dice: Dice, *_: object) -> Data:
    return cited(
        move=dice.choice(("by_days", "by_days", "first_day")),
        counts_from=dice.choice(("duty_from", "assignment_from")),
        days=dice.choice(("workdays", "calendar")),
    )


def _deductions(dice: Dice, *_: object) -> Data:
    return cited(
        base=dice.choice(("basic", "earned")),
        apply=dice.choice(("line", "inside")),
        grain=dice.choice(("event", "kind", "sum")),
        cap=dice.choice((100, 100, 30, "12.5")),
    )


def _sanctions(dice: Dice, *_: object) -> Data:
    return cited(base=dice.choice(("basic", "earned")), apply=dice.choice(("line", "inside")))


def _attendance(dice: Dice, *_: object) -> Data:
    return cited(
        source=dice.choice(("punch", "punch_then_recap", "recap_then_punch", "recap")),
        seconds=dice.choice(("truncate", "round_up")),
        grace_seconds=dice.choice((0, 0, 59, 60, 300)),
        flex_minutes=dice.choice((0, 0, 30)),
        shift_reach_minutes=dice.choice((60, 240)),
        day_cap=dice.chance(60),
        roster_counts=dice.chance(80),
    )


def _no_evidence(dice: Dice, *_: object) -> Data:
    return cited(unit=dice.choice(("exclude", "absent")), person=dice.choice(("hold", "absent")))


def _leave(dice: Dice, *_: object) -> Data:
    return cited(
        mode=dice.choice(("marginal", "marginal", "span", "month")),
        count=dice.choice(("workdays", "calendar")),
        denominator=dice.choice(("workdays", "calendar")),
    )


def _leave_types(dice: Dice, *_: object) -> Data:
    return {name: None if dice.chance(8) else _leave_type(dice, name) for name in dice.some(LEAVE_TYPES)}


def _leave_type(dice: Dice, name: str) -> Data:
    children: list[Data] = [{}]
    if name == "melahirkan":
        children = [{"child": {"from": dice.choice((0, 0, 1)), "to": 2}}, {"child": {"from": 3}}]
    bands = []
    for child in children:
        units = dice.choice((("day",), ("month",), ("day", "month")))
        for unit in units:
            start = 2 if units == ("day", "month") and unit == "month" else 1
            for last in (start + dice.randint(0, 4), None):
                written = {} if last is None else {"to": last}
                bands.append({**child, "unit": unit, "from": start, **written, "pay": dice.percent()})
                start = (last or 0) + 1
    return cited(
        present=dice.chance(30),
        excused=None if dice.chance(80) else False,
        whole_month_only=True if dice.chance(15) else None,
        pay_base="basic" if dice.chance(25) else None,
        bands=bands,
    )


def _statuses(dice: Dice, *_: object) -> Data:
    return {
        status: cited(factor=dice.percent(), entitled=False if dice.chance(10) else None)
        for status in dice.some(STATUSES)
    }


def _acting(dice: Dice, *_: object) -> Data:
    return cited(
        share=dice.percent(),
        only_post=dice.percent(),
        minimum_days=dice.choice((0, 10, 30)),
        needs_decision=dice.chance(50),
        superior=dice.choice(("same", "higher_plus_share")),
    )


def _end_of_service(dice: Dice, *_: object) -> Data:
    pays = ("by_days", "full_month", "none")
    return {name: cited(pays=dice.choice(pays)) for name in ("meninggal", "pensiun", "lainnya")}


def _components(dice: Dice, *_: object) -> Data:
    written: Data = {"prestasi_kerja": None}
    for name in dict.fromkeys(("beban_kerja", *dice.some(COMPONENTS, 3))):
        classes = range(1, 18)
        partial = name != "beban_kerja" and dice.chance(30)
        held = dice.some(classes) if partial else list(classes)
        written[name] = cited(
            by_class={job_class: dice.randint(0, 9_999_999) for job_class in held},
            by_post={post: dice.randint(0, 20_000_000) for post in dice.some(POSTS, 2)}
            if dice.chance(40)
            else None,
            by_unit={
                unit: {"by_class": {7: dice.randint(1, 5_000_000)}} for unit in dice.some(list(UNITS), 2)
            }
            if dice.chance(30)
            else None,
            partial=partial or None,
        )
    return written


def _earnings(dice: Dice, aspects: list[str]) -> Data:
    def earning(priority: int, when: Data | None) -> Data:
        incomplete = dice.chance(15)
        weighed = dice.some(aspects)
        return cited(
            priority=priority,
            when=when,
            weights=dice.shares(weighed, 85 if incomplete else 100),
            incomplete=incomplete or None,
            remainder=dice.choice(weighed) if dice.chance(30) else None,
            by_component={"beban_kerja": dice.shares(dice.some(aspects))}
            if dice.chance(25) and not incomplete
            else None,
        )

    conditions: list[Data] = [
        {"owns_service": dice.chance(50)},
        {"post_type": dice.some(POST_TYPES, 2)},
        {"unit": dice.some(list(UNITS), 2)},
        {"job_field": ["kesehatan"]},
        {"employment_status": dice.some(STATUSES, 2)},
        {"job_class_from": dice.randint(1, 9), "job_class_to": dice.randint(9, 17)},
        {"worked_days_below": dice.randint(1, 22)},
    ]
    chosen = dice.some(conditions, 3)
    named = {f"khusus_{place}": earning(place, when) for place, when in enumerate(chosen, start=1)}
    return {"pemilik_layanan": None, **named, "umum": earning(100, None)}


def _working_time(dice: Dice, *_: object) -> Data:
    def hours(start: int, end: int) -> Data:
        return {
            "start": f"{start:02d}.{dice.choice(('00', '30'))}",
            "end": f"{end:02d}.{dice.choice(('00', '15'))}",
        }

    days = [*WORKDAYS, "sab"] if dice.chance(30) else list(WORKDAYS)
    default = {day: hours(7, 15) for day in days}
    if dice.chance(30):
        default["jum"]["midpoint"] = "11.30"
    ramadan = {day: hours(8, 14) for day in dice.some(days)} if dice.chance(60) else None
    night = {day: {"start": "21.00", "end": "05.00"} for day in ("sel", "kam")}
    return {
        "default": cited(days=default, ramadan=ramadan),
        "lain": cited(
            days={day: hours(8, 16) for day in dice.some(("sen", "rab", "jum", "sab", "min"))} | night
            if dice.chance(30)
            else {day: hours(8, 16) for day in dice.some((*WORKDAYS, "sab", "min"))},
            holidays_are_free=dice.chance(50),
        ),
    }


def _unit_fields(dice: Dice, *_: object) -> Data:
    pattern = "lain" if dice.chance(40) else None
    return {"layanan": cited(units=dice.some(list(UNITS), 2), pattern=pattern, job_field="kesehatan")}


def _obligations(dice: Dice, *_: object) -> Data:
    return {"lhkpn": cited(effect="postpone", grace_days=dice.choice((0, 10, 30)))}


def _limits(dice: Dice, *_: object) -> Data:
    written = {}
    for place in range(dice.randint(0, 3)):
        amount = dice.chance(40)
        written[f"batas_{place}"] = cited(
            kind=dice.choice(("cap", "cap", "floor")),
            component="beban_kerja" if dice.chance(40) else None,
            amount=dice.randint(0, 8_000_000) if amount else None,
            percent_of_basic=None if amount else dice.percent(),
        )
    return written


def _budget(dice: Dice, *_: object) -> Data:
    return cited(
        over_ceiling=dice.choice(("warn", "hold", "scale", "scale")),
        factor_decimals=dice.randint(2, 8),
        factor_rounding=dice.choice(MODES),
    )


_SECTIONS: Final[dict[str, Callable[[Dice, list[str]], Data]]] = {
    "rounding": _rounding,
    "proration": _proration,
    "deductions": _deductions,
    "sanctions": _sanctions,
    "attendance": _attendance,
    "no_evidence": _no_evidence,
    "leave": _leave,
    "leave_types": _leave_types,
    "statuses": _statuses,
    "acting": _acting,
    "end_of_service": _end_of_service,
    "components": _components,
    "earnings": _earnings,
    "aspects": random_scores.aspects,
    "raters": random_scores.raters,
    "survey": random_scores.survey,
    "complaints": random_scores.complaints,
    "special_days": random_events.special_days,
    "events": random_events.events,
    "thresholds": random_events.thresholds,
    "working_time": _working_time,
    "unit_fields": _unit_fields,
    "obligations": _obligations,
    "limits": _limits,
    "budget": _budget,
}
