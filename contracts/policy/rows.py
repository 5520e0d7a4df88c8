"""Turn the rules in force on one span into rows of the compiled tables, without agency, span or scope."""

from collections.abc import Iterator

from contracts.policy.rows_pay import component_rows, earning_rows, guard_rows
from contracts.policy.rows_people import people_rows
from contracts.policy.rows_scores import aspect_rows, feedback_rows
from contracts.policy.rows_time import event_rows
from contracts.policy.rules import Row, Rules


def rule_rows(rules: Rules) -> Iterator[Row]:
    """Yield (table, row) for every table that is a plain rewriting of named rules."""
    for part in (
        component_rows,
        earning_rows,
        guard_rows,
        aspect_rows,
        feedback_rows,
        event_rows,
        people_rows,
    ):
        yield from part(rules)
