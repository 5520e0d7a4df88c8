"""Signed recaps held to the release: what an SKPD's people were paid has the code that its head signed."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from delivery.recap.content import recaps_in
from delivery.release.chain import MANIFEST, read_code
from delivery.verify.facts import Lie, lie


def recap_codes(folder: Path, manifest: Mapping[str, Any]) -> dict[str, str]:
    """Code of each SKPD's recap as the release pays it.

    A susulan holds only some of an SKPD's people: nothing can be said of the recap, as where the table cannot
    be read.
    """
    if manifest.get("kind") != "reguler":
        return {}
    try:
        recaps = recaps_in(folder, str(manifest["agency_id"]), str(manifest["month"]))
    except (duckdb.Error, KeyError):
        return {}
    return {skpd: recap.code for skpd, recap in recaps.items()}


def recap_lies(place: str, manifest: Mapping[str, Any], codes: Mapping[str, str]) -> Iterator[Lie]:
    """Yield each approval whose quoted code is not that of what the release pays."""
    for each in manifest.get("approvals", []):
        quoted = read_code(str(each.get("recap_code") or "")) or each.get("recap_code")
        found = codes.get(str(each.get("skpd_code")))
        if quoted and found and quoted != found:
            sentence = f"rekap {each['skpd_code']} yang ditandatangani bukan yang dibayar rilis ini"
            yield lie(f"{place}/{MANIFEST}", sentence, expected=quoted, found=found)
