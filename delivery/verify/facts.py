"""What a verification says. Money is whole rupiah; paths are relative to releases or landing."""

from typing import TypedDict

SCHEMA_VERSION = 1


class Lie(TypedDict):
    """One thing that is not as it was written.

    `offset` is the first byte that differs where a true copy was found, else the first of the block of
    `block_bytes` in which it lies; null where neither is known. `line` is the line of a text file there.
    """

    path: str
    sentence: str
    offset: int | None
    block_bytes: int | None
    line: int | None
    expected: str | None
    found: str | None


class VerifiedRelease(TypedDict):
    """One release that was looked at; `recap_codes` are those of the signed recaps by SKPD, of an r1."""

    agency_id: str
    month: str
    release: int
    code: str
    people: int | None
    incentive_amount: int | None
    is_sound: bool
    is_signed: bool
    signers: list[str]
    recap_codes: dict[str, str]


class VerifiedBook(TypedDict):
    """One book of the ledger; `lines_unlinked` were written by a program that linked none."""

    book: str
    lines: int
    lines_unlinked: int


class Head(TypedDict):
    """Head of an agency's chain, for paper; among `ledger_heads` the ledger as it stood at a release."""

    agency_id: str
    month: str
    release: int
    code: str


class Verification(TypedDict):
    """What was verified, the lies in the order in which they were found, and what could not be looked at."""

    schema_version: int
    place: str
    releases: list[VerifiedRelease]
    special: list[str]
    heads: list[Head]
    ledger_heads: list[Head]
    books: list[VerifiedBook]
    lies: list[Lie]
    not_checked: list[str]
    asked_code: str | None
    is_sound: bool


def lie(path: str, sentence: str, *, expected: str | None = None, found: str | None = None) -> Lie:
    """Make a lie whose place inside the file is not known."""
    return {
        "path": path,
        "sentence": sentence,
        "offset": None,
        "block_bytes": None,
        "line": None,
        "expected": expected,
        "found": found,
    }
