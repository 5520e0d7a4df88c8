"""The audit of fairness: numbers of the mart, nothing of fewer than k people, and no names."""

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import duckdb
import pytest
from pydantic import ValidationError

from contracts.fairness import Fairness, shipped_fairness
from contracts.home import Home
from contracts.privacy import bands, shipped_privacy
from delivery.errors import MonthNotRunError
from delivery.fairness.edges import raters_of_month
from delivery.fairness.groups import DIMENSIONS, Group, groups_of
from delivery.fairness.small import MERGED, thin_cut, told_groups
from delivery.fairness.write import AgencyAudit, Part, audits_of, parts_of, render, sentences, write_audit
from delivery.simulation import NEAR_MINUTES
from tests.support.joint import few_left, given_away, reports_of, scores_given_away

MONTH = "2026-10"
K = 5
EXACT = ("effect_from", "medium_from", "large_from", "weight_from", "moves_below")

People = list[dict[str, str]]


def _told_sets(people: People) -> dict[str, dict[str, frozenset[int]]]:
    """Who stands in each group that is told, by dimension."""
    names = list(people[0])
    sizes = {name: Counter(person[name] for person in people) for name in names}
    cells = Counter(
        (first, person[first], second, person[second])
        for person in people
        for first, second in combinations(names, 2)
    )
    told = told_groups(sizes, cells, K)
    sets: dict[str, dict[str, set[int]]] = {name: defaultdict(set) for name in told}
    for number, person in enumerate(people):
        for name in told:
            sets[name][told[name][person[name]]].add(number)
    return {name: {key: frozenset(own) for key, own in groups.items()} for name, groups in sets.items()}


def _few_left(
    told: dict[str, dict[str, frozenset[int]]], everybody: frozenset[int]
) -> Iterator[frozenset[int]]:
    """Sets of fewer than k people whose sum an attacker has by subtracting what is told."""
    groups = [own for of_one in told.values() for own in of_one.values()]
    for one in groups:
        yield from (few for few in (one, everybody - one) if 0 < len(few) < K)
    for one, other in combinations(groups, 2):
        known = [one - other] if other <= one else []
        known += [other - one] if one <= other else []
        known += [everybody - one - other] if not one & other else []
        known += [one & other] if one | other == everybody else []
        yield from (few for few in known if 0 < len(few) < K)


@pytest.mark.parametrize("seed", range(40))
def test_no_subtraction_of_two_told_groups_leaves_few(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - people are drawn, not secrets
    people = []
    for _ in range(draw.randint(3, 70)):
        unit = draw.choice("ABCDEFG")
        # classes follow units almost everywhere, so that groups of two dimensions nearly cover each other
        job_class = unit.lower() if draw.random() < 0.93 else draw.choice("abcdefg")
        people.append({"sex": draw.choice("LLLP"), "job_class": job_class, "unit_id": unit})
    assert list(_few_left(_told_sets(people), frozenset(range(len(people))))) == []


@pytest.mark.parametrize("seed", range(8))
def test_no_sum_of_many_told_groups_leaves_few(seed: int) -> None:
    """A class that is several units and a few people more: found by no subtraction of only two groups."""
    draw = random.Random(seed)  # noqa: S311 - people are drawn, not secrets
    people = []
    for _ in range(draw.randint(30, 110)):
        unit = draw.randrange(8)
        job_class = unit % 3 if draw.random() < 0.9 else draw.randrange(4)
        people.append({"sex": draw.choice("LLP"), "job_class": str(job_class), "unit_id": str(unit)})
    told = _told_sets(people)
    sums = [{(str(each), "score"): 1 for each in own} for groups in told.values() for own in groups.values()]
    assert sums
    assert few_left(sums, K) == []


@pytest.mark.parametrize("seed", range(60))
def test_a_thin_cut_is_found_where_one_is(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - numbers are drawn, not secrets
    ours, theirs = ([(side, name) for name in "abcd"[: draw.randint(1, 4)]] for side in (0, 1))
    edges = {(one, other): draw.randint(1, 6) for one in ours for other in theirs if draw.random() < 0.6}
    nodes = sorted({node for pair in edges for node in pair})

    def weight(side: Collection[tuple[int, str]]) -> int:
        return sum(people for (one, other), people in edges.items() if (one in side) != (other in side))

    sides = (side for size in range(len(nodes)) for side in combinations(nodes, size))
    is_thin = any(0 < weight(side) < K for side in sides)
    found = thin_cut(edges, K)
    assert (found is not None) == is_thin
    assert found is None or 0 < weight(found) < K


def test_a_class_that_is_a_unit_and_one_person_more_does_not_give_that_person_away() -> None:
    people = [{"job_class": "9", "unit_id": "u"}] * 10 + [{"job_class": "9", "unit_id": "v"}]
    people += [{"job_class": "7", "unit_id": "v"}] * 10 + [{"job_class": "7", "unit_id": "w"}] * 10
    told = _told_sets(people)
    assert set(told["job_class"]) == {"7", "9"}
    assert "u" not in told.get("unit_id", {})
    assert list(_few_left(told, frozenset(range(len(people))))) == []


def _rows(values: list[tuple[str, str, int]]) -> list[dict[str, object]]:
    """Rows of the mart by its definition, pair by pair; values: sex, unit, value."""
    found = []
    for place, dimension in enumerate(("sex", "unit_id")):
        for key in sorted({value[place] for value in values}):
            own = [value[2] for value in values if value[place] == key]
            ranks = sum(
                2 * sum(other[2] < value for other in values) + sum(other[2] == value for other in values) + 1
                for value in own
            )
            found.append(
                {
                    "value_kind": "pay_share", "dimension": dimension, "group_key": key, "people": len(own),
                    "value_sum_e4": sum(own), "rank_sum": ranks,
                    "lower_quartile_e4": 0, "median_e4": 0, "upper_quartile_e4": 0,
                }
            )  # fmt: skip
    return found


def test_small_groups_are_told_together_with_the_effect_of_all_of_them() -> None:
    values = [("L", "a", 90 + n) for n in range(20)] + [("P", "b", 95), ("P", "b", 99), ("P", "c", 80)]
    values += [("P", "c", 120), ("P", "c", 100), ("P", "d", 70)]
    cells = Counter((value[0], value[1]) for value in values)
    overlaps = [
        {
            "value_kind": "pay_share", "first_dimension": "sex", "first_key": sex,
            "second_dimension": "unit_id", "second_key": unit, "people": people,
        }
        for (sex, unit), people in cells.items()
    ]  # fmt: skip
    heads = {"sex": {"L": 21, "P": 6}, "unit_id": {"a": 20, "b": 3, "c": 3, "d": 1}}
    told = groups_of(_rows(values), overlaps, heads, shipped_fairness(), K)["pay_share"]
    assert [group.heads for group in told if group.dimension == "sex"] == [21, 6]
    merged = next(group for group in told if group.key == MERGED)
    inside, outside = [v for _, unit, v in values if unit != "a"], [v for _, unit, v in values if unit == "a"]
    pairs = [(one > other) - (one < other) for one in inside for other in outside]
    assert merged.people == len(inside) == 6
    assert merged.effect == Fraction(sum(pairs), len(pairs))
    assert merged.mean == Fraction(sum(inside), 6 * 10_000)
    assert merged.quartiles is None
    assert not merged.is_finding


def test_overlaps_of_other_people_than_the_marts_tell_nothing() -> None:
    values = [("L", "a", n) for n in range(9)] + [("P", "b", n) for n in range(9)]
    assert groups_of(_rows(values), [], {}, shipped_fairness(), K) == {}


def test_a_group_of_whom_nobody_is_compared_is_not_missing() -> None:
    values = [("L", "a", n) for n in range(9)] + [("P", "b", n) for n in range(9)]
    values += [("P", "c", n) for n in range(9)]
    cells = Counter((value[0], value[1]) for value in values)
    overlaps = [
        {
            "value_kind": "pay_share", "first_dimension": "sex", "first_key": sex,
            "second_dimension": "unit_id", "second_key": unit, "people": people,
        }
        for (sex, unit), people in cells.items()
    ]  # fmt: skip
    heads = {"sex": {"L": 10, "P": 18}, "unit_id": {"a": 9, "b": 9, "c": 9, "held": 1}}
    told = groups_of(_rows(values), overlaps, heads, shipped_fairness(), K)["pay_share"]
    units = {group.key: group.heads for group in told if group.dimension == "unit_id"}
    assert units == {MERGED: 10, "b": 9, "c": 9}


def test_what_few_felt_is_told_with_the_next_that_more_felt() -> None:
    def part(name: str, losing: int, lost: int, moved: int) -> dict[str, object]:
        return {
            "part": name, "measure": "", "people_losing": losing, "lost_amount": lost, "moved": moved,
            "people": 10, "moved_share_e4": moved * 10_000,
            "weight_e4": 400_000, "full_amount": 1000,
        }  # fmt: skip

    several = [part("discipline", 9, 300, 5), part("a", 5, 100, 15), part("sanksi", 1, 77_777, 3)]
    parts = parts_of(several, K)
    found = {each.name: each for each in parts}
    assert {each.name: each.people_losing for each in parts} == {"disiplin": 9, "sanksi, a": None}
    assert found["disiplin"].lost_pct == Fraction(30_000, 300 + 100 + 77_777)
    assert found["disiplin"].moved_pct == Fraction(500, 23)
    assert sum(each.lost_pct or 0 for each in parts) == 100
    [untold] = parts_of(several[2:], K)
    assert untold[2:] == (1, None, None)
    rounding = part("lainnya", 9, 10, 0)
    assert [each.name for each in parts_of([*several, rounding], K)] == [each.name for each in parts]
    assert len(parts_of([*several, rounding | {"lost_amount": 11}], K)) == len(parts) + 1
    [alone] = parts_of([part("discipline", 9, 300, 5)], K)
    assert (alone.lost_pct, alone.moved_pct) == (None, None)


def test_a_weight_that_moves_little_is_told_from_the_settings_on() -> None:
    parts = [
        Part("disiplin", Fraction(20), 9, Fraction(50), Fraction(499, 100)),
        Part("perilaku", Fraction(1999, 100), 9, Fraction(50), Fraction(1)),
        Part("produktivitas", Fraction(60), 9, Fraction(50), Fraction(5)),
        Part("layanan", Fraction(60), 1, None, None),
    ]
    audit = AgencyAudit(
        "a", "A", 9, is_simulation=False, groups={}, parts=parts, edges=[], raters=[], units={}
    )
    [(sentence, look)] = sentences(audit, shipped_fairness())
    assert sentence == "Disiplin: bobotnya 20 %, tetapi hanya membuat 5 % dari perbedaan antarpegawai."
    assert look == shipped_fairness().weight_look_at


def test_the_page_tells_the_marts_numbers_and_nobody(demo_home: Home, tmp_path: Path) -> None:
    audits = audits_of(demo_home, MONTH)
    page = write_audit(Home(tmp_path, demo_home.root), MONTH)
    assert page.is_relative_to(tmp_path)
    html = page.read_text(encoding="utf-8")
    assert html == render(MONTH, audits)
    assert "Temuan, bukan putusan" in html
    with duckdb.connect(str(demo_home.catalogue), read_only=True) as lake:
        mart = {
            row[:4]: row[4:]
            for row in lake.execute(
                "select agency_id, value_kind, dimension, group_key, people, others, value_sum_e4, "
                "effect_e4, chance_ratio_e4 from marts.fairness where month = ?",
                [MONTH],
            ).fetchall()
        }
        people = lake.execute("select employee_id, name from marts.monthly_incentives").fetchall()
        standing = dict(
            lake.execute(
                "select agency_id, count(*) from marts.monthly_incentives where month = ? group by all",
                [MONTH],
            ).fetchall()
        )
        near = lake.execute(
            "select agency_id, count(distinct employee_id) from marts.attendance_days where month = ? "
            "and late_minutes between 1 and ? group by all",
            [MONTH, NEAR_MINUTES],
        ).fetchall()
    assert not [secret for pair in people for secret in pair if secret in html]
    shown: list[tuple[str, str, Group]] = [
        (audit.agency_id, value, group)
        for audit in audits
        for value, groups in audit.groups.items()
        for group in groups
        if group.key != MERGED
    ]
    assert {group.dimension for _, _, group in shown} == set(DIMENSIONS)
    # beside the master, the number of those compared would tell who is held
    assert {group.heads + group.other_heads == standing[agency] for agency, _, group in shown} == {True}
    assert any(group.heads > group.people for _, _, group in shown)
    for agency, value, group in shown:
        count, others, total, effect, chance = mart[agency, value, group.dimension, group.key]
        assert (group.people, group.others) == (count, others)
        assert min(count, others) >= shipped_privacy().k
        assert group.mean == Fraction(int(total), 10_000 * count)
        assert abs(group.effect * 10_000 - effect) <= Fraction(1, 2)
        assert abs(group.chance * 10_000 - chance) <= Fraction(1, 2)
    told = {
        (audit.agency_id, edge.people_over)
        for audit in audits
        for edge in audit.edges
        if (edge.kind, edge.edge) == ("late", 1)
    }
    assert told <= set(near)
    assert told


def test_an_effect_is_what_counting_every_pair_gives(demo_home: Home) -> None:
    """Cliff's delta of the sexes' discipline, and its variance, from the indicators and the NIPs alone."""
    with duckdb.connect(str(demo_home.catalogue), read_only=True) as lake:
        scores = lake.execute(
            "select indicators.agency_id, indicators.employee_id, indicators.score_e4 "
            "from marts.performance_indicators as indicators "
            "inner join marts.fairness_people as people using (agency_id, month, employee_id, assignment_id) "
            "where month = ? and measure = 'discipline_points'",
            [MONTH],
        ).fetchall()
        found = lake.execute(
            "select agency_id, people, others, effect_e4, chance_ratio_e4 from marts.fairness "
            "where month = ? and value_kind = 'discipline' and group_key = 'perempuan'",
            [MONTH],
        ).fetchall()
    assert len(found) >= 2
    for agency, people, others, effect, chance in found:
        of_agency = [(nip, score) for code, nip, score in scores if code == agency]
        own = [score for nip, score in of_agency if nip[14] == "2"]
        rest = [score for nip, score in of_agency if nip[14] != "2"]
        pairs = [(one > other) - (one < other) for one in own for other in rest]
        delta = Fraction(sum(pairs), len(pairs))
        by_chance = Fraction(people + others + 1, 3 * people * others)
        assert (len(own), len(rest)) == (people, others)
        assert abs(delta * 10_000 - effect) <= Fraction(1, 2)
        assert abs(delta * delta / by_chance * 10_000 - chance) <= Fraction(1, 2)


def test_bi_report_and_audit_together_give_nobody_away(demo_home: Home) -> None:
    k, settings = shipped_privacy().k, shipped_privacy()
    assert scores_given_away(demo_home, MONTH, k) == []
    assert scores_given_away(demo_home, MONTH, 3 * k)
    reports = reports_of(demo_home, MONTH, settings)
    assert given_away(demo_home, ("2026-09", MONTH), settings, k, reports) == []


def test_a_month_that_was_not_run_is_refused(demo_home: Home) -> None:
    with pytest.raises(MonthNotRunError, match="2031-01"):
        write_audit(demo_home, "2031-01")


def test_raters_are_counted_from_k_people_and_k_raters_on() -> None:
    with duckdb.connect() as lake:
        for schema in ("accepted", "marts"):
            lake.execute(f"create schema {schema}")
        lake.execute(
            "create table accepted.rating (agency_id varchar, month varchar, rating_month varchar, "
            "is_edge boolean, superior_id varchar, employee_id varchar)"
        )
        lake.execute(
            "create table marts.performance_indicators (agency_id varchar, month varchar, "
            "employee_id varchar, measure varchar, score_e4 bigint, is_assumed boolean)"
        )
        values = ", ".join(f"1 as v{n}" for n in range(1, 7))
        lake.execute(
            "create table accepted.rating_360 as "
            "select 'a' as agency_id, '2026-10' as month, '2026-10' as rating_month, false as is_edge, "
            f"'rekan' as rater_role, 'r' || rater as rater_id, 'e' || person as employee_id, {values}, "
            "1 + 7 * rater as v7 from range(6) as raters(rater), range(6) as people(person) "
            "where rater < 5 or person < 4"
        )
        [own] = raters_of_month(lake, MONTH, K)["a"]
        assert (own.raters, own.mean, own.distance, own.quartiles) == (5, 3, Fraction(6, 5), None)
        lake.execute("delete from accepted.rating_360 where rater_id = 'r0'")
        assert raters_of_month(lake, MONTH, K) == {}


@pytest.mark.parametrize("change", [{"effect_from": "0.5"}, {"deviations": 0}, {"reason": "ya"}])
def test_settings_that_say_nothing_are_refused(change: dict[str, object]) -> None:
    told = shipped_fairness().model_dump() | {name: str(getattr(shipped_fairness(), name)) for name in EXACT}
    assert Fairness.model_validate(told) == shipped_fairness()
    with pytest.raises(ValidationError):
        Fairness.model_validate(told | change)


def test_bands_of_ages_leave_no_gap() -> None:
    assert bands([30, 40]) == [("sampai 29", 0, 30), ("30-39", 30, 40), ("40 ke atas", 40, None)]
    assert bands([]) == []
