"""Read policy files; a broken one never stops the agencies of another."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Final

from contracts.policy.check import policy_problems
from contracts.policy.faults import Fault, dotted
from contracts.policy.parsing import parse_policy
from contracts.policy.schema import Agency, Policy
from contracts.policy.versions import ancestry
from contracts.policy.yaml_lines import Located

KEPT_TEXTS: Final = 1024
SHIPPED_POLICIES: Final = Path(__file__).parents[1] / "policies"


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
    """All usable policies of a home, later files last.

    `faults` are those of unusable files; `broken_agencies` maps codes named by such a file to the reason.
    """

    by_id: Mapping[str, Policy]
    files: Mapping[str, Path]
    faults: Mapping[Path, tuple[Fault, ...]]
    broken_agencies: Mapping[str, str]

    @property
    def agency_ids(self) -> tuple[str, ...]:
        """Codes that a policy names outright, ascending; those only a pattern knows are not listed."""
        codes = {code for policy in self.by_id.values() for code in policy.agencies if not _is_pattern(code)}
        return tuple(sorted(codes - set(self.broken_agencies)))

    def knows(self, agency_id: str) -> bool:
        """Tell whether a usable policy binds the agency."""
        return self.for_agency(agency_id) is not None

    def for_agency(self, agency_id: str) -> Binding | None:
        """Policy of an agency: the home before the shipped, an exact code before a pattern."""
        if agency_id in self.broken_agencies:
            return None
        newest_first = list(self.by_id.values())[::-1]
        for policy in newest_first:
            if agency_id in policy.agencies and not _is_pattern(agency_id):
                return self._bind(agency_id, policy, policy.agencies[agency_id])
        for policy in newest_first:
            for pattern, agency in policy.agencies.items():
                if _is_pattern(pattern) and fnmatchcase(agency_id, pattern):
                    return self._bind(agency_id, policy, agency)
        return None

    def lineage_paths(self, policy_id: str) -> tuple[Path, ...]:
        """Files of a policy and of those that it extends, eldest first: what a release must copy."""
        return tuple(self.files[member.id] for member in ancestry(self.by_id[policy_id], self.by_id))

    def _bind(self, agency_id: str, policy: Policy, agency: str | Agency) -> Binding:
        own = Agency(name=agency) if isinstance(agency, str) else agency
        lineage = ancestry(policy, self.by_id)[::-1]
        zone = own.zone or next((p.zone for p in lineage if p.zone), "Asia/Jakarta")
        first = own.first_month or next((p.first_month for p in lineage if p.first_month), "0001-01")
        return Binding(agency_id, own.name.replace("{code}", agency_id), zone, first, policy)


@dataclass
class _File:
    path: Path
    text: str
    policy: Policy | None
    faults: list[Fault]
    located: Located
    codes: set[str] = field(default_factory=set)


def load_policies(shipped: Path | None = SHIPPED_POLICIES, home_policies: Path | None = None) -> Policies:
    """Read `*.yaml` of the shipped folder and of the home; a home's file wins for its agencies and its id."""
    files = [file for folder in (shipped, home_policies) if folder for file in _files_of(folder)]
    by_id: dict[str, _File] = {}
    for file in files:
        if file.policy is not None:
            by_id.pop(file.policy.id, None)
            by_id[file.policy.id] = file
    _check_until_stable(by_id)
    broken: dict[str, str] = {}
    for file in files:
        if file.faults:
            broken |= dict.fromkeys(file.codes, f"{file.path.name}: {file.faults[0]}")
        else:
            for code in file.codes & set(broken):
                del broken[code]
    return Policies(
        by_id={policy_id: file.policy for policy_id, file in by_id.items() if file.policy is not None},
        files={policy_id: file.path for policy_id, file in by_id.items()},
        faults={file.path: tuple(sorted(file.faults)) for file in files if file.faults},
        broken_agencies=broken,
    )


# A run loads the same files at each of its steps. What is kept is never changed.
_parsed = lru_cache(maxsize=KEPT_TEXTS)(parse_policy)


def _files_of(folder: Path) -> Iterator[_File]:
    found: list[_File] = []
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
        policy, faults, located = _parsed(text)
        file = _File(path, text, policy, list(faults), located)
        file.codes = set(policy.agencies) if policy else _codes_in(text)
        found.append(file)
    for file in found:
        for other in found:
            if other is not file:
                _refuse_shared(file, other)
    yield from found


def _refuse_shared(file: _File, other: _File) -> None:
    for code in sorted(file.codes & other.codes):
        path = ("agencies", code)
        message = f"pemda {code} juga disebut dalam {other.path.name}"
        file.faults.append(Fault(file.located.line_of(path), dotted(path), message))
        file.policy = None
    if file.policy and other.policy and file.policy.id == other.policy.id and other.path < file.path:
        message = f"id {file.policy.id!r} sudah dipakai {other.path.name}"
        file.faults.append(Fault(file.located.line_of(("id",)), "id", message))
        file.policy = None


def _check_until_stable(by_id: dict[str, _File]) -> None:
    """Take away faulty policies, then those that extend them, until the rest can stand."""
    while True:
        usable = {policy_id: file.policy for policy_id, file in by_id.items() if file.policy is not None}
        faulty: list[str] = []
        for policy_id, policy in usable.items():
            file = by_id[policy_id]
            if problems := policy_problems(policy, usable):
                file.faults += [
                    Fault(file.located.line_of(path), dotted(path), text) for path, text in problems
                ]
                faulty.append(policy_id)
        for policy_id in faulty:
            del by_id[policy_id]
        if not faulty:
            return


def _codes_in(text: str) -> set[str]:
    block = re.search(r"^agencies:[ \t]*(.*(?:\n[ \t]+.*)*)", text, re.MULTILINE)
    return set(re.findall(r"[\"']?\b(\d{2}(?:\.\d{2}){0,2})[\"']?\s*:", block[1])) if block else set()


def _is_pattern(code: str) -> bool:
    return any(sign in code for sign in "*?[")
