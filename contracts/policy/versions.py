"""Which rules hold on which days: later enactments win, children overlay parents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.policy.rules import Rules, each_rule, overlay
from contracts.policy.schema import Citation, Policy, Version


@dataclass(frozen=True)
class Source:
    """Where a rule in force was written."""

    citation: Citation
    clause: str
    title: str | None
    policy_id: str
    version_id: str


@dataclass(frozen=True)
class Resolved:
    """Rules in force on every day of one span; `scopes` are units with rules of their own."""

    valid_from: date
    valid_to: date
    policy_id: str
    version_id: str
    change_rule: str
    rules: Rules
    sources: Mapping[str, Source]
    scopes: Mapping[str, tuple[Rules, Mapping[str, Source]]]


def ancestry(policy: Policy, by_id: Mapping[str, Policy]) -> list[Policy]:
    """Order a policy and those it extends, eldest first.

    Raises ValueError for an unknown parent or a circle.
    """
    chain = [policy]
    while (parent := chain[-1].extends) is not None:
        if parent not in by_id:
            raise ValueError(f"extends menunjuk kebijakan {parent!r} yang tidak ada atau rusak")
        if any(parent == member.id for member in chain):
            raise ValueError(f"extends berputar kembali ke {parent!r}")
        chain.append(by_id[parent])
    return chain[::-1]


def winning_version(policy: Policy, day: date, known_on: date | None) -> Version | None:
    """Choose the latest enacted of the versions known and valid on a day; the later written wins a tie."""
    candidates = [
        version
        for version in policy.versions
        if version.effective_from <= day
        and (version.effective_to is None or day <= version.effective_to)
        and (known_on is None or version.enacted_on <= known_on)
    ]
    return (
        max(enumerate(candidates), key=lambda pair: (pair[1].enacted_on, pair[0]))[1] if candidates else None
    )


def resolve(
    policy: Policy, by_id: Mapping[str, Policy], first: date, last: date, known_on: date | None
) -> list[Resolved]:
    """Cut `first` to `last` into ordered spans of resolved rules; days without rules are left out."""
    chain = ancestry(policy, by_id)
    spans: list[tuple[date, date, list[Version | None]]] = []
    for start, end in _pieces(chain, first, last):
        winners = [winning_version(member, start, known_on) for member in chain]
        if spans and spans[-1][2] == winners:
            spans[-1] = (spans[-1][0], end, winners)
        else:
            spans.append((start, end, winners))
    return [
        _resolved(start, end, list(zip(chain, winners, strict=True)))
        for start, end, winners in spans
        if any(winners)
    ]


def resolve_version(policy: Policy, version: Version, by_id: Mapping[str, Policy]) -> Resolved:
    """Resolve one version on its first day, over the ancestors in force then, whatever else wins."""
    day = version.effective_from
    chain = [
        (member, version if member is policy else winning_version(member, day, None))
        for member in ancestry(policy, by_id)
    ]
    return _resolved(day, day, chain)


def _pieces(chain: Sequence[Policy], first: date, last: date) -> list[tuple[date, date]]:
    starts = {first}
    for version in (version for member in chain for version in member.versions):
        starts.add(version.effective_from)
        if version.effective_to is not None and version.effective_to < date.max:
            starts.add(version.effective_to + timedelta(days=1))
    ordered = sorted(start for start in starts if first <= start <= last)
    ends = [start - timedelta(days=1) for start in ordered[1:]] + [last]
    return list(zip(ordered, ends, strict=True))


def _resolved(start: date, end: date, chain: Sequence[tuple[Policy, Version | None]]) -> Resolved:
    rules, sources = Rules(), dict[str, Source]()
    unit_rules: dict[str, list[tuple[Rules, dict[str, Source]]]] = {}
    version_ids: list[str] = []
    change_rule = "last_day"
    for policy, winner in chain:
        for version in lineage(policy, winner):
            rules = overlay(rules, version.rules)
            sources |= _sources(policy, version, version.rules)
            for unit_id, own in version.unit_rules.items():
                unit_rules.setdefault(unit_id, []).append((own, _sources(policy, version, own)))
        if winner is not None:
            version_ids.append(f"{policy.id}@{winner.id}")
            change_rule = winner.change_rule
    scopes: dict[str, tuple[Rules, Mapping[str, Source]]] = {}
    for unit_id, layers in unit_rules.items():
        scoped, scoped_sources = rules, dict(sources)
        for own, own_sources in layers:
            scoped = overlay(scoped, own)
            scoped_sources |= own_sources
        scopes[unit_id] = (scoped, _in_force(scoped, scoped_sources))
    in_force = _in_force(rules, sources)
    return Resolved(start, end, chain[-1][0].id, "+".join(version_ids), change_rule, rules, in_force, scopes)


def _in_force(rules: Rules, sources: Mapping[str, Source]) -> dict[str, Source]:
    """Keep the sources of rules that are left after every layer, in the order of the language."""
    return {rule_id: sources[rule_id] for rule_id, _ in each_rule(rules)}


def lineage(policy: Policy, version: Version | None) -> list[Version]:
    """Order a version and those it is based on, eldest first."""
    by_id = {each.id: each for each in policy.versions}
    found: list[Version] = []
    while version is not None and version not in found:
        found.append(version)
        version = by_id.get(version.based_on) if version.based_on else None
    return found[::-1]


def _sources(policy: Policy, version: Version, rules: Rules) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for rule_id, rule in each_rule(rules):
        parent = found.get(rule_id.rpartition(".")[0])
        citation = policy.citations.get(rule.cite) if rule.cite else parent.citation if parent else None
        if citation is None:
            raise ValueError(f"aturan {rule_id} menyebut kutipan {rule.cite!r} yang tidak ada di citations")
        clause = rule.clause or (parent.clause if parent and not rule.cite else citation.clause)
        found[rule_id] = Source(citation, clause, rule.title, policy.id, version.id)
    return found
