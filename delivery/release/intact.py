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
    """Look whether ledger and releases of an agency tell of the same: none is unknown, other or gone.

    Raises StateLostError where the ledger does not tell of one, ReleaseDamagedError for another manifest and
    for a release that is not there.
    """
    told: dict[Path, set[str]] = {}
    for event in ledger.read(home, "releases"):
        kind = event.get("kind")
        if event.get("agency_id") != agency_id or kind not in {"release_intended", "released"}:
            continue
        folder = home.releases / event["month"] / agency_id / f"r{event['release']}"
        told.setdefault(folder, set()).add(event["manifest_sha256"])
        if kind == "released" and not (folder / MANIFEST).is_file():
            raise _damaged(folder / MANIFEST)
    for _, _, folder in releases_of(home, agency_id):
        if folder not in told:
            raise StateLostError(
                f"Rilis {folder} tidak tercatat dalam ledger: pulihkan folder ledger/ dari cadangan."
            )
        if sha256_of(folder / MANIFEST) not in told[folder]:
            raise _damaged(folder / MANIFEST)


def _damaged(path: Path) -> ReleaseDamagedError:
    return ReleaseDamagedError(
        f"{path} bukan lagi berkas yang dirilis: `kinerja verify` menunjukkan letaknya; pulihkan dari "
        "cadangan."
    )
