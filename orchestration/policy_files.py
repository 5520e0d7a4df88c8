"""Which files hold the rules of an agency's month."""

from pathlib import Path

from contracts.home import Home
from contracts.policy.loading import load_policies
from orchestration.builds import REPOSITORY


def policy_files(home: Home, agency_id: str) -> list[Path]:
    """Files of the agency's policy and of those that it extends; empty where it has none."""
    policies = load_policies(home_policies=home.policies)
    binding = policies.for_agency(agency_id)
    return [] if binding is None else list(policies.lineage_paths(binding.policy.id))


def calendar_files(month: str) -> list[Path]:
    """National calendars of the month's year and of those beside it."""
    year = int(month[:4])
    folder = REPOSITORY / "contracts" / "calendars"
    return [path for each in (year - 1, year, year + 1) if (path := folder / f"{each}.yaml").exists()]
