"""Faults of aspects and measures."""

from calendar import monthrange
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from contracts.policy.check_pay import sum_problem
from contracts.policy.faults import PathParts, Problem
from contracts.policy.rules import Rules, named
from contracts.policy.rules_people import ReviewRule
from contracts.policy.rules_scores import PREDICATES, ComplaintRule, MeasureRule

MAPPED = frozenset({"rating_predicate", "rating_matrix"})
_USUAL_YEAR = 2025  # any year without a 29 February
TARGETED = frozenset({"activity_minutes", "quantity_quality", "behaviour_360"})


def score_problems(rules: Rules) -> Iterator[Problem]:
    """Find measures that do not sum, scores without map or target, bands with holes."""
    kinds: set[str] = set()
    for aspect, rule in rules.aspects.items():
        if rule is None:
            continue
        where: PathParts = ("aspects", aspect)
        weights = {str(kind): measure.weight for kind, measure in rule.measures.items()}
        yield from sum_problem((*where, "measures"), weights)
        if "carry" in {rule.missing, rule.missing_then} and rule.carry_months is None:
            yield (*where, "missing"), "carry memerlukan carry_months"
        for kind, measure in rule.measures.items():
            kinds.add(str(kind))
            yield from _measure_problems((*where, "measures", kind), kind, measure)
    needs = {"ikm": "survey", "complaint_timeliness": "complaints", "behaviour_360": "raters"}
    needs["rating_matrix"] = "predicate_matrix"
    for needed, section in needs.items():
        if needed in kinds and getattr(rules, section) is None:
            yield (section,), f"ukuran {needed} memerlukan bagian {section}"
    yield from _complaint_problems(rules.complaints)
    yield from _threshold_problems(rules)
    final = rules.final_assessment
    if final and final.day and final.day > monthrange(_USUAL_YEAR, final.month)[1]:
        yield ("final_assessment", "day"), f"bulan {final.month} tidak selalu punya tanggal {final.day}"
    for name, review in named(rules.reviews):
        yield from _review_problems(("reviews", name), review, rules)


def _threshold_problems(rules: Rules) -> Iterator[Problem]:
    for name, threshold in named(rules.thresholds):
        if threshold.aspect is not None and threshold.aspect not in rules.aspects:
            yield ("thresholds", name, "aspect"), f"aspek {threshold.aspect!r} tidak dikenal"
        if (threshold.below is None) == (threshold.from_ is None):
            yield ("thresholds", name), "tulis tepat satu dari below atau from"


def _review_problems(where: PathParts, rule: ReviewRule, rules: Rules) -> Iterator[Problem]:
    if rule.aspect not in rules.aspects:
        yield (*where, "aspect"), f"aspek {rule.aspect!r} tidak dikenal"
    if sum(value is not None for value in (rule.drop, rule.below, rule.rise, rule.from_)) != 1:
        yield where, "tulis tepat satu dari drop, below, rise, from"
    elif rule.is_recognition and rule.reevaluate_months is not None:
        yield (*where, "reevaluate_months"), "penghargaan tidak dievaluasi ulang; hapus reevaluate_months"
    elif not rule.is_recognition and rule.reevaluate_months is None:
        yield where, "pembinaan memerlukan reevaluate_months: sesudah berapa bulan hasilnya dilihat"
    if rule.at_most is not None and not rule.is_recognition:
        yield (*where, "at_most"), "at_most hanya untuk penghargaan; pembinaan tidak dibatasi jumlahnya"
    if rule.months > 1 and rule.below is None and rule.from_ is None:
        yield (*where, "months"), "months hanya untuk below dan from; drop dan rise melihat satu bulan"


def _complaint_problems(rule: ComplaintRule | None) -> Iterator[Problem]:
    if rule is not None and (rule.brigading_minutes is None) != (rule.brigading_count is None):
        yield ("complaints",), "tulis brigading_minutes dan brigading_count berdua, atau tidak keduanya"


def _measure_problems(where: PathParts, kind: str, measure: MeasureRule) -> Iterator[Problem]:
    if measure.map and measure.bands:
        yield (*where, "bands"), "tulis map atau bands, bukan keduanya"
    if kind in MAPPED:
        missing = [name for name in PREDICATES if name not in measure.map]
        if missing:
            yield (*where, "map"), f"predikat {', '.join(missing)} belum punya nilai"
        for name in set(measure.map) - set(PREDICATES):
            yield (*where, "map", name), f"predikat {name!r} tidak dikenal; yang ada: {', '.join(PREDICATES)}"
    is_named = kind.startswith("quantity_") and kind != "quantity_quality"
    if is_named != bool(measure.counts):
        told = f"ukuran {kind} memerlukan counts: daftar satuan catatan aktivitas, mis. [pasien]"
        yield (*where, "counts"), told if is_named else f"ukuran {kind} tidak memakai counts"
    if (kind in TARGETED or is_named) and measure.target is None:
        yield (*where, "target"), f"ukuran {kind} memerlukan target (nilai yang memberi 100)"
    if kind == "behaviour_360":
        yield from sum_problem((*where, "raters"), {str(r): weight for r, weight in measure.raters.items()})
    if "carry" in {measure.missing, measure.missing_then} and measure.carry_months is None:
        yield (*where, "missing"), "carry memerlukan carry_months"
    if measure.bands:
        yield from _band_problems((*where, "bands"), measure)


def _band_problems(where: PathParts, measure: MeasureRule) -> Iterator[Problem]:
    step = Decimal(1).scaleb(-measure.decimals)
    order = sorted(range(len(measure.bands)), key=lambda index: measure.bands[index].from_ or Decimal(0))
    first, last = measure.bands[order[0]], measure.bands[order[-1]]
    if first.from_ not in {None, Decimal(0)}:
        yield (*where, order[0], "from"), f"nilai di bawah {first.from_} tidak masuk pita mana pun"
    if last.to is not None:
        message = f"nilai di atas {last.to} tidak masuk pita mana pun; pita terakhir tidak boleh berakhir"
        yield (*where, order[-1], "to"), message
    for before, after in pairwise(order):
        end, start = measure.bands[before].to, measure.bands[after].from_ or Decimal(0)
        if end is None or start <= end:
            yield (*where, after, "from"), f"nilai {start} masuk dua pita"
        elif start != end + step:
            message = f"nilai antara {end} dan {start} tidak masuk pita mana pun (ketelitian {step})"
            yield (*where, after, "from"), message
