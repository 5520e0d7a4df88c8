"""An attack on all readers at once: BI, the report and the audit of fairness, of two months side by side.

Who attacks has the master of both months, knows who is held, which group everybody stands in (the ladder is
no secret) and adds and subtracts whatever is told: a sum on fewer than k people is a find.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

import duckdb
import numpy as np

from contracts.home import Home
from contracts.privacy import Privacy
from contracts.quality import shipped_quality
from delivery.bi.snapshot import month_keys
from delivery.fairness.groups import DIMENSIONS
from delivery.fairness.small import MERGED
from delivery.fairness.write import AgencyAudit, audits_of
from delivery.report.facts import AgencyReport, agencies, agency_report, reading

# A sum: how often each person's own number is in it. A number is a person and what of him.
Sum = Mapping[tuple[str, str], int]
Person = Mapping[str, Any]
NOTHING: Final = 1e-7


def few_left(told: Sequence[Sum], k: int) -> list[frozenset[str]]:
    """Return people, fewer than k, on whom some sum of told sums is about alone.

    People of whom every sum tells the same can only be found together. All such sets are tried alone, and two
    of them at once; and whoever is in one sum or two of them and not in others.
    """
    told = [each for each in told if each]
    people: dict[str, dict[tuple[int, str], int]] = defaultdict(dict)
    for place, each in enumerate(told):
        for (person, what), times in each.items():
            people[person][place, what] = times
    alike: dict[frozenset[tuple[tuple[int, str], int]], set[str]] = defaultdict(set)
    for person, columns in people.items():
        alike[frozenset(columns.items())].add(person)
    own = {
        who: _products(alike_in, len(told))
        for alike_in, members in alike.items()
        for who in [frozenset(members)]
    }
    everybody = sum((product * len(who) for who, product in own.items()), np.zeros((len(told), len(told))))
    scale = 1 / np.sqrt(np.diag(everybody)) if told else np.ones(0)
    rank = _rank(everybody, scale)
    few = [who for who in own if len(who) < k]
    tried = {frozenset().union(*sets) for sets in (*((who,) for who in few), *combinations(few, 2))}
    tried |= _differences([frozenset(person for person, _ in each) for each in told])
    found: list[frozenset[str]] = []
    for whom in sorted(
        (each for each in tried if 0 < len(each) < k), key=lambda each: (len(each), *sorted(each))
    ):
        if any(one <= whom for one in found):
            continue
        rest = everybody - sum(own[who] * len(who) for who in few if who <= whom)
        if _rank(rest, scale) < rank:
            found.append(whom)
    return found


def _differences(sets: Sequence[frozenset[str]]) -> set[frozenset[str]]:
    """Who is in a sum, in one and not in another, and in none of two."""
    everybody = frozenset().union(*sets)
    found = {*sets}
    for one, other in combinations({*sets}, 2):
        found |= {one - other, other - one, one ^ other, everybody - one - other}
    return found


def _products(
    columns: Iterable[tuple[tuple[int, str], int]], sums: int
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """What a person adds to the products of all sums with each other."""
    whats: dict[str, Any] = defaultdict(lambda: np.zeros(sums))
    for (place, what), times in columns:
        whats[what][place] = times
    return sum((np.outer(each, each) for each in whats.values()), np.zeros((sums, sums)))


def _rank(products: Any, scale: Any) -> int:  # noqa: ANN401 - matrices
    return int((np.linalg.eigvalsh(products * np.outer(scale, scale)) > NOTHING).sum()) if len(scale) else 0


def reports_of(home: Home, month: str, settings: Privacy) -> list[AgencyReport]:
    """Reports of all governments of a month."""
    with reading(home, month) as connection:
        return [
            agency_report(connection, agency, month, settings=settings, quality=shipped_quality())
            for agency in agencies(home, connection, month)
        ]


def given_away(
    home: Home, months: tuple[str, str], settings: Privacy, k: int, reports: Iterable[AgencyReport]
) -> list[tuple[str, str, int]]:
    """Return agency, from what, and how many people (fewer than k) a sum can be found of.

    months: a month and the one after, both run; reports: of the later one. settings: those that the snapshot
    and the reports were written with.
    """
    found = []
    with reading(home, months[1]) as connection:
        people = _people(home, connection, months, settings)
        scores = _scores(connection, months[1])
        for report in reports:
            code = report.agency_id
            pay = [*_of_groups(people[code], report), *_of_heads(people[code], report)]
            pay += _of_bridge(people[code], report)
            found += [(code, "pay", len(whom)) for whom in few_left(pay, k)]
            told = _indicators(connection, code, months[1], scores[code])
            found += [
                (code, aspect, len(whom)) for aspect, sums in told.items() for whom in few_left(sums, k)
            ]
    return found


def scores_given_away(home: Home, month: str, k: int) -> list[tuple[str, str, int]]:
    """Return agency, value and how many people (fewer than k) a sum of its scores can be found of.

    The means of the audit of fairness are taken as exact, and beside them stand the indicators of BI where an
    aspect is one measure.
    """
    audits = audits_of(home, month)
    found = []
    with reading(home, month) as connection:
        scores = _scores(connection, month)
        compared = connection.execute(
            "select agency_id, employee_id, sex, employment_status, age_band, job_class, unit_id "
            "from marts.fairness_people where month = ?",
            [month],
        ).fetchall()
        for audit in audits:
            code = audit.agency_id
            measures = _indicators(connection, code, month, scores[code])
            aspects: dict[str, list[tuple[str, str]]] = defaultdict(list)
            for aspect, measure in scores[code]:
                aspects[aspect].append((aspect, measure))
            for value in audit.groups:
                valued = {
                    row[1]: dict(zip(DIMENSIONS, row[2:], strict=True))
                    for row in compared
                    if row[0] == code
                    and (value == "pay_share" or any(row[1] in scores[code][each] for each in aspects[value]))
                }
                sums = [*_of_audit(audit, value, valued)]
                if len(aspects[value]) == 1:
                    sums += measures["/".join(aspects[value][0])]
                found += [(code, value, len(whom)) for whom in few_left(sums, k)]
    return found


def _of_audit(audit: AgencyAudit, value: str, people: Mapping[str, Mapping[str, str]]) -> Iterator[Sum]:
    """Sums of the groups that are told; all people are those of a dimension together."""
    told: dict[str, set[str]] = defaultdict(set)
    for group in audit.groups[value]:
        told[group.dimension].add(group.key)
    for dimension, keys in told.items():
        sums: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
        for person, of in people.items():
            sums[of[dimension] if of[dimension] in keys else MERGED][person, "score"] = 1
        sizes = {group.key: group.people for group in audit.groups[value] if group.dimension == dimension}
        assert {key: len(own) for key, own in sums.items()} == sizes
        yield from sums.values()


def _people(
    home: Home, connection: duckdb.DuckDBPyConnection, months: tuple[str, str], settings: Privacy
) -> dict[str, dict[str, dict[str, Person]]]:
    """Agency -> person -> month (`before`, `now`) -> computed, is_held and the group for BI, `-` for none."""
    builds = connection.execute("select month, build_id from catalogue.builds").fetchall()
    keys = month_keys(home, builds, settings)
    groups = dict(
        connection.execute("select person_key, group_key from readers.bi.fact_incentive").fetchall()
    )
    found: dict[str, dict[str, dict[str, Person]]] = defaultdict(lambda: defaultdict(dict))
    for month, agency, person, computed, is_held in connection.execute(
        "select month, agency_id, employee_id, computed_amount, is_held from marts.monthly_incentives "
        "where month in (?, ?)",
        [*months],
    ).fetchall():
        pseudonym = hmac.new(keys[month], f"{agency}|{person}".encode(), hashlib.sha256).hexdigest()
        found[agency][person]["now" if month == months[1] else "before"] = {
            "computed": computed,
            "is_held": is_held,
            "group": groups.get(pseudonym, "-"),
        }
    return found


def _computed(person: str, of: Mapping[str, Person], when: str, report: AgencyReport) -> Sum:
    """What a person was computed, of numbers that nobody knows: before, and what each told cause added."""
    if when not in of or not of[when]["computed"]:
        return {}
    if when == "before" or "before" not in of:
        return {(person, when): 1}
    return {(person, "before"): 1} | {(person, cell): 1 for cell in _causes(of, report)}


def _causes(of: Mapping[str, Person], report: AgencyReport) -> list[str]:
    """Cells of the bridge in which a cause stands that a person may have who is there in both months.

    None for those of whom it is plain that all causes make nothing: computed 0 twice, or held twice where no
    hold changed anything.
    """
    told = {cause for cell in report.bridge or [] for cause in cell.keys}
    is_held = all(each["is_held"] for each in of.values())
    if not any(each["computed"] for each in of.values()) or (is_held and "hold" not in told):
        return []
    return ["+".join(cell.keys) for cell in report.bridge or [] if {*cell.keys} - {"joined", "left", "hold"}]


def _of_groups(people: Mapping[str, Mapping[str, Person]], report: AgencyReport) -> Iterator[Sum]:
    """What is paid to each group for BI in each month: every other number of BI adds these up."""
    for when in ("before", "now"):
        told: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
        for person, of in people.items():
            if when in of and of[when]["group"] != "-" and not of[when]["is_held"]:
                told[of[when]["group"]] |= _computed(person, of, when, report)
        yield from (each for each in told.values() if each)


def _of_heads(people: Mapping[str, Mapping[str, Person]], report: AgencyReport) -> Iterator[Sum]:
    """What is held in each month, where it is told."""
    for when, heads in (("before", report.before), ("now", report.heads)):
        if heads is not None and heads["held_amount"] is not None:
            held: dict[tuple[str, str], int] = {}
            for person, of in people.items():
                if when in of and of[when]["is_held"]:
                    held |= _computed(person, of, when, report)
            if held:
                yield held


def _of_bridge(people: Mapping[str, Mapping[str, Person]], report: AgencyReport) -> Iterator[Sum]:
    for cell in report.bridge or [] if report.can_compare else []:
        told: dict[tuple[str, str], int] = defaultdict(int)
        for person, of in people.items():
            both = "before" in of and "now" in of
            if both and "+".join(cell.keys) in _causes(of, report):
                told[person, "+".join(cell.keys)] += 1
            for when, sign in (("before", -1), ("now", 1)):
                if when not in of:
                    continue
                is_told = (
                    "hold" in cell.keys if both else ("joined" if when == "now" else "left") in cell.keys
                )
                if is_told and of[when]["is_held"] == both:
                    for number, times in _computed(person, of, when, report).items():
                        told[number] += times * (-sign if both else sign)
        yield {number: times for number, times in told.items() if times}


def _scores(
    connection: duckdb.DuckDBPyConnection, month: str
) -> dict[str, dict[tuple[str, str], dict[str, str]]]:
    """Agency -> aspect and measure -> person who is not held and has a score -> unit."""
    found: dict[str, dict[tuple[str, str], dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for agency, aspect, measure, person, unit in connection.execute(
        "select agency_id, aspect, measure, employee_id, coalesce(paid.unit_id, '-') "
        "from marts.performance_indicators inner join marts.monthly_incentives as paid "
        "using (agency_id, month, employee_id) where month = ? and score_e4 is not null and not is_held",
        [month],
    ).fetchall():
        found[agency][aspect, measure][person] = unit
    return found


def _indicators(
    connection: duckdb.DuckDBPyConnection,
    agency: str,
    month: str,
    scores: Mapping[tuple[str, str], Mapping[str, str]],
) -> dict[str, list[Sum]]:
    """Sums of scores by unit, as BI tells them, by aspect where it is one measure."""
    told: dict[str, list[Sum]] = {}
    for (aspect, measure), people in scores.items():
        names = {
            unit
            for (unit,) in connection.execute(
                "select unit_id from readers.bi.fact_indicator "
                "inner join readers.bi.dim_unit using (unit_key) "
                "where fact_indicator.agency_id = ? and month = ? and indicator_key = ?",
                [agency, month, f"{aspect}/{measure}"],
            ).fetchall()
        }
        sums: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
        for person, unit in people.items():
            sums[unit if unit in names else "*"][person, "score"] = 1
        told[f"{aspect}/{measure}"] = [own for unit, own in sums.items() if unit in names]
    return told
