"""The chain of an agency's releases: its links, and its head as a code short enough for paper."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from contracts.home import Home
from delivery import ledger

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
BESIDE = frozenset({MANIFEST, SIGNATURE})  # what no manifest names
# Without I, L, O, U and S, which are misread; 31 is prime, so the check finds each swap and each wrong one.
ALPHABET = "0123456789ABCDEFGHJKMNPQRTVWXYZ"
CODE_LENGTH = 16

_RELEASE = re.compile(r"r(\d+)")


class Link(NamedTuple):
    """One release of a chain; `sha256` is its manifest's hash as it lies there, `previous` what it names."""

    month: str
    number: int
    folder: Path
    sha256: str
    previous: str | None


def sha256_of(path: Path) -> str:
    """Hex digest of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """Canonical bytes: keys as written, two spaces, UTF-8, one line end."""
    return (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()


def releases_of(home: Home, agency_id: str) -> list[tuple[str, int, Path]]:
    """(month, release number, folder) of each release of one agency, oldest first."""
    return _numbered(home.releases, agency_id)


def released_agencies(releases: Path) -> list[str]:
    """Agencies that have a release in a folder of releases, in order."""
    return sorted({path.parts[-3] for path in releases.glob(f"[0-9]*/*/r*/{MANIFEST}")})


def links_of(releases: Path, agency_id: str) -> list[Link]:
    """Links of an agency's chain by month and number; a manifest that is no JSON names nothing."""
    return [
        Link(month, number, folder, sha256_of(folder / MANIFEST), _named(folder / MANIFEST))
        for month, number, folder in _numbered(releases, agency_id)
    ]


def heads(links: Sequence[Link]) -> list[Link]:
    """Links that no other link names: one, the head, when the chain is whole."""
    named = {link.previous for link in links}
    return [link for link in links if link.sha256 not in named]


def chain_head(home: Home, agency_id: str) -> Path | None:
    """Folder of the agency's newest link: the release that no other one names; None before the first.

    A susulan of an earlier month is a link after those of later months, so the order is the chain's own.
    """
    return next((link.folder for link in heads(links_of(home.releases, agency_id))), None)


def code_of(sha256: str) -> str:
    """Code of a manifest's hash for paper, `XXXX-XXXX-XXXX-XXXX`: 74 bits and a check character."""
    number, digits = int(sha256, 16), []
    for _ in range(CODE_LENGTH - 1):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(digit)
    code = "".join(ALPHABET[digit] for digit in [*digits, _check(digits)])
    return "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def read_code(text: str) -> str | None:
    """Code as it is printed, from what somebody typed; None where its check character does not fit."""
    bare = re.sub(r"[\s-]", "", text.upper())
    if len(bare) != CODE_LENGTH or set(bare) - set(ALPHABET):
        return None
    digits = [ALPHABET.index(each) for each in bare]
    if _check(digits[:-1]) != digits[-1]:
        return None
    return "-".join(bare[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def released_events(home: Home) -> list[ledger.Event]:
    """Releases as the ledger tells them, in order; one whose folder stands needs no confirmation.

    A release that was killed between the rename and its confirmation is there: payroll can see it.
    """
    events = ledger.read(home, "releases")
    confirmed = {event["manifest_sha256"] for event in events if event.get("kind") == "released"}
    told = []
    for event in events:
        if event.get("kind") == "release_intended" and event["manifest_sha256"] not in confirmed:
            place = home.releases / event["month"] / event["agency_id"] / f"r{event['release']}" / MANIFEST
            if place.is_file() and sha256_of(place) == event["manifest_sha256"]:
                told.append({**event, "kind": "released"})
        elif event.get("kind") == "released":
            told.append(event)
    return told


def released_until(home: Home, until: datetime) -> frozenset[tuple[str, str, int]]:
    """(agency, month, number) of the releases that the ledger tells of until a time."""
    return frozenset(
        (event["agency_id"], event["month"], event["release"])
        for event in released_events(home)
        if datetime.fromisoformat(event["at"]) <= until
    )


def head_codes(home: Home) -> dict[str, str]:
    """Code of the head of each agency's chain, as the ledger says."""
    return {event["agency_id"]: code_of(event["manifest_sha256"]) for event in released_events(home)}


def _check(digits: Sequence[int]) -> int:
    return sum(place * digit for place, digit in enumerate(digits, 1)) % len(ALPHABET)


def _named(manifest: Path) -> str | None:
    try:
        content: dict[str, Any] = json.loads(manifest.read_bytes())
        previous = content.get("previous_release")
    except (ValueError, AttributeError):
        return None
    return previous if isinstance(previous, str) else None


def _numbered(releases: Path, agency_id: str) -> list[tuple[str, int, Path]]:
    folders = (manifest.parent for manifest in releases.glob(f"[0-9]*/{agency_id}/r*/{MANIFEST}"))
    return sorted(
        (folder.parent.parent.name, int(found[1]), folder)
        for folder in folders
        if (found := _RELEASE.fullmatch(folder.name))
    )
