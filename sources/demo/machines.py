"""How each brand of machine writes its punches."""

from typing import Final

import polars as pl

from sources.demo.agencies import DUMAI, MAMUJU, SEMARANG, Agency
from sources.demo.shifts import from_seconds

_VERIFY: Final = ("1", "1", "1", "15", "0")
_SERIAL_BASE: Final = 61_627_018_330_000


def with_people(punches: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Join who punched to the punches and order them as the machines hold them: device, then time."""
    who = people.select("index", "device", "pin", "nip", "name", "post_name", "unit_name", "no", "spare")
    return punches.join(who, on="index").sort("device", "at", "pin")


def machine_lines(punches: pl.DataFrame, agency: Agency) -> pl.Series:
    """Return attlog lines: PIN padded to 9 with six columns, or unpadded with five (Mamuju)."""
    verify = pl.col("no").mod(len(_VERIFY)).replace_strict(dict(enumerate(_VERIFY)), return_dtype=pl.String)
    at = from_seconds(punches["at"]).dt.strftime("%Y-%m-%d %H:%M:%S")
    if agency.style == MAMUJU:
        text = pl.format("{}\t{}\t{}\t{}\t{}", "pin", at, "device", "state", verify)
    else:
        text = pl.format(
            "{}\t{}\t{}\t{}\t{}\t0", pl.col("pin").str.pad_start(9), at, "device", "state", verify
        )
    return punches.select(line=text).to_series()


def machine_file(agency: Agency, device: int, month: str) -> str:
    """File name under which the device's dump arrives."""
    if agency.style == MAMUJU:
        return f"absen_mesin_{device}_{month}.dat"
    if agency.style == DUMAI:
        return f"BFTC2045600{device:02d}_attlog.dat"
    return f"{device}_attlog.dat"


def scan_log(punches: pl.DataFrame, agency: Agency) -> pl.DataFrame:
    """Return the Fingerspot raw scan log; every third person's NIP is filled in, save for `spare` people."""
    at = from_seconds(punches["at"])
    knows = (pl.col("no") % 3 == 0) & pl.col("spare").is_null()
    return punches.select(
        pl.Series("Tanggal scan", at.dt.strftime("%d-%m-%Y %H:%M:%S")),
        pl.Series("Tanggal", at.dt.strftime("%d-%m-%Y")),
        pl.Series("Jam", at.dt.strftime("%H:%M:%S")),
        PIN="pin",
        NIP=pl.when(knows).then("nip"),
        Nama="name",
        Jabatan="post_name",
        Departemen="unit_name",
        Kantor=pl.lit(agency.name),
        Verifikasi=pl.lit("1"),
        **{"I/O": pl.col("state").cast(pl.String)},
        Workcode=pl.lit("0"),
        SN=(_SERIAL_BASE + pl.col("device")).cast(pl.String),
        Mesin=pl.format("Mesin {}", "device"),
    )


def is_scan_log(agency: Agency) -> bool:
    """Whether the agency's machines export scan logs instead of attlog dumps."""
    return agency.style == SEMARANG
