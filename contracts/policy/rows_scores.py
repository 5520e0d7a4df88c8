"""Compiled rows of aspects, measures, predicates, grades and complaint deadlines."""

from collections.abc import Iterator

from contracts.policy.rules import Row, Rules, named
from contracts.policy.rules_scores import AspectRule, MeasureRule
from contracts.policy.values import e4


def aspect_rows(rules: Rules) -> Iterator[Row]:
    """Yield aspects with their measures, bands and rater weights."""
    for aspect, rule in named(rules.aspects):
        yield from _one_aspect(aspect, rule)


def _one_aspect(aspect: str, rule: AspectRule) -> Iterator[Row]:
    yield (
        "policy_aspects",
        {
            "aspect": aspect,
            "decimals": rule.decimals,
            "rounding_mode": rule.rounding,
            "missing_rule": rule.missing,
            "missing_then": rule.missing_then,
            "carry_months": rule.carry_months,
            "rule_id": f"aspects.{aspect}",
        },
    )
    for ordinal, (kind, measure) in enumerate(rule.measures.items(), start=1):
        yield from _measure_rows(aspect, ordinal, kind, measure, rule)


def _measure_rows(
    aspect: str, ordinal: int, kind: str, measure: MeasureRule, around: AspectRule
) -> Iterator[Row]:
    key = {"aspect": aspect, "measure": kind, "rule_id": f"aspects.{aspect}.{kind}"}
    target = measure.target
    yield (
        "policy_measures",
        {
            **key,
            "ordinal": ordinal,
            "weight_e4": e4(measure.weight),
            "decimals": measure.decimals,
            "rounding_mode": measure.rounding,
            "missing_rule": measure.missing or around.missing,
            "missing_then": measure.missing_then or around.missing_then,
            "carry_months": around.carry_months if measure.carry_months is None else measure.carry_months,
            "method": "map" if measure.map else "bands" if measure.bands else "linear",
            "target_kind": target.kind if target else None,
            "target_e4": e4(target.value) if target else None,
            "day_max_e4": e4(target.day_max) if target and target.day_max is not None else None,
            "unapproved_counts": target.unapproved_counts if target else False,
            "given_aspect": measure.given_aspect or (aspect if kind == "given" else None),
            "subject_kind": measure.subject,
            "flat_score_e4": e4(measure.score if measure.score is not None else 100)
            if kind == "flat"
            else None,
        },
    )
    for text, score in measure.map.items():
        yield "policy_score_bands", {**key, "key_text": text, "score_e4": e4(score)}
    for band in measure.bands:
        yield (
            "policy_score_bands",
            {
                **key,
                "from_e4": None if band.from_ is None else e4(band.from_),
                "to_e4": None if band.to is None else e4(band.to),
                "score_e4": e4(band.score),
            },
        )
    for word in dict.fromkeys(each.strip().casefold() for each in measure.counts):
        yield "policy_measure_units", {**key, "unit_word": word}
    for role, weight in measure.raters.items():
        yield "policy_rater_weights", {**key, "rater_role": role, "weight_e4": e4(weight)}


def feedback_rows(rules: Rules) -> Iterator[Row]:
    """Yield the predicate matrix, grades of the index and complaint deadlines."""
    if rules.predicate_matrix:
        for cell in rules.predicate_matrix.cells:
            yield (
                "policy_predicates",
                {
                    "work_result": cell.work_result,
                    "behaviour": cell.behaviour,
                    "predicate": cell.predicate,
                    "rule_id": "predicate_matrix",
                },
            )
    for grade in rules.survey.grades if rules.survey else ():
        yield (
            "policy_grades",
            {
                "measure": "ikm",
                "grade": grade.grade,
                "from_e4": e4(grade.from_),
                "to_e4": e4(grade.to),
                "rule_id": "survey",
            },
        )
    for category, workdays in rules.complaints.by_category.items() if rules.complaints else ():
        yield (
            "policy_complaint_deadlines",
            {
                "category": category,
                "workdays": workdays,
                "rule_id": "complaints",
            },
        )
