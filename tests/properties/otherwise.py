"""Rules by which a worse month may lawfully pay more: whom they concern, and an example of each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Final

from contracts.policy.rules import Rules
from contracts.policy.rules_time import EventRule
from tests.oracle.random_words import PREDICATES, Data, cited
from tests.oracle.records import Month
from tests.properties.lives import Day, Life, Recap, diligent
from tests.properties.twins import RECAPS, WORSE

OCTOBER: Final = Month("2026-10")
DAYS: Final = diligent(OCTOBER)
ABSENT: Final = frozenset({"absent", "worst_day_absent"})
MISSING: Final = frozenset({"no_arrival", "no_departure"})
ON_DAYS: Final = ABSENT | MISSING | {"later", "gone_sooner"}
RATED: Final = frozenset({"predicate", "work", "behaviour"})
NOBODY: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True)
class Otherwise:
    """A rule that may pay a worse month more.

    Attributes:
        says: what the rule says.
        applies: whether a rule set has it.
        changes: the kinds of worse that it then concerns.
        rules: an example of it.
        better: a month under that example.
        worse: the same one with something worse, which is paid more.
        is_alone: whether nobody else is in the unit.

    """

    says: str
    applies: Callable[[Rules], bool]
    changes: frozenset[str]
    rules: Data
    better: Life
    worse: Life
    is_alone: bool = False


def _events(rules: Rules, *kinds: str) -> list[EventRule]:
    return [
        rule for name, rule in rules.events.items() if rule and (not kinds or (rule.kind or name) in kinds)
    ]


def _cost(event: EventRule) -> Fraction:
    """Most that an event costs, as far as it is bounded."""
    return max([Fraction(event.points or 0), *(Fraction(band.points) for band in event.bands)])


def _never(_: Rules) -> bool:
    return False


def _is_dearer(rules: Rules, minutes: str, missing: str) -> bool:
    """Tell whether being late (or early) may cost more than its missing punch, or on another base."""
    late, none = _events(rules, minutes), _events(rules, missing)
    by_minute = any(rule.per_minutes or rule.aggregate == "month" for rule in late)
    bases = {rule.base for rule in late} != {rule.base for rule in none}
    return by_minute or bases or max(map(_cost, late)) > sum(map(_cost, none))


def _costs_elsewhere(rules: Rules) -> bool:
    charged = {rule.base for rule in _events(rules, "absent")}
    return any(rule.base not in charged for rule in _events(rules))


def _falls(values: Iterable[Fraction]) -> bool:
    return any(after < before for before, after in pairwise(values))


def _falls_by_minutes(rules: Rules) -> bool:
    return any(
        _falls(Fraction(band.points) for band in rule.bands) for rule in _events(rules, "late", "early")
    )


def _falls_by_rating(rules: Rules) -> bool:
    measures = [m for aspect in rules.aspects.values() if aspect for m in aspect.measures.values()]
    maps = [{str(word): Fraction(score) for word, score in m.map.items()} for m in measures if m.map]
    return any(_falls(each[word] for word in reversed(PREDICATES)) for each in maps)


def _pays_by_threshold(rules: Rules) -> bool:
    """Tell whether a threshold may set a higher score, or pay less to whoever does better."""
    return any(
        rule.operation == "set_score"
        or (rule.from_ is not None) == (rule.quantity in {"present_days", "worked_days"})
        or (rule.from_ is not None and rule.below is not None)
        for rule in rules.thresholds.values()
        if rule
    )


def _limits_beside_earned_cuts(rules: Rules) -> bool:
    cuts = [rule for rule in (rules.deductions, rules.sanctions) if rule]
    is_of_earned = any(rule.apply == "line" and rule.base == "earned" for rule in cuts)
    return is_of_earned and any(rule.component for rule in rules.limits.values() if rule)


def _flat(**rules: object) -> Data:
    """Rules of an office where discipline alone earns one component of Rp 1,000,000."""
    one = {"by_class": dict.fromkeys(range(1, 18), 1_000_000)}
    weights = {"umum": cited(priority=100, weights={"discipline": 100}), "pemilik_layanan": None}
    return {"components": {"beban_kerja": cited(**one), "prestasi_kerja": None}, "earnings": weights} | dict(
        rules
    )


def _life(days: Mapping[int, Day], **change: object) -> Life:
    return replace(Life(DAYS | {date(2026, 10, day): punches for day, punches in days.items()}), **change)


AWAY: Final[Day] = (None, None)
LATE: Final[Day] = (450 + 100, 1060)

OTHERWISE: Final = (
    Otherwise(
        "the first so many events of a rule cost nothing",
        lambda rules: any(rule.free_per_month for rule in _events(rules)),
        ABSENT | MISSING,
        _flat(events={"absent": cited(base="aspect", points=3, free_per_month=1)}),
        _life({6: LATE}),
        _life({6: AWAY}),
    ),
    Otherwise(
        "so much lateness a month is redeemed, the first days first",
        lambda rules: any(rule.redeem for rule in _events(rules)),
        ON_DAYS,
        _flat(
            events={
                "late": cited(
                    base="aspect",
                    redeem={"up_to_minutes": 30, "per_month": 1},
                    bands=[{"from": 1, "to": 15, "points": "0.25"}, {"from": 16, "points": 1}],
                )
            }
        ),
        _life({6: (450 + 10, 960 + 12), 7: (450 + 20, 960 + 25)}),
        _life({6: (450 + 14, 960 + 12), 7: (450 + 20, 960 + 25)}),
    ),
    Otherwise(
        "whoever works few days is paid by other weights",
        lambda rules: any(
            rule and rule.when and rule.when.worked_days_below for rule in rules.earnings.values()
        ),
        ABSENT | RECAPS,
        _flat(
            earnings={
                "pemilik_layanan": None,
                "jarang": cited(priority=1, when={"worked_days_below": 22}, weights={"discipline": 100}),
                "umum": cited(priority=100, weights={"productivity": 100}),
            }
        ),
        _life({}, predicate=1),
        _life({6: AWAY}, predicate=1),
    ),
    Otherwise(
        "a threshold crossed puts its score in place of a lower one",
        _pays_by_threshold,
        ON_DAYS | RECAPS,
        _flat(
            thresholds={
                "telat": cited(
                    quantity="late_count", from_=2, aspect="discipline", operation="set_score", value=80
                )
            }
        ),
        _life(dict.fromkeys((12, 13, 14, 15, 16, 19, 20, 21), AWAY) | {6: LATE}),
        _life(dict.fromkeys((12, 13, 14, 15, 16, 19, 20, 21), AWAY) | {6: LATE, 7: LATE}),
    ),
    Otherwise(
        "a day may cost more than an absent day",
        lambda rules: rules.attendance is not None and not rules.attendance.day_cap,
        ABSENT,
        _flat(
            attendance=cited(source="punch", day_cap=False),
            events={"absent": cited(base="aspect", points=2)},
        ),
        _life({6: (550, 860)}),
        _life({6: AWAY}),
    ),
    Otherwise(
        "absence is charged on another base than what else happens on a day",
        _costs_elsewhere,
        ABSENT,
        _flat(
            events={"late": cited(base="aspect", points=5), "absent": cited(base="total", points=3)},
        ),
        _life({6: LATE}),
        _life({6: AWAY}),
    ),
    Otherwise(
        "minutes cost more than the punch that is missing",
        lambda rules: _is_dearer(rules, "late", "missing_in") or _is_dearer(rules, "early", "missing_out"),
        MISSING,
        _flat(events={"missing_in": cited(base="aspect", points="0.5")}),
        _life({6: LATE}),
        _life({6: (None, 1060)}),
    ),
    Otherwise(
        "minutes count only between two punches, or are laid together over the month and never capped",
        lambda rules: (
            any(rule.aggregate == "month" for rule in _events(rules)) or bool(_events(rules, "short_minutes"))
        ),
        ABSENT | MISSING,
        _flat(
            events={
                "sebulan": cited(kind="late", base="aspect", aggregate="month", points=1, per_minutes=10),
            }
        ),
        _life({6: LATE}),
        _life({6: AWAY}),
    ),
    Otherwise(
        "a longer lateness costs less than a shorter one",
        _falls_by_minutes,
        ON_DAYS,
        _flat(
            events={
                "late": cited(
                    base="aspect", bands=[{"from": 1, "to": 30, "points": 2}, {"from": 31, "points": 1}]
                )
            }
        ),
        _life({6: (460, 1060)}),
        _life({6: LATE}),
    ),
    Otherwise(
        "aspects of their own share what a day may cost",
        lambda rules: any(rule.aspect for rule in _events(rules)),
        ON_DAYS,
        _flat(
            aspects={"behaviour": cited(missing="hold", measures={"discipline_points": {"weight": 100}})},
            earnings={
                "pemilik_layanan": None,
                "umum": cited(priority=100, weights={"discipline": 10, "behaviour": 90}),
            },
            events={
                "early": cited(base="aspect", aspect="discipline", points=3),
                "late": cited(base="aspect", aspect="behaviour", points=2),
            },
        ),
        _life({6: LATE}),
        _life({6: (550, 800)}),
    ),
    Otherwise(
        "a better rating scores less",
        _falls_by_rating,
        RATED,
        _flat(
            earnings={"pemilik_layanan": None, "umum": cited(priority=100, weights={"productivity": 100})},
            aspects={
                "productivity": cited(
                    missing="hold",
                    measures={
                        "rating_predicate": {
                            "weight": 100,
                            "map": dict(zip(PREDICATES, (80, 100, 60, 40, 20), strict=True)),
                        }
                    },
                )
            },
        ),
        _life({}),
        _life({}, predicate=3),
    ),
    Otherwise(
        "a percent is cut from all that was earned, then a component is brought to its limit",
        _limits_beside_earned_cuts,
        frozenset(WORSE),
        _flat(
            deductions=cited(base="earned", apply="line", grain="sum"),
            earnings={"pemilik_layanan": None, "umum": cited(priority=100, weights={"productivity": 100})},
            events={"absent": cited(base="total", points=10)},
            limits={"batas": cited(kind="cap", component="beban_kerja", amount=500_000)},
        ),
        _life({6: AWAY}),
        _life({6: AWAY}, predicate=2),
    ),
    Otherwise(
        "a day without any punch of the unit is left out",
        _never,
        NOBODY,
        _flat(no_evidence=cited(unit="exclude", person="hold")),
        _life({6: LATE}),
        _life({6: AWAY}),
        is_alone=True,
    ),
    Otherwise(
        "a recap speaks where nobody punched all month",
        _never,
        NOBODY,
        _flat(attendance=cited(source="punch_then_recap")),
        _life(dict.fromkeys((6, 7, 8), AWAY), recap=Recap(22)),
        replace(_life({}), days={}, recap=Recap(22)),
    ),
    Otherwise(
        "approved leave is paid and a late day is cut",
        _never,
        NOBODY,
        _flat(),
        _life({6: LATE}),
        _life({6: AWAY}, leave=(date(2026, 10, 6), date(2026, 10, 6))),
    ),
    Otherwise(
        "each event's cut is rounded apart: not more than the unit of rounding for each of the lines",
        _never,
        NOBODY,
        _flat(
            rounding=cited(at="component_aspect", mode="half_up", unit=1000),
            deductions=cited(base="earned", apply="line", grain="event"),
            components={
                "beban_kerja": cited(by_class=dict.fromkeys(range(1, 18), 100_000)),
                "prestasi_kerja": None,
            },
            earnings={"pemilik_layanan": None, "umum": cited(priority=100, weights={"productivity": 100})},
            aspects={
                "productivity": cited(
                    missing="hold", measures={"given": {"weight": 100, "given_aspect": "produktivitas"}}
                )
            },
            events={"late": cited(base="total", points="0.5")},
        ),
        _life({6: LATE, 7: LATE, 8: LATE}),
        _life({6: LATE, 7: LATE, 8: LATE}, given=(99, 100, 100)),
    ),
)


def is_otherwise(rules: Rules, change: str) -> bool:
    """Tell whether a rule set has a rule by which this kind of worse may pay more."""
    return any(change in each.changes and each.applies(rules) for each in OTHERWISE)
