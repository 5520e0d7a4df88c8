"""A statement as a page: the words of the text and the last months, on one sheet of A4 for most people."""

import os
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Final, NamedTuple

from contracts.dates import month_text
from contracts.standing import MARK
from delivery.statement.facts import Statement
from delivery.statement.text import SUM, parts
from delivery.statement.trend import PastMonth
from delivery.statement.why import ROWS_SHOWN
from delivery.text_lines import unfolded
from delivery.wording import decimal_text, grouped, rupiah, term

TEMPLATE: Final = Path(__file__).with_name("page.html")
BAR_WIDTH: Final = 38
BAR_STEP: Final = 48
BAR_HEIGHT: Final = 44
E4: Final = 10_000
MILLION: Final = 1_000_000
_CODE: Final = re.compile(r"(\S*[0-9a-f]+(?:-[0-9a-f]+){2}\S*)")
_AMOUNT: Final = re.compile(r"^( *)(.*?) \.{3} (-?Rp [0-9.]+)$")


class Print(NamedTuple):
    """Size of letters in points, and the height of a row as a multiple of it."""

    points: float
    line_height: float


# Print to try, the largest first, and what a sheet of A4 holds, as measured in Chromium with DejaVu Sans.
SIZES: Final = (Print(10.0, 1.3), Print(9.0, 1.25), Print(8.5, 1.2), Print(8.0, 1.15))
FEWEST_ROWS: Final = 2
COLUMNS: Final = 2
LETTERS_IN_COLUMN: Final = 460
HEADING_ROWS: Final = 1.6
SHEET_HEIGHT: Final = 790
TITLE_HEIGHT: Final = 30
CHART_HEIGHT: Final = 64


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

    head, size, told = _fitted(facts, len(past))
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "rupiah": rupiah,
        "month_text": month_text,
        "short_month": lambda month: f"{month_text(month)[:3]} {month[:4]}",
        "term": term,
        "score": _score,
        "pieces": _pieces,
    }
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        facts=facts,
        head=[line.strip() for line in head if line.strip() and line.strip() != MARK],
        mark=MARK if facts["is_simulation"] else "",
        parts=told,
        sum_title=SUM,
        past=past,
        aspects=list(dict.fromkeys(aspect for month in past for aspect in month["scores"])),
        bars=list(_bars(past)),
        width=max(BAR_STEP * len(past), BAR_STEP),
        bar_width=BAR_WIDTH,
        bar_height=BAR_HEIGHT,
        print_size=size.points,
        line_height=size.line_height,
    )


def _fitted(facts: Statement, months: int) -> tuple[list[str], Print, list[Part]]:
    """Return the head, how to print and the parts, which by estimate fill one sheet at most.

    Where the smallest print is too large still, fewer rows of each source are told, before their number.
    """
    head, told = _told(facts, ROWS_SHOWN)
    for size in SIZES:
        if _sheets(head, told, months, size) <= 1:
            return head, size, told
    head, told = _told(facts, FEWEST_ROWS)
    return head, SIZES[-1], told


def _told(facts: Statement, sources_shown: int) -> tuple[list[str], list[Part]]:
    with unfolded():
        head, *rest = parts(facts, on_paper=True, sources_shown=sources_shown)
    return head, [
        Part(part[0], [_row(line) for line in part[1:] if line.strip() not in {"", MARK}])
        for part in rest
        if part != [MARK]
    ]


def _sheets(head: Sequence[str], told: Sequence[Part], months: int, size: Print) -> float:
    """Estimate how many sheets of A4 these fill in two columns of print, with the widest usual letters."""
    letters = LETTERS_IN_COLUMN / size.points
    row = size.points * size.line_height
    rows = sum(_rows_of(part, letters) for part in told if part.title != SUM)
    above = TITLE_HEIGHT + len(head) * row + max(CHART_HEIGHT, (months + 4) * row)
    return rows * row / (COLUMNS * (SHEET_HEIGHT - above))


def _rows_of(part: Part, letters: float) -> float:
    """Rows of a column that a part fills; what stands one after the other in print is measured together."""
    rows, inline = HEADING_ROWS, 0
    for row in part.rows:
        if row.kind == "formula" or (row.kind == "plain" and row.depth > 1):
            inline += len(row.text) + 2
            continue
        rows += ceil(inline / letters) + ceil((len(row.text) + len(row.amount) + 2) / letters)
        inline = 0
    return rows + ceil(inline / letters)


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


def _pieces(text: str) -> list[str]:
    """Split a text so that every second piece is a code of a line or a date, which print keeps whole."""
    return _CODE.split(text)


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
    return f"{grouped(hundredths // 100)},{hundredths % 100:02d} jt"


def _score(score_e4: int | None) -> str:
    """Score as people read it, two decimals, halves up; the statement itself has the exact one."""
    if score_e4 is None:
        return "-"
    return str(decimal_text(Fraction((2 * score_e4 * 100 + E4) // (2 * E4), 100), 2))
