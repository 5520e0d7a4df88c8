"""The id of a finding, for Python and as SQL of views; the macro `finding_id` of the models agrees."""

import hashlib
from typing import Final

ID_LENGTH: Final = 12
SEPARATOR: Final = "\x1f"


def finding_id(  # noqa: PLR0917 - the parts in the order in which they are hashed
    agency_id: str,
    unit_id: str | None,
    feed: str | None,
    rule_code: str,
    subject: str,
    employee_id: str | None,
    key: str = "",
) -> str:
    """Stable id of a finding in any month: the same trouble of the same people has the same id.

    A person's finding follows the person, whatever the unit and the feed, and is made with the key of the
    home: who knows everybody's NIP cannot tell from the id whose it is.
    """
    place = ["", ""] if employee_id else [unit_id or "", feed or ""]
    about = [agency_id, *place, rule_code, subject, employee_id or "", key if employee_id else ""]
    return hashlib.sha256(SEPARATOR.join(about).encode()).hexdigest()[:ID_LENGTH]


def agency_finding_id_sql(agency_id: str, rule_code: str) -> str:
    """Return SQL of the id of an agency's only finding of a rule. agency_id is SQL, rule_code the code."""
    parts = ", ".join([agency_id, "''", "''", f"'{rule_code}'", "''", "''", "''"])
    return f"substr(sha256(concat_ws(chr({ord(SEPARATOR)}), {parts})), 1, {ID_LENGTH})"
