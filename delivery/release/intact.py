"""Whether releases are still what was released, asked of each file before anything is computed from it."""

import json
from collections.abc import Collection
from pathlib import Path

from contracts.home import Home
from delivery import ledger
from delivery.errors import ReleaseDamagedError, StateLostError
from delivery.release.chain import MANIFEST, releases_of, sha256_of


def refuse_damaged(folder: Path, files: Collection[str]) -> None:
    """Look whether files of a release have the bytes that its manifest names; others are not asked.

    Raises ReleaseDamagedError (one sentence) for the first that has not.
    """
    try:
        named = json.loads((folder / MANIFEST).read_bytes())["files"]
        hashes = {name: named[name]["sha256"] for name in files if name in named}
    except (FileNotFoundError, ValueError, TypeError, KeyError) as error:
        raise _damaged(folder / MANIFEST) from error
    for name, sha256 in sorted(hashes.items()):
        path = folder / name
        if not path.is_file() or sha256_of(path) != sha256:
            raise _damaged(path)


def refuse_unknown(home: Home, agency_id: str) -> None:
    """Look whether the ledger tells of every release of an agency, and each has the manifest that it tells.

    Raises StateLostError where it does not tell of one, ReleaseDamagedError for another manifest.
    """
    told: dict[tuple[str, int], set[str]] = {}
    found = releases_of(home, agency_id)
    for event in ledger.read(home, "releases") if found else ():
        if event.get("agency_id") == agency_id and "manifest_sha256" in event and "release" in event:
            told.setdefault((event["month"], event["release"]), set()).add(event["manifest_sha256"])
    for month, number, folder in found:
        if (month, number) not in told:
            raise StateLostError(
                f"Rilis {folder} tidak tercatat dalam ledger: pulihkan folder ledger/ dari cadangan."
            )
        if sha256_of(folder / MANIFEST) not in told[month, number]:
            raise _damaged(folder / MANIFEST)


def _damaged(path: Path) -> ReleaseDamagedError:
    return ReleaseDamagedError(
        f"{path} bukan lagi berkas yang dirilis: `kinerja verify` menunjukkan letaknya; pulihkan dari "
        "cadangan."
    )
