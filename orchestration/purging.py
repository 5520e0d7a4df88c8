"""What holds people's data and has been kept long enough, deleted at once: one command for a timer."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from contracts.home import Home
from contracts.policy.loading import load_policies
from contracts.policy.rules import Rules
from contracts.policy.versions import resolve
from delivery.handoff.purge import purge
from delivery.statement.purge import purge_statements
from orchestration.builds import NOTE, Build


def purge_home(home: Home, now: datetime) -> list[str]:
    """Delete files for payroll, recaps, statements and reviews whose time is over; returns their paths.

    How long files are kept each agency's policy says, as it stands today.
    """
    files = purge(home, _days(home, now, _of_payroll), now)
    statements = purge_statements(home, _days(home, now, _of_statements), now)
    return [
        *(f"handoff/{file}" for file in files),
        *(f"statements/{file}" for file in statements),
        *(f"interim/{folder}" for folder in purge_reviews(home)),
    ]


def purge_reviews(home: Home) -> list[str]:
    """Delete interim reviews of a month that all their agencies have released; they can be made again.

    A review holds everybody's days and names, and nobody improves a month that was paid.
    """
    gone = []
    for review in sorted((home.root / "interim").glob("*/*/")):
        month = review.parent.name
        builds = (Build.found(note.parent) for note in sorted(review.glob(f"marts/{month}/*/{NOTE}")))
        agencies = {agency for build in builds if build is not None for agency in build.agencies}
        if agencies and all(_is_released(home, month, agency) for agency in agencies):
            shutil.rmtree(review)
            gone.append(f"{month}/{review.name}")
    return gone


def _of_payroll(rules: Rules) -> int | None:
    return None if rules.handoff is None else rules.handoff.keep_days


def _of_statements(rules: Rules) -> int | None:
    return None if rules.statement is None else rules.statement.keep_days


def _is_released(home: Home, month: str, agency_id: str) -> bool:
    manifest: Path = home.releases / month / agency_id / "r1" / "manifest.json"
    return manifest.is_file()


def _days(home: Home, now: datetime, of: Callable[[Rules], int | None]) -> Callable[[str], int | None]:
    """Days that an agency keeps files, by the rules of its policy in force today; None keeps for ever."""
    policies = load_policies(home_policies=home.policies)

    def keep_days(agency_id: str) -> int | None:
        binding = policies.for_agency(agency_id)
        spans = resolve(binding.policy, policies.by_id, now.date(), now.date(), None) if binding else []
        return of(spans[-1].rules) if spans else None

    return keep_days
