"""A statement as a page: the words of the text and the last months, on one sheet of A4 for most people."""

import os
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final, NamedTuple

from contracts.dates import month_text
from contracts.standing import MARK
from delivery.statement.facts import Statement
from delivery.statement.text import parts
from delivery.statement.trend import PastMonth
from delivery.text_lines import unfolded
from delivery.wording import decimal_text, rupiah, term

TEMPLATE: Final = Path(__file__).with_name("page.html")
BAR_WIDTH: Final = 44
BAR_STEP: Final = 60
BAR_HEIGHT: Final = 60
E4: Final = 10_000
MILLION: Final = 1_000_000
_AMOUNT: Final = re.compile(r"^( *)(.*?) \.{3} (-?Rp [0-9.]+)$")


class Row(NamedTuple):
    """One sentence of a part: `kind` is amount, item, formula or plain, `depth` how far it is indented."""

    kind: str
    depth: int
    text: str
    amount: str = ""


class Part(NamedTuple):
    """A part of the statement under its heading."""

    title: str
    rows: list[Row]


class Bar(NamedTuple):
    """A month of the chart, in whole pixels."""

    x: int
    y: int
    height: int
    label: str
    amount: str
    is_held: bool


def render(facts: Statement, past: Sequence[PastMonth]) -> str:
    """HTML of the statement, self-contained: no script, no address that a browser would open."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only a page needs it

    with unfolded():
        told = parts(facts, on_paper=True)
    head, *rest = told
    rest = [part for part in rest if part != [MARK]]
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "rupiah": rupiah,
        "month_text": month_text,
        "short_month": lambda month: f"{month_text(month)[:3]} {month[:4]}",
        "term": term,
        "score": _score,
    }
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        facts=facts,
        head=[line.strip() for line in head if line.strip() and line.strip() != MARK],
        mark=MARK if facts["is_simulation"] else "",
        parts=[
            Part(part[0], [_row(line) for line in part[1:] if line.strip() not in {"", MARK}])
            for part in rest
        ],
        past=past,
        aspects=list(dict.fromkeys(aspect for month in past for aspect in month["scores"])),
        bars=list(_bars(past)),
        width=max(BAR_STEP * len(past), BAR_STEP),
        bar_width=BAR_WIDTH,
        bar_height=BAR_HEIGHT,
    )


def write(path: Path, page: str) -> None:
    """Put the page in place of `path` by a rename, with mode 0600; the folder is left as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(page)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _row(line: str) -> Row:
    text = line.strip()
    depth = (len(line) - len(line.lstrip(" "))) // 2
    if amount := _AMOUNT.match(line):
        return Row("amount", depth, amount[2].strip(), amount[3])
    if text.startswith("- "):
        return Row("item", depth, text[2:])
    return Row("formula" if text.startswith("= ") else "plain", depth, text)


def _bars(past: Sequence[PastMonth]) -> Iterator[Bar]:
    """Bars of the computed amounts, one per month; what is held is drawn open and said in its label."""
    most = max([1, *(month["computed_amount"] for month in past)])
    for place, month in enumerate(past):
        height = max(month["computed_amount"] * BAR_HEIGHT // most, 1)
        yield Bar(
            place * BAR_STEP,
            BAR_HEIGHT - height,
            height,
            month_text(month["month"])[:3],
            _millions(month["computed_amount"]),
            month["is_held"],
        )


def _millions(amount: int) -> str:
    hundredths = (2 * amount * 100 + MILLION) // (2 * MILLION)
    return f"{decimal_text(Fraction(hundredths, 100), 2)} jt"


def _score(score_e4: int | None) -> str:
    """Score as people read it, two decimals, halves up; the statement itself has the exact one."""
    if score_e4 is None:
        return "-"
    return str(decimal_text(Fraction((2 * score_e4 * 100 + E4) // (2 * E4), 100), 2))
