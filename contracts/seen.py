"""What a human saw of an agency's finding whose hold was taken away, to tell whether it is still the same.

Of people and units the models tell it (`marts.hold_evidence`), since they are held before the sum.
"""

import hashlib
from typing import Final

CHANGED: Final = " Pencabutan yang lama tidak berlaku lagi: temuan ini berubah sesudah dicabut."


def seen(rows: int | None, people: int | None, files: str | None, message: str | None) -> str:
    """Hash of what a human sees of a finding; `CHANGED`, which is told after a clearing, is no part."""
    told = [str(rows or 0), str(people or 0), files or "", (message or "").removesuffix(CHANGED)]
    return hashlib.sha256("\x1f".join(told).encode()).hexdigest()
