"""Kinds of dates, times and months: Indonesian, ISO, spreadsheet and offset forms to local values."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from sources.kinds import BAD_DATE, Kind, Place, Typing, written

_WIB: Final = "Asia/Jakarta"
_MONTHS: Final[Mapping[str, int]] = {
    "jan": 1, "feb": 2, "peb": 2, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7, "agu": 8,
    "ags": 8, "agt": 8, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "nop": 11, "des": 12, "dec": 12,
}  # fmt: skip


def _iso(cell: pl.Expr, order: str) -> pl.Expr:
    """Put the date part of the text in ISO order; the rest stays."""
    return (
        written(cell)
        .str.replace(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", order)
        .str.replace(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})", "$1-$2-$3")
    )


def _day_text(cell: pl.Expr, order: str) -> pl.Expr:
    """Take the date part, of text or of a spreadsheet's day number; a time after it is left aside."""
    text = _iso(cell, order).str.extract(r"^(\d{4}-\d{1,2}-\d{1,2})(?:[T\s].*)?$", 1)
    days = cell.str.extract(r"^([2-7]\d{4})(?:\.0+)?$", 1).cast(pl.Int32, strict=False)
    return pl.coalesce(
        text.str.to_date("%Y-%m-%d", strict=False), pl.date(1899, 12, 30) + pl.duration(days=days)
    )


def _day(cell: pl.Expr, _: Place) -> pl.Expr:
    return _day_text(cell, "$3-$2-$1")


def _iso_day(cell: pl.Expr, _: Place) -> pl.Expr:
    return cell.str.to_date("%Y-%m-%d", strict=False)


def _naive(text: pl.Expr, form: str) -> pl.Expr:
    return text.str.to_datetime(form, time_unit="us", strict=False)


def _moment(cell: pl.Expr, place: Place, order: str = "$3-$2-$1") -> pl.Expr:
    """Any written moment as agency local time: naive text is local already, an offset is converted."""
    text = (
        _iso(cell, order)
        .str.replace(r"^(\d{4}-\d{1,2}-\d{1,2})T", "$1 ")
        .str.replace(r"^(\S+\s+\d{1,2})\.(\d{2})\.(\d{2})$", "$1:$2:$3")
        .str.replace(r"^(\S+\s+\d{1,2})\.(\d{2})$", "$1:$2")
        .str.replace(r"(\d)\s*(?:Z|UTC|GMT)$", "$1+00:00")
    )
    zoned = text.str.to_datetime("%Y-%m-%d %H:%M:%S%.f%#z", time_unit="us", time_zone="UTC", strict=False)
    whole_day = pl.when(~cell.str.contains(r"[\s:]")).then(_day_text(cell, order))
    return pl.coalesce(
        _naive(text, "%Y-%m-%d %H:%M:%S%.f"),
        _naive(text + ":00", "%Y-%m-%d %H:%M:%S"),
        _naive(text, "%Y-%m-%d %I:%M:%S %p"),
        _shift(zoned, place.zone),
        whole_day.cast(pl.Datetime("us")),
    )


def _shift(moment: pl.Expr, zone: str) -> pl.Expr:
    return moment.dt.convert_time_zone(zone).dt.replace_time_zone(None)


def _until(cell: pl.Expr, place: Place) -> pl.Expr:
    """Any written moment; a date without a time (in a workbook: at midnight) means its last second."""
    bare = ~cell.str.contains(r"[\s:T]")
    if place.is_sheet:
        bare |= cell.str.contains(r"[\sT]0?0[:.]00([:.]00)?(\.0+)?$")
    last = _day_text(cell, "$3-$2-$1").cast(pl.Datetime("us")).dt.offset_by("1d") - pl.duration(seconds=1)
    return pl.when(bare).then(last).otherwise(_moment(cell, place))


def _form(form: str) -> Typing:
    return lambda cell, _: _naive(cell, form)


def _from_wib(typing: Typing) -> Typing:
    """Read as western Indonesian time and show in the agency's."""

    def local(cell: pl.Expr, place: Place) -> pl.Expr:
        moment = typing(cell, Place(_WIB, place.is_sheet))
        if place.zone == _WIB:
            return moment
        return _shift(
            moment.dt.replace_time_zone(_WIB, ambiguous="earliest", non_existent="null"), place.zone
        )

    return local


def _zoned(cell: pl.Expr, place: Place) -> pl.Expr:
    moment = cell.str.to_datetime("%Y-%m-%d %H:%M:%S%.f%z", time_unit="us", time_zone="UTC", strict=False)
    return _shift(moment, place.zone)


def _clock(cell: pl.Expr, _: Place) -> pl.Expr:
    """Return the time of day, as a duration, of a cell that holds `07:30`, `07.30`, `7:30:00` or a moment."""
    parts = written(cell).str.extract_groups(r"(?:^|\s)(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\.\d+)?$")
    hour, minute, second = (parts.struct.field(str(n)).cast(pl.Int8, strict=False) for n in (1, 2, 3))
    limit = 24, 60
    sound = (hour < limit[0]) & (minute < limit[1]) & (second.fill_null(0) < limit[1])
    return pl.when(sound).then(pl.duration(hours=hour, minutes=minute, seconds=second.fill_null(0)))


def _month_number(cell: pl.Expr, _: Place) -> pl.Expr:
    name = (
        cell.str.to_lowercase().str.slice(0, 3).replace_strict(_MONTHS, default=None, return_dtype=pl.Int64)
    )
    number = cell.str.extract(r"^(\d{1,2})(?:\.0+)?$", 1).cast(pl.Int64, strict=False)
    return pl.when(number.is_between(1, 12)).then(number).otherwise(name)


def _month(cell: pl.Expr, place: Place) -> pl.Expr:
    """`2026-10`, `202610`, `10/2026`, `Oktober 2026` or any date, as `YYYY-MM`."""
    text = written(cell)
    pair = text.str.extract_groups(r"^(?P<m>\d{1,2}|[A-Za-z]+)[-/.\s]+(?P<y>\d{4})$").struct
    turned = text.str.extract_groups(r"^(?P<y>\d{4})[-/.\s]*(?P<m>\d{1,2}|[A-Za-z]+)$").struct
    year = pl.coalesce(pair.field("y"), turned.field("y"))
    number = _month_number(pl.coalesce(pair.field("m"), turned.field("m")), place)
    return pl.coalesce(year_month(year, number), _day(cell, place).dt.strftime("%Y-%m"))


def _iso_month(cell: pl.Expr, _: Place) -> pl.Expr:
    return pl.when(cell.str.contains(r"^\d{4}-(0[1-9]|1[0-2])$")).then(cell)


def year_month(year: pl.Expr, number: pl.Expr) -> pl.Expr:
    """`YYYY-MM` from a year (text or number) and a month number."""
    return year.cast(pl.String) + "-" + number.cast(pl.String).str.zfill(2)


def _american(cell: pl.Expr, place: Place) -> pl.Expr:
    return _moment(cell, place, "$3-$1-$2")


DATE: Final = Kind(_iso_day, _day, BAD_DATE)
MOMENT: Final = Kind(_form("%Y-%m-%d %H:%M:%S"), _moment, BAD_DATE)
UNTIL: Final = Kind(_until, fault=BAD_DATE)
LOCAL_MOMENT: Final = Kind(_form("%d-%m-%Y %H:%M:%S"), _moment, BAD_DATE)
WIB_MOMENT: Final = Kind(_from_wib(_form("%d/%m/%Y %H:%M:%S")), _from_wib(_moment), BAD_DATE)
AMERICAN_MOMENT: Final = Kind(_form("%m/%d/%Y %I:%M:%S %p"), _american, BAD_DATE)
ZONED_MOMENT: Final = Kind(_zoned, _moment, BAD_DATE)
CLOCK: Final = Kind(_clock, fault=BAD_DATE)
MONTH: Final = Kind(_iso_month, _month, BAD_DATE)
MONTH_NUMBER: Final = Kind(_month_number, fault=BAD_DATE)
