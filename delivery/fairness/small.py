"""Which groups may be told: none of fewer than k people, and none that gives away fewer by subtraction."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations
from typing import Final

MERGED: Final = "*"

# dimension -> group -> people; and people of two groups of two dimensions at once
Sizes = Mapping[str, Mapping[str, int]]
Cells = Mapping[tuple[str, str, str, str], int]
Told = dict[str, dict[str, str]]
# a group of the first or the second of two dimensions; nodes made one stand with whom they are joined to
Node = tuple[int, str]
Graph = dict[frozenset[Node], dict[frozenset[Node], int]]


def told_groups(sizes: Sizes, cells: Cells, k: int) -> Told:
    """Return for each dimension that can be told the name that each of its groups is told by.

    sizes: dimensions in the order in which they are kept; each splits the same people. cells: for every two
    of them, the earlier first. Groups under k, with the next smallest where they are too few together, are
    told as `*`. What is told of two dimensions and of all people never leaves fewer than k by subtraction:
    else the later dimension tells less.
    """
    told = {dimension: _merged(groups, k) for dimension, groups in sizes.items()}
    told = {dimension: names for dimension, names in told.items() if len(set(names.values())) > 1}
    while (leak := _leak(told, sizes, cells, k)) is not None:
        dimension, name = leak
        _coarsen(told[dimension], sizes[dimension], name)
        if len(set(told[dimension].values())) < 2:  # noqa: PLR2004 - one group is no comparison
            del told[dimension]
    return told


def _merged(groups: Mapping[str, int], k: int) -> dict[str, str]:
    order = sorted(groups, key=lambda group: (groups[group], group))
    together: list[str] = []
    few = 0
    for group in order:
        if groups[group] < k or (together and few < k):
            together.append(group)
            few += groups[group]
    return {group: MERGED if group in together else group for group in groups}


def _coarsen(names: dict[str, str], groups: Mapping[str, int], name: str) -> None:
    """Tell a group together with the others that are, and where it is those, the next smallest too."""
    if name == MERGED or MERGED not in names.values():
        apart = [group for group in names if names[group] not in {MERGED, name}]
        if apart:
            names[min(apart, key=lambda group: (groups[group], group))] = MERGED
    for group, own in names.items():
        if own == name:
            names[group] = MERGED


def _leak(told: Told, sizes: Sizes, cells: Cells, k: int) -> tuple[str, str] | None:
    """Find a group of a later dimension that stands between few people and all others.

    Groups of two dimensions are nodes, the people of both are an edge: groups of one less groups of the other
    leave the people on the edges of a cut, who are none or k where no cut is thinner.
    """
    for first, second in combinations(told, 2):
        edges: dict[tuple[Node, Node], int] = defaultdict(int)
        for left, own in told[first].items():
            for right, other in told[second].items():
                if people := cells.get((first, left, second, right), 0):
                    edges[(0, own), (1, other)] += people
        side = thin_cut(edges, k)
        if side is not None:
            totals = _totals(told[second], sizes[second])
            cut = {other for (one, (_, other)) in edges if (one in side) != ((1, other) in side)}
            return second, min(cut, key=lambda name: (totals[name], name))
    return None


def thin_cut(edges: Mapping[tuple[Node, Node], int], k: int) -> frozenset[Node] | None:
    """Return the nodes on one side of a cut of weight 1 to k - 1, None where there is none.

    Nodes joined by k people stand on the same side of every such cut: they are made one first, which leaves
    little for the algorithm of Stoer and Wagner.
    """
    graph: Graph = defaultdict(dict)
    for (one, other), weight in sorted(edges.items()):
        graph[frozenset({one})][frozenset({other})] = weight
        graph[frozenset({other})][frozenset({one})] = weight
    while (heavy := _heavy(graph, k)) is not None:
        _make_one(graph, *heavy)
    for part in _parts(graph):
        while len(part) > 1:
            *_, before, last = _by_nearness(graph, part)
            if sum(graph[last].values()) < k:
                return last
            part.difference_update({before, last})
            part.add(_make_one(graph, before, last))
    return None


def _heavy(graph: Graph, k: int) -> tuple[frozenset[Node], frozenset[Node]] | None:
    return next(
        ((one, other) for one, edges in graph.items() for other, weight in edges.items() if weight >= k), None
    )


def _make_one(graph: Graph, one: frozenset[Node], other: frozenset[Node]) -> frozenset[Node]:
    both = one | other
    joined: dict[frozenset[Node], int] = defaultdict(int)
    for old in (one, other):
        for neighbour, weight in graph.pop(old).items():
            if neighbour not in {one, other}:
                joined[neighbour] += weight
                del graph[neighbour][old]
    graph[both] = joined
    for neighbour, weight in joined.items():
        graph[neighbour][both] = weight
    return both


def _parts(graph: Graph) -> list[set[frozenset[Node]]]:
    """Nodes that hang together, part by part."""
    left, parts = list(graph), []
    while left:
        part, waiting = set(), [left[0]]
        while waiting:
            node = waiting.pop()
            if node not in part:
                part.add(node)
                waiting += graph[node]
        parts.append(part)
        left = [node for node in left if node not in part]
    return parts


def _by_nearness(graph: Graph, part: set[frozenset[Node]]) -> list[frozenset[Node]]:
    """Each next node is the one that most people join to those before it."""
    names = {node: sorted(node) for node in part}
    order = [min(part, key=names.__getitem__)]
    near = dict.fromkeys(part - {*order}, 0)
    while near:
        for neighbour, weight in graph[order[-1]].items():
            if neighbour in near:
                near[neighbour] += weight
        order.append(max(near, key=lambda node: (near[node], names[node])))
        del near[order[-1]]
    return order


def _totals(names: Mapping[str, str], groups: Mapping[str, int]) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for group, name in names.items():
        total[name] += groups[group]
    return total
