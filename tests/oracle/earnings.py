"""Who earns how: the rule of earnings of a stretch, and its weights after missing aspects were shared out."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from contracts.policy.rules import Rules
from contracts.policy.rules_pay import EarningRule, When
from tests.oracle.basis import Basis
from tests.oracle.exact import share
from tests.oracle.posts import Stretch
from tests.oracle.rulebook import Rulebook
from tests.oracle.scores import AspectScore


@dataclass(frozen=True)
class Earned:
    """How a stretch earns its basis: scores, weights in each component, and what holds."""

    scores: dict[str, AspectScore]
    weights: dict[str, dict[str, Fraction]]
    holds: frozenset[str]
    remainder: str | None = None


def earning_of(
    rulebook: Rulebook, rules: Rules, stretch: Stretch, worked_days: int | None
) -> EarningRule | None:
    """Rule of the lowest priority number whose conditions the stretch meets."""
    fitting = [
        rule
        for rule in rules.earnings.values()
        if rule is not None and _fits(rule.when, rulebook, stretch, worked_days)
    ]
    return min(fitting, key=lambda rule: rule.priority, default=None)


def _fits(when: When, rulebook: Rulebook, stretch: Stretch, worked_days: int | None) -> bool:
    lists = (
        (when.post_type, {stretch.post_type}),
        (when.unit, set(rulebook.units.with_ancestors(stretch.unit_id))),
        (when.job_field, {rulebook.job_field_of(stretch.unit_id, stretch.rule_date)}),
        (when.employment_status, {stretch.status}),
    )
    if any(wanted and not set(wanted) & own for wanted, own in lists):
        return False
    if when.owns_service is not None and when.owns_service != rulebook.units.owns_service(stretch.unit_id):
        return False
    if when.worked_days_below is not None and (worked_days is None or worked_days >= when.worked_days_below):
        return False
    return _is_class_within(when, stretch.job_class)


def _is_class_within(when: When, job_class: int | None) -> bool:
    if when.job_class_from is None and when.job_class_to is None:
        return True
    return job_class is not None and (when.job_class_from or 0) <= job_class <= (
        when.job_class_to or job_class
    )


def declared_weights(earning: EarningRule, component: str) -> dict[str, Fraction]:
    """Share of each aspect that weighs in a component."""
    weights = earning.by_component.get(component, earning.weights)  # type: ignore[call-overload]  # component is one of the language's names
    return {aspect: share(Fraction(weight)) for aspect, weight in weights.items() if weight}


def aspects_asked(rulebook: Rulebook, basis: Basis, worked_days: int | None) -> set[str]:
    """Aspects that weigh in the components in which a stretch has an amount due."""
    rules = rulebook.on(basis.stretch.rule_date, basis.stretch.unit_id)
    earning = earning_of(rulebook, rules, basis.stretch, worked_days)
    if earning is None:
        return set()
    return {
        aspect
        for component, amount in basis.amounts.items()
        if amount
        for aspect in declared_weights(earning, component)
    }


def weights_of(
    earning: EarningRule, component: str, scores: Mapping[str, AspectScore]
) -> dict[str, Fraction] | None:
    """Share of each present aspect of a component; None where nothing is left to take a missing weight."""
    declared = declared_weights(earning, component)
    present = {aspect: weight for aspect, weight in declared.items() if not scores[aspect].is_redistributed}
    if not present:
        return None
    enlarged = sum(declared.values(), Fraction(0)) / sum(present.values(), Fraction(0))
    return {aspect: weight * enlarged for aspect, weight in present.items()}
