"""What keeps a delivered statement private: a name that does not say whose it is, and the password."""

import hashlib

from contracts.home import Home
from delivery.handoff.private import salted_hash
from delivery.release.chain import ALPHABET

KEY = "statements.key"
PASSWORD_LENGTH = 16
NAME_LENGTH = 16


def pseudonym(home: Home, agency_id: str, employee_id: str) -> str:
    """Name of a person in file names and in the ledger; only the key of the home tells whose it is."""
    return salted_hash(home, f"person|{agency_id}|{employee_id}".encode(), KEY)[:NAME_LENGTH]


def password(home: Home, agency_id: str, employee_id: str) -> str:
    """Password of all statements of a person, `XXXX-XXXX-XXXX-XXXX`: 79 bits made with the key of the home.

    It stays the same from month to month, so that it is handed over once; a new key gives everybody another.
    """
    digest = salted_hash(home, f"password|{agency_id}|{employee_id}".encode(), KEY)
    number, digits = int(hashlib.sha256(digest.encode()).hexdigest(), 16), []
    for _ in range(PASSWORD_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "-".join("".join(digits[start : start + 4]) for start in range(0, PASSWORD_LENGTH, 4))


def content_hash(home: Home, content: str) -> str:
    """Hash of a statement's text, which says later whether it is the same and nothing of what it says."""
    return salted_hash(home, f"content|{content}".encode(), KEY)
