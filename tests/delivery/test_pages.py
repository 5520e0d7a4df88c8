"""Every page is written for people who hear it, read it on a phone, on paper and without a network."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "delivery"
TEMPLATES = sorted(ROOT.rglob("*.html"))
NARROW, PAPER = "max-width:", "@media print"


def _whole(template: Path) -> str:
    """Return the template with what it includes."""
    text = template.read_text(encoding="utf-8")
    return re.sub(
        r'{% include "([^"]+)" %}',
        lambda found: (template.parent / found[1]).read_text(encoding="utf-8"),
        text,
    )


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_says_its_language_its_headings_in_order_and_what_its_tables_and_pictures_are(
    template: Path,
) -> None:
    page = _whole(template)
    assert '<html lang="id">' in page
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert not re.findall(r"<th(?![^>]*scope=|ead)[^>]*>", page)
    for drawing in re.findall(r"<(?:svg|img)[^>]*>", page):
        assert re.search(r"role=\"img\"\s+aria-label|alt=", drawing), drawing


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_is_made_for_a_phone_and_for_paper_and_asks_nothing_of_a_network(template: Path) -> None:
    page = _whole(template)
    assert 'name="viewport" content="width=device-width' in page
    assert NARROW in page
    assert PAPER in page
    assert "size: A4" in page
    assert not re.findall(r"https?:|//cdn|@import|<script|<link|src=", page)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_letters_stand_out_from_the_paper(template: Path) -> None:
    """WCAG AA asks 4.5 to 1 of text; `--back` is the darkest paper that a page has."""
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", _whole(template)))
    dark = _luminance(colours["back"])
    for name in ("ink", "soft", "accent", "ready", "warn", "held"):
        if name in colours:
            assert (dark + 0.05) / (_luminance(colours[name]) + 0.05) >= 4.5, name
