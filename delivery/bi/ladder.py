"""SQL that the settings of privacy ask for: bands, rungs, and which columns make people alike."""

from collections.abc import Sequence
from typing import Final

from contracts.privacy import ATTRIBUTES, Privacy, bands

MERGED: Final = "*"
PLACE: Final = ("month", "unit_key", "pay_state")


def settings_sql(privacy: Privacy) -> dict[str, str]:
    """Return what the templates in `sql/` name: k, bands and lists of the attributes that are generalised."""
    placed = [f"placed.{name}" for name in ATTRIBUTES]
    return {
        "k": str(privacy.k),
        "age_band": _band("age", privacy.age_from, "tidak diketahui"),
        "class_band": _band("job_class", privacy.class_from, "-"),
        "attributes": ", ".join(ATTRIBUTES),
        "placed_attributes": ", ".join(placed),
        "post_key": "post_type, job_class, class_band, employment_status",
        "same_group": " and ".join(f"placed.{name} = taken.{name}" for name in (*PLACE, *ATTRIBUTES)),
        "merged": ", ".join(f"'{MERGED}' as {name}" for name in ATTRIBUTES),
    }


def rungs_sql(privacy: Privacy) -> list[dict[str, str]]:
    """Return for each rung the attributes as it tells them, and what makes two people alike on it."""
    return [
        {
            "k": str(privacy.k),
            "attributes": ", ".join(name if name in rung else f"'{MERGED}' as {name}" for name in ATTRIBUTES),
            "alike": ", ".join((*PLACE, *rung)),
        }
        for rung in privacy.ladder
    ]


def _band(column: str, begins: Sequence[int], unknown: str) -> str:
    """Bands of whole numbers: below the first edge, from edge to edge, from the last edge on."""
    words = [f"when {column} is null then '{unknown}'"]
    words += [
        f"when {column} < {below} then '{label}'" if below else f"else '{label}'"
        for label, _, below in bands(begins)
    ]
    unbanded = "" if begins else f" else '{MERGED}'"
    return f"case {' '.join(words)}{unbanded} end"
