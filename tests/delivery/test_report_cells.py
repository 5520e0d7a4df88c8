"""Small cells: never fewer than k people, nothing lost, nothing left to be found by subtraction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.report.cells import bands, people_behind, sets, together

KEYS = ("a", "b", "c", "d", "e")
K = 3


@given(
    st.lists(st.sets(st.sampled_from(KEYS), min_size=1), max_size=14),
    st.sets(st.frozensets(st.sampled_from(KEYS), min_size=2, max_size=2), max_size=1),
)
def test_each_cell_has_k_people_and_the_sums_stay(people: list[set[str]], pairs: set[frozenset[str]]) -> None:
    who = sets((held, 1) for held in people)
    amounts = {key: 10 ** KEYS.index(key) for key in KEYS if any(key in held for held in people)}
    cells = together(amounts, who, K, pairs)
    if cells is None:
        assert len(people) < K
        return
    assert sum(cell.amount for cell in cells) == sum(amounts.values())
    assert sorted(key for cell in cells for key in cell.keys) == sorted(amounts)
    assert all(cell.people == people_behind(cell.keys, who) >= K for cell in cells)
    alone = {cell.keys[0] for cell in cells if len(cell.keys) == 1}
    for pair in pairs:
        if any(people_behind({key}, who) < K for key in pair & amounts.keys()):
            assert not pair & alone


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([5, 0, 4], [("0", "0", 5), ("1", "1", 0), ("2", "2", 4)]),
        ([2, 0, 4], [("0", "2", 6)]),
        ([5, 4, 2], [("0", "0", 5), ("1", "2", 6)]),
        ([3, 0, 1], [("0", "2", 4)]),
        ([0, 1, 1], None),
        ([0, 0, 0], [("0", "0", 0), ("1", "1", 0), ("2", "2", 0)]),
    ],
)
def test_bands_join_their_neighbours(counts: list[int], told: object) -> None:
    assert bands([(str(place), people) for place, people in enumerate(counts)], K) == told
