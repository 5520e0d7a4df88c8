"""What is wrong with a policy that the schema cannot see: sums, gaps, overlaps, dangling names."""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from contracts.policy.check_pay import pay_problems
from contracts.policy.check_scores import score_problems
from contracts.policy.check_time import time_problems
from contracts.policy.faults import Fault, PathParts, Problem, dotted
from contracts.policy.parsing import parse_policy
from contracts.policy.rules import REQUIRED_SECTIONS, Rules, each_rule
from contracts.policy.rules_pay import CutRule
from contracts.policy.schema import Policy, Version
from contracts.policy.versions import ancestry, lineage, resolve_version


def check_file(path: Path, others: Mapping[str, Policy] | None = None) -> list[Fault]:
    """Faults of one policy file with their lines, in order; empty means that it can be used.

    `others` are the policies that it may extend. Raises OSError where the file cannot be read.
    """
    policy, faults, located = parse_policy(path.read_bytes().decode("utf-8-sig", errors="replace"))
    if policy is None:
        return faults
    found = policy_problems(policy, {**(others or {}), policy.id: policy})
    return sorted({Fault(located.line_of(where), dotted(where), message) for where, message in found})


def notes_of_file(path: Path) -> list[Fault]:
    """Find what a well-formed policy file says to no effect, with its lines; faults of form are not told."""
    policy, _, located = parse_policy(path.read_bytes().decode("utf-8-sig", errors="replace"))
    found = [] if policy is None else [*_idle_keys(policy)]
    return sorted(Fault(located.line_of(where), dotted(where), message) for where, message in found)


def _idle_keys(policy: Policy) -> Iterator[Problem]:
    for place, rules in _written(policy):
        for section in ("deductions", "sanctions"):
            rule: CutRule | None = getattr(rules, section)
            if rule is not None and rule.apply == "inside":
                for key in sorted({"base", "grain"} & rule.model_fields_set):
                    yield (*place, section, key), f"{key} tidak berpengaruh bila apply: inside; hapus saja"
        release = rules.release
        if release is not None and release.window_days is None and "window_count" in release.model_fields_set:
            yield (
                (*place, "release", "window_count"),
                "window_count tidak berpengaruh tanpa window_days; hapus saja",
            )


def policy_problems(policy: Policy, by_id: Mapping[str, Policy]) -> list[Problem]:
    """Problems of a well-formed policy among the policies that it may extend."""
    try:
        ancestry(policy, by_id)
    except ValueError as error:
        return [(("extends",), str(error))]
    problems = [*_citation_problems(policy), *_version_problems(policy)]
    if problems:
        return problems
    told: dict[tuple[str, str], set[Problem]] = {}
    for index, version in sorted(enumerate(policy.versions), key=lambda pair: len(lineage(policy, pair[1]))):
        resolved = resolve_version(policy, version, by_id)
        scopes: dict[str, Rules] = {"*": resolved.rules}
        scopes |= {unit_id: rules for unit_id, (rules, _) in resolved.scopes.items()}
        for scope, rules in scopes.items():
            written = version.rules if scope == "*" else version.unit_rules.get(scope, Rules())
            inherited = told.get((version.based_on or "", scope), set()) | told.get((version.id, "*"), set())
            found = {*rules_problems(rules), *(_of_the_office(written) if scope != "*" else ())}
            told[version.id, scope] = found | inherited
            place = ("rules",) if scope == "*" else ("unit_rules", scope)
            for where, message in _own(found, inherited, written):
                problems.append((("versions", index, *place, *where), message))
    return problems


def _own(found: Iterable[Problem], inherited: Container[Problem], written: Rules) -> Iterator[Problem]:
    """Problems that are not told already where a rule was first written; writing it again tells it again."""
    for where, message in found:
        if (where, message) not in inherited or _writes(written, where):
            yield where, message


def _writes(rules: Rules, where: PathParts) -> bool:
    section, *rest = where
    if section not in rules.model_fields_set:
        return False
    named = getattr(rules, str(section))
    return not rest or not isinstance(named, dict) or rest[0] in named


def _citation_problems(policy: Policy) -> Iterator[Problem]:
    for place, rules in _written(policy):
        for rule_id, rule in each_rule(rules):
            if rule.cite is not None and rule.cite not in policy.citations:
                where = (*place, *rule_path(rule_id), "cite")
                yield where, f"kutipan {rule.cite!r} tidak ada di citations"


def _written(policy: Policy) -> Iterator[tuple[PathParts, Rules]]:
    """Every set of rules of the file as it is written, with its path."""
    for index, version in enumerate(policy.versions):
        yield ("versions", index, "rules"), version.rules
        for unit_id, rules in version.unit_rules.items():
            yield ("versions", index, "unit_rules", unit_id), rules


def rule_path(rule_id: str) -> PathParts:
    """Path of a rule inside `rules`."""
    parts = rule_id.split(".")
    if parts[0] == "aspects" and parts[2:]:
        return parts[0], parts[1], "measures", parts[2]
    return (parts[0], ".".join(parts[1:])) if parts[1:] else (parts[0],)


def _version_problems(policy: Policy) -> Iterator[Problem]:
    if not policy.versions and policy.extends is None:
        yield ("versions",), "kebijakan tanpa versi dan tanpa extends tidak mengatur apa pun"
    ids = [version.id for version in policy.versions]
    for index, version in enumerate(policy.versions):
        head: PathParts = ("versions", index)
        if version.id in ids[:index]:
            yield (*head, "id"), f"id versi {version.id!r} ditulis dua kali"
        if version.based_on is not None and version.based_on not in [x for x in ids if x != version.id]:
            yield (*head, "based_on"), f"versi {version.based_on!r} tidak ada"
        for earlier in policy.versions[:index]:
            if earlier.enacted_on == version.enacted_on and _overlap(earlier, version):
                message = f"berlaku dan ditetapkan pada hari yang sama dengan versi {earlier.id!r}"
                yield (*head, "effective_from"), message
    if policy.extends is None:
        yield from _gaps(policy)


def _overlap(one: Version, other: Version) -> bool:
    starts = max(one.effective_from, other.effective_from)
    return starts <= min(one.effective_to or date.max, other.effective_to or date.max)


def _gaps(policy: Policy) -> Iterator[Problem]:
    order = sorted(range(len(policy.versions)), key=lambda index: policy.versions[index].effective_from)
    covered = date.min
    for before, after in pairwise(order):
        covered = max(covered, policy.versions[before].effective_to or date.max)
        start = policy.versions[after].effective_from
        if covered < date.max and start > covered + timedelta(days=1):
            first, last = covered + timedelta(days=1), start - timedelta(days=1)
            message = f"tidak ada versi yang berlaku dari {first} sampai {last}"
            yield ("versions", after, "effective_from"), message


def _of_the_office(written: Rules) -> Iterator[Problem]:
    """Sections that are the same for every unit, so that a unit's rules cannot write them."""
    told = {
        "working_time": "pola kerja unit ditulis di unit_fields, bukan di unit_rules",
        "release": "tahapan bulan berlaku untuk seluruh kantor, tidak per unit",
        "interim": "tanggal tinjauan berlaku untuk seluruh kantor, tidak per unit",
        "special_days": "hari khusus ditulis sekali untuk seluruh kantor; unit mengatur akibatnya di events",
    }
    for section, message in told.items():
        if section in written.model_fields_set:
            yield (section,), message


def rules_problems(rules: Rules) -> Iterator[Problem]:
    """Problems of a complete set of rules, with paths inside `rules`."""
    for section in REQUIRED_SECTIONS:
        if not getattr(rules, section):
            yield (section,), f"bagian {section} wajib ada"
    yield from pay_problems(rules)
    yield from score_problems(rules)
    yield from time_problems(rules)
