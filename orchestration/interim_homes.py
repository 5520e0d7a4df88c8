"""Which interim review a command means; light, for the commands that only read."""

from datetime import date

from contracts.dates import date_text, month_days
from contracts.home import Home
from orchestration.catalogue import current_builds, current_catalogue
from orchestration.errors import RefusedError
from orchestration.homes import interim_home
from orchestration.months import month_start


def day_of(month: str, written: str) -> date:
    """Day of a month as it was typed.

    Raises:
        RefusedError: it is no date, or of another month.

    """
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise RefusedError(f"{written!r} bukan tanggal: tulis misalnya {month}-15.") from error
    if not month_start(month) <= day <= month_days(month)[1]:
        raise RefusedError(f"{date_text(day)} tidak ada dalam bulan {month}.")
    return day


def reviewed(home: Home, month: str, until: date) -> Home:
    """Home of a review that was made.

    Raises:
        RefusedError: it was not.

    """
    aside = interim_home(home.root, month, until)
    current_catalogue(aside)
    if month not in current_builds(aside):
        raise RefusedError(
            f"Tinjauan {month} sampai {date_text(until)} belum dibuat; "
            f"ketik `kinerja run {month} --until {until}` lebih dahulu."
        )
    return aside
