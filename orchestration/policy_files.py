"""Which files hold the rules of an agency's month, and whether they are still what it was computed with."""

from collections.abc import Iterable
from pathlib import Path

from contracts.home import Home
from contracts.policy.loading import Policies, load_policies
from delivery.release.chain import sha256_of
from orchestration.builds import REPOSITORY, digest


def policy_files(home: Home, agency_id: str) -> list[Path]:
    """Files of the agency's policy and of those that it extends; empty where it has none."""
    return _lineage(load_policies(home_policies=home.policies), agency_id)


def calendar_files(month: str) -> list[Path]:
    """National calendars of the month's year and of those beside it."""
    year = int(month[:4])
    folder = REPOSITORY / "contracts" / "calendars"
    return [path for each in (year - 1, year, year + 1) if (path := folder / f"{each}.yaml").exists()]


def rules_digests(policies: Policies, agencies: Iterable[str], month: str) -> dict[str, str]:
    """Id of the policy and calendar files of each agency's month: another one where a byte of them is."""
    calendars = calendar_files(month)
    hashes: dict[Path, str] = {}
    found = {}
    for agency_id in agencies:
        paths = [*_lineage(policies, agency_id), *calendars]
        hashes |= {path: sha256_of(path) for path in paths if path not in hashes}
        found[agency_id] = digest(f"{path.name} {hashes[path]}" for path in paths)
    return found


def _lineage(policies: Policies, agency_id: str) -> list[Path]:
    binding = policies.for_agency(agency_id)
    return [] if binding is None else list(policies.lineage_paths(binding.policy.id))
