"""Read policy files; a broken one never stops the agencies of another."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from contracts.policy.messages import validation_message
from contracts.policy.schema import Agency, Policy
from contracts.policy.versions import ancestry
from contracts.policy.yaml_lines import Located, YamlFault, read_yaml

SHIPPED_POLICIES: Final = Path(__file__).parents[1] / "policies"


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong with a policy file: 1-based line, dotted path of the value, one clear sentence."""

    line: int
    path: str
    message: str

    def __str__(self) -> str:
        return f"baris {self.line}: {self.path + ': ' if self.path else ''}{self.message}"


@dataclass(frozen=True)
class Binding:
    """An agency and the policy that binds it."""

    agency_id: str
    agency_name: str
    zone: str
    first_month: str
    policy: Policy


@dataclass(frozen=True)
class Policies:
    """All policies of a home. `broken_agencies` maps the codes named by unreadable files to the reason."""

    by_id: Mapping[str, Policy]
    files: Mapping[str, Path]
    faults: Mapping[Path, tuple[Fault, ...]]
    broken_agencies: Mapping[str, str]

    @property
    def agency_ids(self) -> tuple[str, ...]:
        """Codes that some policy names outright, ascending; codes that only a pattern knows are not listed."""
        codes = {code for policy in self.by_id.values() for code in policy.agencies if not _is_pattern(code)}
        return tuple(sorted(codes))

    def knows(self, agency_id: str) -> bool:
        """Tell whether a usable policy binds the agency."""
        return self.for_agency(agency_id) is not None

    def for_agency(self, agency_id: str) -> Binding | None:
        """Policy of an agency: a home's file before a shipped one, an exact code before a pattern."""
        if agency_id in self.broken_agencies:
            return None
        for policy in reversed(self.by_id.values()):
            if agency_id in policy.agencies:
                return self._bind(agency_id, policy, policy.agencies[agency_id])
        for policy in reversed(self.by_id.values()):
            for pattern, agency in policy.agencies.items():
                if _is_pattern(pattern) and fnmatchcase(agency_id, pattern):
                    return self._bind(agency_id, policy, agency)
        return None

    def path_of(self, policy_id: str) -> Path:
        """File in which a policy is written."""
        return self.files[policy_id]

    def lineage_paths(self, policy_id: str) -> tuple[Path, ...]:
        """Files of a policy and of those that it extends, eldest first."""
        return tuple(self.files[member.id] for member in ancestry(self.by_id[policy_id], self.by_id))

    def _bind(self, agency_id: str, policy: Policy, agency: str | Agency) -> Binding:
        own = Agency(name=agency) if isinstance(agency, str) else agency
        lineage = ancestry(policy, self.by_id)[::-1]
        zone = own.zone or next((p.zone for p in lineage if p.zone), "Asia/Jakarta")
        first = own.first_month or next((p.first_month for p in lineage if p.first_month), "0001-01")
        return Binding(agency_id, own.name.replace("{code}", agency_id), zone, first, policy)


def parse_policy(text: str) -> tuple[Policy | None, list[Fault], Located]:
    """Read one policy's text: the policy if its shape is right, its faults, and the lines of its values."""
    try:
        located = read_yaml(text)
    except YamlFault as fault:
        return None, [Fault(fault.line, "", fault.message)], Located(value=None)
    faults = [Fault(line, _dotted(path), message) for line, path, message in located.faults]
    try:
        policy = Policy.model_validate(located.value)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            path, message = validation_message(problem, located.value)
            faults.append(Fault(located.line_of(path), _dotted(path), message))
        return None, sorted(set(faults)), located
    return (None if faults else policy), sorted(faults), located


def load_policies(shipped: Path | None = SHIPPED_POLICIES, home_policies: Path | None = None) -> Policies:
    """Read `*.yaml` of the shipped folder and of the home; the home's file wins for an agency or id."""
    by_id: dict[str, Policy] = {}
    files: dict[str, Path] = {}
    faults: dict[Path, tuple[Fault, ...]] = {}
    broken: dict[str, str] = {}
    for folder in (shipped, home_policies):
        named_here: dict[str, Path] = {}
        for path in sorted(folder.glob("*.yaml")) if folder and folder.is_dir() else ():
            text = path.read_bytes().decode("utf-8-sig", errors="replace")
            policy, found, _ = parse_policy(text)
            codes = set(policy.agencies) if policy else _codes_in(text)
            for code in codes & set(named_here):
                message = f"pemda {code} juga disebut di {named_here[code].name}"
                found.append(Fault(1, f"agencies.{code}", message))
                broken[code] = f"{path.name}: {message}"
            named_here |= dict.fromkeys(codes, path)
            if found:
                faults[path] = tuple(found)
            if policy is None:
                broken |= dict.fromkeys(codes, f"{path.name}: {found[0]}")
                continue
            for code in codes - {c for c in codes if named_here[c] != path}:
                if code in broken and not found:
                    del broken[code]
            by_id.pop(policy.id, None)
            by_id[policy.id], files[policy.id] = policy, path
    _drop_unusable(by_id, files, faults, broken)
    return Policies(by_id, files, faults, broken)


def _drop_unusable(
    by_id: dict[str, Policy],
    files: dict[str, Path],
    faults: dict[Path, tuple[Fault, ...]],
    broken: dict[str, str],
) -> None:
    from contracts.policy.check import policy_faults

    unusable: dict[str, list[Fault]] = {}
    for policy_id, policy in by_id.items():
        if found := policy_faults(policy, by_id):
            unusable[policy_id] = found
    for policy_id, found in unusable.items():
        policy = by_id.pop(policy_id)
        path = files[policy_id]
        faults[path] = tuple([*faults.get(path, ()), *found])
        broken |= dict.fromkeys(policy.agencies, f"{path.name}: {found[0]}")


def _codes_in(text: str) -> set[str]:
    block = re.search(r"^agencies:\s*(.*(?:\n[ \t]+.*|\n[ \t]*#.*)*)", text, re.MULTILINE)
    return set(re.findall(r"[\"']?(\d{2}(?:\.[\d*]{1,2})*)[\"']?\s*:", block[1])) if block else set()


def _is_pattern(code: str) -> bool:
    return any(sign in code for sign in "*?[")


def _dotted(path: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in path)
