"""How text for a terminal is laid out."""

import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import takewhile, zip_longest

from delivery.wording import rupiah

WIDTH = 96
# So much of a label stands before an amount; the rest is cut.
LABEL = WIDTH - 21
_IS_UNFOLDED: ContextVar[bool] = ContextVar("is_unfolded", default=False)


@contextmanager
def unfolded() -> Iterator[None]:
    """Leave each sentence on one line, for what lays text out by itself."""
    token = _IS_UNFOLDED.set(True)
    try:
        yield
    finally:
        _IS_UNFOLDED.reset(token)


def wrapped(text: str, indent: str) -> list[str]:
    """Lines of at most WIDTH characters; those after the first start with `indent`; an amount stays whole."""
    if _IS_UNFOLDED.get():
        return [text]
    kept = text.replace("Rp ", "Rp\u00a0")
    found = textwrap.wrap(
        kept, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return [line.replace("\u00a0", " ") for line in found]


def amount_row(label: str, amount: int) -> str:
    """One line with an amount at its right end; a long label is cut."""
    if _IS_UNFOLDED.get():
        return f"{label} ... {rupiah(amount)}"
    return f"{label[:LABEL]} ".ljust(LABEL + 1, ".") + f" {rupiah(amount)}".rjust(WIDTH - LABEL - 1)


def together(sentences: Iterable[str]) -> Iterator[str]:
    """Say once what holds of several things (`what: words`), the others by what they have of their own."""
    alike: dict[str, list[str]] = {}
    for sentence in sentences:
        what, mark, words = sentence.partition(": ")
        alike.setdefault(mark + words or sentence, []).append(what)
    for words, (first, *rest) in alike.items():
        names = "; ".join([first, *(difference(what, first) or what for what in rest)])
        yield f"{names}{words}" if words.startswith(": ") else first


def difference(label: str, other: str) -> str:
    """Say what a label has that the other has not, such as the day: without equal parts and first words."""
    parts, others = label.split(", "), other.split(", ")
    own = [
        (part, there) for part, there in zip_longest(parts, others, fillvalue="") if part and part != there
    ]
    if not own:
        return ""
    (first, there), *rest = own
    words = first.split()
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(words, there.split(), strict=False)))
    return ", ".join([" ".join(words[same:]), *(part for part, _ in rest)])
