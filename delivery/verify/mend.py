"""Which byte of a manifest lies: what can be recomputed is put right until its known hash comes out."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from delivery.release.blocks import corrected
from delivery.release.chain import BESIDE, MANIFEST, manifest_bytes
from delivery.verify.contents import totals_of
from delivery.verify.copies import at_byte
from delivery.verify.facts import Lie, lie

MOST_TOGETHER = 2


def changed_manifest(
    folder: Path, path: str, expected: str, known: Mapping[str, Any], sums: Sequence[Sequence[int]] | None
) -> Lie:
    """Describe a manifest that has not the hash that the ledger or its successor knows.

    `known` are keys that are known from elsewhere: its place, its predecessor, the receipts; `sums` those of
    its blocks, where the ledger has them.
    """
    found = (folder / MANIFEST).read_bytes()
    told = lie(path, "berubah sejak dirilis", expected=expected, found=hashlib.sha256(found).hexdigest())
    put_right = corrected(found, sums) if sums else None
    for candidate in (*([put_right] if put_right else []), *_candidates(folder, found, known)):
        if hashlib.sha256(candidate).hexdigest() == expected:
            return at_byte(told, found, candidate)
    return told


def _candidates(folder: Path, found: bytes, known: Mapping[str, Any]) -> Iterator[bytes]:
    try:
        manifest = json.loads(found)
        files = manifest["files"]
        true = dict(known) | (totals_of(folder) or {})
        true["files"] = {**files, **_files(folder)}
        true["is_simulation"] = not manifest["is_simulation"]
    except (ValueError, KeyError, TypeError):
        return
    for count in range(MOST_TOGETHER + 1):
        for names in combinations([name for name in true if name in manifest], count):
            yield manifest_bytes({name: true[name] if name in names else manifest[name] for name in manifest})


def _files(folder: Path) -> dict[str, dict[str, Any]]:
    return {
        path.relative_to(folder).as_posix(): {
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "bytes": path.stat().st_size,
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in BESIDE
    }
