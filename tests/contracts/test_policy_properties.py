"""What holds for any versions and any bands."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from contracts.policy.check_time import cover_problems
from contracts.policy.schema import Policy
from contracts.policy.versions import resolve, winning_version

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
SOME_DAY = st.sampled_from(DAYS)
VERSIONS = st.lists(st.tuples(SOME_DAY, SOME_DAY, st.none() | st.integers(0, 60)), max_size=6)


def _policy(spans: list[tuple[date, date, int | None]]) -> Policy:
    versions = [
        {
            "id": f"v{number}",
            "enacted_on": enacted,
            "effective_from": start,
            "effective_to": None if length is None else start + timedelta(days=length),
            "rules": {"statuses": {f"S{number}": {"cite": "x", "factor": 100}}},
        }
        for number, (enacted, start, length) in enumerate(spans)
    ]
    citations = {"x": {"regulation": "X", "clause": "1", "status": "law"}}
    return Policy.model_validate(
        {"id": "acak", "title": "Acak", "citations": citations, "versions": versions}
    )


@given(VERSIONS, st.none() | SOME_DAY)
def test_every_day_has_the_rules_of_its_winning_version_once(
    spans: list[tuple[date, date, int | None]], known_on: date | None
) -> None:
    policy = _policy(spans)
    resolved = resolve(policy, {policy.id: policy}, FIRST, LAST, known_on)
    for before, after in pairwise(resolved):
        assert before.valid_to < after.valid_from
    for day in DAYS:
        winner = winning_version(policy, day, known_on)
        covering = [span for span in resolved if span.valid_from <= day <= span.valid_to]
        assert len(covering) == (winner is not None)
        if winner is not None:
            assert known_on is None or winner.enacted_on <= known_on
            assert list(covering[0].rules.statuses) == list(winner.rules.statuses)


@given(st.lists(st.tuples(st.integers(1, 12), st.none() | st.integers(0, 8)), min_size=1, max_size=5))
def test_bands_are_accepted_only_if_each_minute_falls_in_one(bands: list[tuple[int, int | None]]) -> None:
    written = [(start, None if length is None else start + length, ("x",)) for start, length in bands]
    is_partition = all(
        sum(start <= minute and (end is None or minute <= end) for start, end, _ in written) == 1
        for minute in range(1, 40)
    )
    assert (list(cover_problems(written, 1, "menit")) == []) == is_partition
