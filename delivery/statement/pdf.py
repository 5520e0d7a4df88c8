"""A statement as a PDF that only its password opens: AES-256, A4, the same words as on the terminal."""

import datetime as dt
import re
import secrets
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.enums import AccessPermission, EncryptionMethod

from delivery.text_lines import WIDTH

MARGIN: Final = 15
LINE: Final = 4.6
SIZE: Final = 9
CORE, EMBEDDED = "helvetica", "dejavu"
# Typographic signs that the fonts of every reader lack, as people write them.
PLAIN: Final = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "…": "..."}
)
_AMOUNT: Final = re.compile(r"^( *)(.*?) \.{3,} +(-?Rp [0-9.]+)$")
_OWNER_BYTES: Final = 16
_FONTS: Final = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}


def encrypted_pdf(text: str, *, title: str, password: str, made_on: dt.date) -> bytes:
    """Return the bytes of a PDF of the text that only its password opens, one line of it a line of print.

    A line that begins without a blank is a heading; an amount after dots goes to the right. made_on: the date
    that the file says of itself. Letters that are not in Latin-1 are printed in an embedded font.
    """
    page = _pages(text, title)
    page.set_encryption(
        owner_password=secrets.token_hex(_OWNER_BYTES),
        user_password=password,
        encryption_method=EncryptionMethod.AES_256,
        permissions=AccessPermission.PRINT_LOW_RES | AccessPermission.PRINT_HIGH_RES | AccessPermission.COPY,
    )
    return _printed(page, text, title, made_on)


def plain_pdf(text: str, *, title: str, made_on: dt.date) -> bytes:
    """Return the bytes of a PDF of the text that anyone opens: the same text, the same bytes."""
    return _printed(_pages(text, title), text, title, made_on)


def _pages(text: str, title: str) -> "_Pages":
    is_latin = _is_latin((text + title).translate(PLAIN))
    return _Pages(title.translate(PLAIN), CORE if is_latin else EMBEDDED)


def _printed(page: "_Pages", text: str, title: str, made_on: dt.date) -> bytes:
    page.set_creation_date(dt.datetime.combine(made_on, dt.time(), dt.UTC))
    page.set_title(title)
    page.set_lang("id")
    page.add_page()
    for line in text.translate(PLAIN).rstrip("\n").split("\n"):
        page.line_of_text(line)
    return bytes(page.output())


class _Pages(FPDF):
    """Pages with their title and number at the foot."""

    def __init__(self, title: str, family: str) -> None:
        super().__init__(format="A4")
        self._foot, self._family = title, family
        if family == EMBEDDED:
            for style, name in _FONTS.items():
                self.add_font(EMBEDDED, style, _font_folder() / name)
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN + LINE)
        self.set_font(family, size=SIZE)

    def footer(self) -> None:
        """Say on each page whose it is not: the month, and the number of the page."""
        self.set_y(-MARGIN)
        self.set_font(self._family, size=SIZE - 2)
        self.cell(0, LINE, f"{self._foot}, halaman {self.page_no()} dari {{nb}}", align="R")

    def line_of_text(self, line: str) -> None:
        """Print one line: a heading in bold, an amount at the right, the rest by its indent."""
        if not line:
            self.ln(LINE / 2)
            return
        is_heading = not line.startswith(" ")
        self.set_font(self._family, "B" if is_heading else "", SIZE)
        amount = _AMOUNT.match(line)
        words = line.strip() if amount is None else amount[2]
        self.set_x(MARGIN + self._indent(line))
        room = self.epw - self._indent(line)
        if amount is None:
            self.multi_cell(room, LINE, words, align="L", new_x="LMARGIN", new_y="NEXT")
            return
        width = self.get_string_width(amount[3]) + 2
        dots = max(
            int((room - width - self.get_string_width(words + " ")) / self.get_string_width(".")) - 2, 0
        )
        self.cell(room - width, LINE, f"{words} {'.' * dots}")
        self.cell(width, LINE, amount[3], align="R", new_x="LMARGIN", new_y="NEXT")

    def _indent(self, line: str) -> float:
        blanks = len(line) - len(line.lstrip(" "))
        return float(blanks * self.epw / WIDTH)


def _is_latin(text: str) -> bool:
    return all(ord(letter) < 256 for letter in text)  # noqa: PLR2004 - the end of Latin-1


@cache
def _font_folder() -> Path:
    """Folder of the free fonts that Matplotlib brings; found without importing it."""
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise FileNotFoundError("matplotlib, which brings the DejaVu fonts, is not installed")
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
