"""Files below releases/ that no release holds: who puts them there can be mistaken for the house."""

from collections.abc import Iterator
from pathlib import Path

from delivery.release.chain import MANIFEST
from delivery.verify.facts import Lie, lie

_DEPTH = 3
_DRAFT = ".draft-"


def stray_lies(folder: Path, agency_id: str | None) -> Iterator[Lie]:
    """Yield each file outside the folders of releases, in order; drafts of a killed release are not seen.

    folder: of releases. agency_id: only what lies in its folders.
    """
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if not path.is_file() or any(part.startswith(_DRAFT) for part in parts):
            continue
        is_others = agency_id is not None and parts[1:2] != (agency_id,)
        if is_others or (len(parts) > _DEPTH and (folder.joinpath(*parts[:_DEPTH]) / MANIFEST).is_file()):
            continue
        yield lie("/".join(parts), "bukan bagian dari rilis mana pun")
