"""Interim reviews go once their month is paid; what a policy keeps for ever stays."""

from pathlib import Path

import pytest

from contracts.home import Home
from orchestration.builds import NOTE, Build
from orchestration.purging import purge_reviews

MONTH = "2026-10"


def review(home: Home, day: str, *agencies: str) -> Path:
    folder: Path = home.root / "interim" / MONTH / day
    build = folder / "marts" / MONTH / "b"
    build.mkdir(parents=True)
    (build / NOTE).write_text(Build(MONTH, "b", dict.fromkeys(agencies, "b")).note())
    return folder


def release(home: Home, agency: str) -> None:
    folder = home.releases / MONTH / agency / "r1"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")


@pytest.mark.parametrize("released", [(), ("95.01",), ("95.01", "95.02")])
def test_a_review_goes_when_all_its_agencies_have_released_the_month(
    tmp_path: Path, released: tuple[str, ...]
) -> None:
    home = Home(tmp_path)
    both, one = review(home, "2026-10-10", "95.01", "95.02"), review(home, "2026-10-20", "95.01")
    unmade = home.root / "interim" / MONTH / "2026-10-25"
    unmade.mkdir()
    for agency in released:
        release(home, agency)
    gone = purge_reviews(home)
    assert gone == [f"{MONTH}/{each.name}" for each in (both, one) if not each.exists()]
    assert (both.exists(), one.exists()) == ("95.02" not in released, "95.01" not in released)
    assert unmade.exists()
