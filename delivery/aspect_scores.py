"""Scores of aspects, as far as one measure alone makes them."""

from collections.abc import Mapping, Sequence

import duckdb

from delivery.catalogue import rows

Place = tuple[str, str, str]


def aspect_scores(
    connection: duckdb.DuckDBPyConnection, month: str, people: Sequence[str]
) -> Mapping[Place, Mapping[str, int]]:
    """Score (x 10^4) by aspect, for each (agency, employee, assignment) of `people`.

    An aspect of several measures is left out: its score is not one of theirs.
    """
    scores: dict[Place, dict[str, int]] = {}
    for row in rows(
        connection,
        "select agency_id, employee_id, assignment_id, aspect, any_value(score_e4) as score_e4 "
        "from marts.performance_indicators "
        "where month = $month and employee_id in (select unnest($people::varchar[])) "
        "group by agency_id, employee_id, assignment_id, aspect "
        "having count(*) = 1 and any_value(score_e4) > 0",
        {"month": month, "people": list(people)},
    ):
        place = (row["agency_id"], row["employee_id"], row["assignment_id"])
        scores.setdefault(place, {})[row["aspect"]] = row["score_e4"]
    return scores
