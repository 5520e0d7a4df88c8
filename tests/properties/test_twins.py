"""Worse never pays more: drawn months and their twins through the models, under many rule sets at once."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.home import Home
from contracts.policy.loading import load_policies
from contracts.policy.rules import Rules
from tests.oracle.dice import Dice
from tests.oracle.random_words import MODES
from tests.oracle.records import Month
from tests.oracle.rulebook import Rulebook, Units
from tests.properties.exact_lines import ties, unexplained
from tests.properties.lives import Office, draw, draw_feedback, workdays
from tests.properties.otherwise import is_otherwise
from tests.properties.rule_sets import WRITTEN, RuleSet, drawn, rounded_often, written
from tests.properties.twins import WORSE, cut, twins
from tests.support.drawn import months_drawn
from tests.support.in_process import Computed, compute_months

MONTHS = ("2026-10", "2026-03", "2026-06", "2026-12", "2026-02")
ROUNDED = (*((mode, 1) for mode in MODES), ("half_up", 1000))
LINE = (
    "line_kind",
    "component",
    "aspect",
    "detail",
    "rule_id",
    "basis_amount",
    "numerator",
    "denominator",
    "amount",
)


@dataclass(frozen=True)
class Pair:
    """NIPs of two twins and in what the second is worse; `cut` has the same month in two rows of a post."""

    agency: str
    better: str
    worse: str
    change: str


@dataclass(frozen=True)
class Landed:
    """Twins of one landed month and the rules that they are paid by."""

    home: Home
    month: Month
    pairs: list[Pair]
    rules: Mapping[str, Rules]

    @classmethod
    def of(cls, home: Home, month: Month, sets: list[RuleSet], pairs: list[Pair]) -> "Landed":
        policies = load_policies(home_policies=home.policies)
        assert not policies.faults, policies.faults
        books = {each.agency: Rulebook.of(policies, each.agency, month, Units()) for each in sets}
        return cls(home, month, pairs, {agency: book.monthly() for agency, book in books.items()})


def land_twins(home: Home, seed: int) -> Landed:
    """Land some people of each rule set with worse twins of theirs."""
    home.create()
    month, dice, pairs = Month(MONTHS[seed % len(MONTHS)]), Dice(seed), []
    sets = [written(place, file) for place, file in enumerate(WRITTEN, start=1)]
    sets += [drawn(place, dice) for place in range(len(sets) + 1, len(sets) + 7)]
    sets += [rounded_often(len(sets) + n, mode, unit) for n, (mode, unit) in enumerate(ROUNDED, start=1)]
    for place, each in enumerate(sets, start=1):
        each.write(home)
        office = Office(month, place)
        for number in range(4):
            life = draw(dice, month, each.posts)
            if number == 0:
                life = replace(life, feedback=draw_feedback(dice))
            nip = office.employ(life)
            kinds = len(WORSE) if each.name == "drawn" else 4
            worse = [*twins(dice, life, kinds), ("cut", cut(dice, life, workdays(month)))]
            pairs += [Pair(each.agency, nip, office.employ(twin), change) for change, twin in worse]
        office.files.land(home.landing / each.agency / month.text)
    return Landed.of(home, month, sets, pairs)


def falls(computed: Computed, landed: Landed, seen: Counter[str]) -> Iterator[str]:
    """Say which twin is paid more for less; counts in `seen` each kind of worse that was paid less."""
    people = {row["employee_id"]: row for row in computed.marts["monthly_incentives"].to_dicts()}
    cuts = computed.marts["incentive_lines"].filter(pl.col("line_kind").is_in(["potongan", "sanksi"]))
    lines = dict(cuts.group_by("employee_id").len().iter_rows())
    units = dict(computed.marts["incentive_lines"].select("employee_id", "rounding_unit").iter_rows())
    for pair in landed.pairs:
        if pair.change == "cut" or is_otherwise(landed.rules[pair.agency], pair.change):
            continue
        better, worse = people[pair.better], people[pair.worse]
        gain = worse["incentive_amount"] - better["incentive_amount"]
        rounded_apart = max(lines.get(pair.better, 0), lines.get(pair.worse, 0))
        allowed = rounded_apart * units.get(pair.better, 0) if rounded_apart > 1 else 0
        seen[pair.change] += gain < 0
        if gain > allowed:
            yield f"{pair}: {better['incentive_amount']} becomes {worse['incentive_amount']}"


def changed_by_a_cut(computed: Computed, landed: Landed) -> Iterator[str]:
    """Say whose lines change where a post is written as two rows that agree."""
    lines: dict[str, list[tuple[object, ...]]] = {}
    for row in computed.marts["incentive_lines"].select("employee_id", *LINE).iter_rows():
        lines.setdefault(row[0], []).append(row[1:])
    for pair in landed.pairs:
        ours, theirs = (sorted(lines.get(nip, []), key=str) for nip in (pair.better, pair.worse))
        if pair.change == "cut" and ours != theirs:
            yield f"{pair}: {ours} becomes {theirs}"


def broken_promises(root: Path, seed: int, seen: Counter[str]) -> list[str]:
    landed = land_twins(Home(root), seed)
    (computed,) = compute_months(landed.home, [landed.month.text])
    seen.update(f"half {mode}, below zero: {below}" for mode, below in ties(computed))
    return [
        *(f"{name}: {rows.to_dicts()[:3]}" for name, rows in computed.broken.items()),
        *unexplained(computed),
        *changed_by_a_cut(computed, landed),
        *falls(computed, landed, seen),
    ]


def prove(factory: pytest.TempPathFactory, months: int) -> None:
    seen: Counter[str] = Counter()

    @given(st.integers(0, 2**32 - 1))
    @months_drawn(months)
    def hold(seed: int) -> None:
        assert not broken_promises(factory.mktemp("kembar"), seed, seen)

    hold()
    halves = [f"half {mode}, below zero: {below}" for mode in MODES for below in (True, False)]
    assert not [what for what in (*WORSE, *halves) if not seen[what]], "never met"


def test_worse_never_pays_more_and_every_line_is_its_factors_rounded(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    prove(tmp_path_factory, months=2)


@pytest.mark.slow
def test_so_it_is_in_many_months(tmp_path_factory: pytest.TempPathFactory) -> None:
    prove(tmp_path_factory, months=40)
