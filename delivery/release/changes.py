"""What changed since a month was released, by its manifest and the copies that lie in it."""

import json
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from delivery.release.chain import MANIFEST, sha256_of

Change = str


def changes_since(
    release: Path, *, files: Collection[tuple[str, str]], policies: Iterable[Path], calendars: Iterable[Path]
) -> Iterator[Change]:
    """Yield `berkas <path>`, `kebijakan <name>` and `kalender <name>` for each that is new or changed.

    files: (path, sha256) of the landed files with rows that count now.
    """
    manifest = json.loads((release / MANIFEST).read_bytes())
    known = {(each["path"], each["sha256"]) for each in manifest["landed"]}
    late = sorted(path for path, sha256 in files if (path, sha256) not in known)
    yield from (f"berkas {path}" for path in late)
    for kind, folder, now in (("kebijakan", "policies", policies), ("kalender", "calendars", calendars)):
        copies = {sha256_of(path) for path in (release / folder).glob("*")}
        yield from (f"{kind} {path.name}" for path in sorted(now) if sha256_of(path) not in copies)
