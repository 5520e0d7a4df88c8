"""The statement as a page: the words of the text, nothing from elsewhere, private, with the last months."""

import html
import re
from pathlib import Path

import pytest

from contracts.home import Home
from delivery.statement import page, text, trend
from delivery.statement.build import statement
from tests.support.marts import build_catalogue
from tests.support.sample_month import AGENCY, BUDI, MONTH, RINA, SITI, sample

NUMBER = re.compile(r"\d[\d.,/:-]*")


def _page(home: Home, person: str) -> str:
    return page.render(statement(home, person, MONTH), trend.trend(home, AGENCY, person, MONTH))


def _words(written: str) -> str:
    """Text of a page as a browser shows it, blanks made one."""
    shown = re.sub(r"<style>.*?</style>|<[^>]+>", " ", written, flags=re.DOTALL)
    return " ".join(html.unescape(shown).split())


@pytest.mark.parametrize("person", [SITI, RINA, BUDI])
def test_every_word_and_number_of_the_text_is_in_the_page(ran: Home, person: str) -> None:
    shown = _words(_page(ran, person))
    told = text.render(statement(ran, person, MONTH))
    assert set(NUMBER.findall(told)) <= set(NUMBER.findall(shown)) | {MONTH}
    on_paper = text.render(statement(ran, person, MONTH), on_paper=True)
    missing = [word for word in on_paper.split() if word.strip(".-") and word not in shown]
    assert not missing


def test_a_name_is_text_and_nothing_is_fetched(home: Home) -> None:
    tables = sample()
    for row in tables["monthly_incentives"]:
        row["name"] = '<script>alert(1)</script> & "Rina"'
    build_catalogue(home, tables)
    written = _page(home, RINA)
    assert "<script" not in written
    assert "&lt;script&gt;" in written
    assert not re.findall(r"(?:src|href|url|@import|https?:)", written)
    assert written == _page(home, RINA)


def test_the_last_months_are_told_with_their_scores(home: Home) -> None:
    tables = sample()
    earlier = {**next(row for row in tables["monthly_incentives"] if row["employee_id"] == SITI)}
    build_catalogue(home, tables)
    past = trend.trend(home, AGENCY, SITI, MONTH)
    assert [row["month"] for row in past] == [MONTH]
    assert past[0]["computed_amount"] == earlier["computed_amount"]
    assert past[0]["scores"]["productivity"] == 866_700
    assert "86,67" in _words(_page(home, SITI))
    months: list[trend.PastMonth] = [{**past[0], "month": f"2026-0{n}", "is_held": n == 9} for n in (8, 9)]
    shown = page.render(statement(home, SITI, MONTH), [*months, *past])
    assert _words(shown).index("Okt 2026") < _words(shown).index("Sep 2026") < _words(shown).index("Agu 2026")
    assert shown.count("<rect") == 3
    assert "(ditahan)" in shown


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for content in ("satu", "dua"):
        page.write(tmp_path / "rincian.html", content)
    assert [path.name for path in tmp_path.iterdir()] == ["rincian.html"]
    assert (tmp_path / "rincian.html").read_text(encoding="utf-8") == "dua"
    assert (tmp_path / "rincian.html").stat().st_mode & 0o777 == 0o600
    assert tmp_path.stat().st_mode & 0o777 == 0o755
