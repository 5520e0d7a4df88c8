"""How a finding is told, in a message as on the page: what is wrong, and those that say the same together."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from contracts.dates import date_text
from contracts.quality import shipped_quality
from delivery.alerts.digest import money_at_risk
from delivery.catalogue import Row

SHAPES: Final = "Bentuk yang dibaca: "
WEIGHT: Final = {"block": 0, "hold": 1, "warn": 2}
LIGHTEST: Final = 3
_DAY: Final = re.compile(r"(?<![\w./-])\d{4}-\d{2}-\d{2}(?![\w/-]|\.\w)")


@dataclass(frozen=True)
class Group:
    """Findings of one unit that say the same, told once."""

    first: Row
    rows: tuple[Row, ...]

    @property
    def weight(self) -> int:
        """Place of its severity, the heaviest first."""
        return WEIGHT.get(self.first["severity"], LIGHTEST)


def groups(found: Sequence[Row]) -> list[Group]:
    """Put findings that say the same of one unit together: the heaviest and dearest first, then by rule."""
    gathered: dict[tuple[object, ...], list[Row]] = {}
    for row in found:
        key = (row["agency_id"], row["unit_id"], row["severity"], row["rule_code"], row["message"])
        gathered.setdefault(key, []).append(row)
    made = [Group(rows[0], tuple(rows)) for rows in gathered.values()]
    return sorted(
        made, key=lambda group: (group.weight, -money_at_risk(group.rows), group.first["rule_code"])
    )


def follows(row: Row) -> bool:
    """Whether a hold comes of another finding of the same person, so that nothing is to be done for it."""
    return row["severity"] == "hold" and _consequence() in row["message"]


def told_apart(found: Sequence[Row]) -> list[Row]:
    """Leave out the holds that are told with what they come of."""
    return [row for row in found if not any(brings(root, row) for root in found)]


def brings(root: Row, row: Row) -> bool:
    """Whether a hold comes of this one."""
    return (
        follows(row)
        and not follows(root)
        and root["employee_id"] == row["employee_id"]
        and f"({root['title']})" in row["message"]
    )


def bare(row: Row) -> str:
    """Say what a consequence is, without what it comes of."""
    return str(row["message"]).partition(_consequence())[0]


def _consequence() -> str:
    return shipped_quality().holds["akibat"].message.partition("{")[0]


def problem_of(row: Row) -> str:
    """Say what is wrong: the message without what is to be done, which stands on a line of its own."""
    message, action = str(row["message"]), str(row["action"] or "")
    if row["rule_code"] == "berkas_ditolak":
        return message.partition(" Yang diharapkan:")[0]
    if action and message.lower().endswith(action.lower()):
        bare = message[: -len(action)].rstrip(" :;")
        return f"{bare}." if bare and not bare.endswith(".") else bare or message
    return message


def readable(text: str, contacts: Mapping[str, str]) -> str:
    """Write days as people do, and contacts (by their ids) by their names."""
    for contact_id, name in contacts.items():
        text = text.replace(contact_id, name)
    return _DAY.sub(lambda found: date_text(dt.date.fromisoformat(found[0])), text)
