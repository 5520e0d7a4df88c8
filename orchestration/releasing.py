"""The release of a month, agency by agency; nothing here knows Dagster."""

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from contracts.gates import release_check
from contracts.home import Home
from contracts.policy.loading import load_policies
from contracts.private import PRIVATE
from contracts.quality import shipped_quality
from delivery.chain import MANIFEST, code_of, sha256_of
from delivery.errors import ReleaseRefused
from delivery.holds import cleared
from delivery.release import release_agency
from orchestration.builds import REPOSITORY, code_version
from orchestration.catalogue import current_builds
from orchestration.errors import RefusedError
from orchestration.request import Request

# Names of the two lists of sentences that a release leaves as metadata.
RELEASED = "released"
REFUSED = "refused"


class NothingReleasedError(RuntimeError):
    """Every agency that was asked for was refused; the message has one sentence for each."""


log = logging.getLogger("kinerja.release")


@dataclass(frozen=True)
class Outcome:
    """What became of one agency's release, in a sentence for the official."""

    agency_id: str
    is_released: bool
    sentence: str


def release_month(home: Home, request: Request, by: str, released_at: datetime) -> list[Outcome]:
    """Release the agencies of a month, in order of their codes; one refusal stops no other.

    Raises:
        RefusedError: the month was not run, or nobody is named.
        NothingReleasedError: every agency was refused.

    """
    build = current_builds(home).get(request.month)
    if build is None:
        raise RefusedError(f"{request.month} was not run: type `kinerja run {request.month}` first.")
    if not by.strip():
        raise RefusedError("Nobody is named: say who releases with --by.")
    outcomes = [
        _release(home, request.month, agency_id, by, released_at)
        for agency_id in request.agencies or sorted(build.agencies)
    ]
    if not any(outcome.is_released for outcome in outcomes):
        raise NothingReleasedError("\n".join(outcome.sentence for outcome in outcomes))
    return outcomes


def _release(home: Home, month: str, agency_id: str, by: str, released_at: datetime) -> Outcome:
    policies = load_policies(home_policies=home.policies)
    binding = policies.for_agency(agency_id)
    quality = shipped_quality()
    clearings = cleared(home, month, quality)
    signed = {
        event["rule_code"]
        for event in clearings
        if (event["agency_id"], event["severity"]) == (agency_id, "block")
    }
    year = int(month[:4])
    calendars = [
        REPOSITORY / "contracts" / "calendars" / f"{each}.yaml" for each in (year - 1, year, year + 1)
    ]
    try:
        folder = release_agency(
            home,
            month,
            agency_id,
            by=by,
            released_at=released_at,
            code_version=code_version(),
            policy_files=policies.lineage_paths(binding.policy.id) if binding is not None else (),
            calendar_files=[path for path in calendars if path.exists()],
            check=lambda frames: release_check(frames, quality, signed),
            cleared=[event for event in clearings if event["agency_id"] == agency_id],
            accepted=_accepted(home, month, agency_id),
        )
    except ReleaseRefused as refusal:
        return Outcome(agency_id, is_released=False, sentence=str(refusal))
    log.info("%s: %s released", month, agency_id)
    head = code_of(sha256_of(folder / MANIFEST))
    return Outcome(agency_id, is_released=True, sentence=f"{agency_id}: {folder} ({head})")


def _accepted(home: Home, month: str, agency_id: str) -> dict[str, Path]:
    """Files of accepted rows behind an agency's month, by their path below `accepted/`."""
    build = current_builds(home).get(month)
    own = None if build is None else build.agencies.get(agency_id)
    if own is None:
        return {}
    return {
        path.relative_to(home.accepted).as_posix(): path
        for path in (home.accepted / month / own).rglob("*.parquet")
        if path.parent.name not in PRIVATE
    }
