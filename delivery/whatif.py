"""A person's month as it is beside the same month with something changed, line by line."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TypedDict

import duckdb

from contracts.dates import month_text, span_text
from contracts.home import Home
from contracts.standing import MARK
from delivery.catalogue import open_marts, rows
from delivery.errors import UnknownEmployeeError
from delivery.statement.facts import Line
from delivery.statement.lines import lines_of
from delivery.statement.text import line_title
from delivery.wording import rupiah, signed

SCHEMA_VERSION = 1


class LineChange(TypedDict):
    """One line before and after; null where it is not there."""

    title: str
    before: Line | None
    after: Line | None
    before_amount: int
    after_amount: int


class WhatIf(TypedDict):
    """What `kinerja whatif --json` promises; amounts as computed, whether or not the person is held."""

    schema_version: int
    employee_id: str
    agency_id: str
    month: str
    changes: list[str]
    lines: list[LineChange]
    before_amount: int
    after_amount: int
    is_held_before: bool
    is_held_after: bool


def what_if(
    home: Home, connection: duckdb.DuckDBPyConnection, employee_id: str, month: str, changes: Sequence[str]
) -> WhatIf:
    """Compare the current marts with those of `connection`; `changes` says in words what is otherwise."""
    with open_marts(home, month) as current:
        key = _key(current, employee_id, month)
        before, was_held = lines_of(current, key), _is_held(current, key)
    after, is_held = lines_of(connection, key), _is_held(connection, key)
    titles = _titles([*before, *after], month)
    return {
        "schema_version": SCHEMA_VERSION,
        "employee_id": employee_id,
        "agency_id": key[0],
        "month": month,
        "changes": list(changes),
        "lines": [_pair(one, other, titles) for one, other in _pairs(before, after)],
        "before_amount": sum(line["amount"] for line in before),
        "after_amount": sum(line["amount"] for line in after),
        "is_held_before": was_held,
        "is_held_after": is_held,
    }


def _key(connection: duckdb.DuckDBPyConnection, employee_id: str, month: str) -> tuple[str, str, str]:
    found = rows(
        connection,
        "select agency_id from marts.monthly_incentives where month = ? and employee_id = ?",
        [month, employee_id],
    )
    if len(found) != 1:
        raise UnknownEmployeeError(
            f"NIP {employee_id} tidak ada dalam tabel {month}; periksa NIP (18 angka)."
        )
    return found[0]["agency_id"], month, employee_id


def _is_held(connection: duckdb.DuckDBPyConnection, key: Sequence[str]) -> bool:
    found = rows(
        connection,
        "select is_held from marts.monthly_incentives where agency_id = ? and month = ? and employee_id = ?",
        key,
    )
    return any(row["is_held"] for row in found)


def _pairs(before: Sequence[Line], after: Sequence[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    later = {line["line_id"]: line for line in after}
    for line in before:
        yield line, later.pop(line["line_id"], None)
    for line in later.values():
        yield None, line


def _titles(lines: Sequence[Line], month: str) -> dict[str, str]:
    """Title of each line by its id, with its stretch where the month has several."""
    spans = {line["assignment_id"]: _span(line) for line in lines if line["component"]}
    several = len(spans) > 1
    return {
        line["line_id"]: line_title(line, month)
        + (f" ({spans[line['assignment_id']]})" if several and line["component"] else "")
        for line in lines
    }


def _span(line: Line) -> str:
    if line["stretch_from"] is None or line["stretch_to"] is None:
        return str(line["assignment_id"])
    return span_text(dt.date.fromisoformat(line["stretch_from"]), dt.date.fromisoformat(line["stretch_to"]))


def _pair(before: Line | None, after: Line | None, titles: dict[str, str]) -> LineChange:
    told = after or before
    return {
        "title": titles[told["line_id"]] if told else "",
        "before": before,
        "after": after,
        "before_amount": before["amount"] if before else 0,
        "after_amount": after["amount"] if after else 0,
    }


def render(facts: WhatIf) -> str:
    """Text for a terminal."""
    return "\n".join(_lines(facts)) + "\n"


def _lines(facts: WhatIf) -> Iterator[str]:
    yield MARK
    yield ""
    yield f"Andaikan: TPP {month_text(facts['month'])}, NIP {facts['employee_id']}"
    yield from (f"  - {change}" for change in facts["changes"])
    yield ""
    yield f"  {'':<52}{'sekarang':>20}{'andaikan':>20}"
    for line in facts["lines"]:
        mark = " " if line["before_amount"] == line["after_amount"] else "*"
        amounts = f"{rupiah(line['before_amount']):>20}{rupiah(line['after_amount']):>20}"
        yield f"{mark} {line['title'][:51]:<52}{amounts}"
        if mark == "*":
            yield from _values("  sekarang", line["before"])
            yield from _values("  andaikan", line["after"])
    yield f"  {'Hasil hitung':<52}{rupiah(facts['before_amount']):>20}{rupiah(facts['after_amount']):>20}"
    yield f"  Selisih {signed(facts['after_amount'] - facts['before_amount'])}"
    if facts["is_held_after"]:
        yield "  Pembayarannya tetap ditahan sampai penyebabnya beres."
    elif facts["is_held_before"]:
        yield "  Pembayarannya tidak lagi ditahan."


def _values(word: str, line: Line | None) -> Iterator[str]:
    if line is not None:
        yield f"    {word} = {line['formula_values']} = {line['exact_text']}"
