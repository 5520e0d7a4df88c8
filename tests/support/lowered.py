"""Ratings of the demo that are given once more, as a file that lands late."""

from pathlib import Path

from contracts.home import Home

GOOD = "Sesuai Ekspektasi,Sesuai Ekspektasi,Baik,"
BAD = "Sesuai Ekspektasi,Di Bawah Ekspektasi,Butuh Perbaikan,"


def ratings(home: Home, agency: str, month: str) -> list[str]:
    """Lines of the month's ratings with their ends, the header first."""
    path = rating_file(home, agency, month, "ekinerja.csv")
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


def rating_file(home: Home, agency: str, month: str, name: str) -> Path:
    """Path of a landed file of ratings."""
    return home.landing / agency / month / "task_completion" / name


def newer(rating: str, month: str) -> str:
    """Return the rating as it is given again on the last days of the month."""
    return f"{rating.rpartition(',')[0]},{month}-30 08:00:00\n"


def lower_ratings(home: Home, agency: str, month: str) -> None:
    """Land worse ratings of three people, so that they were paid too much in the month."""
    header, _, _, *others = ratings(home, agency, month)
    lower = [newer(each.replace(GOOD, BAD), month) for each in others if GOOD in each][:3]
    assert lower
    rating_file(home, agency, month, "turun.csv").write_text(header + "".join(lower), encoding="utf-8")
