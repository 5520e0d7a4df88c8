"""Fields that record types share: what a value may be, and the reason code when it is not."""

from typing import Annotated, Any, Final

import pandera.polars as pa
import polars as pl

Moment = Annotated[pl.Datetime, "us", None]

NIP: Final = r"^[0-9]{15}([0-9][0-9][1-9]|[0-9][1-9]0|[1-9]00)$"
MONTH: Final = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
STATUSES: Final = ["PNS", "CPNS", "PPPK", "PPPK_PW"]
LEAVE_TYPES: Final = [
    "tahunan",
    "sakit",
    "melahirkan",
    "besar",
    "alasan_penting",
    "cltn",
    "tugas_belajar",
    "dinas_luar",
    "wfh",
    "izin",
    "mpp",
    "uang_tunggu",
    "diberhentikan_sementara",
    "ditahan",
    "diperbantukan",
]
PREDICATES: Final = ["Sangat Baik", "Baik", "Butuh Perbaikan", "Kurang", "Sangat Kurang"]
DECREE_KINDS: Final = ["libur", "cuti_bersama", "hari_kerja", "apel", "ramadan_mulai", "ramadan_selesai"]
CHANNELS: Final = ["email", "slack", "teams", "telegram", "webhook"]
DAY_MINUTES: Final = 1440
WHOLE_E4: Final = 1_000_000  # 100 percent


def nip(*, nullable: bool = False, resolved: bool = False) -> Any:  # noqa: ANN401 - pandera types Field as Any
    """NIP or NI PPPK: 18 digits whose serial is not the 000 that a spreadsheet leaves."""
    return pa.Field(
        str_matches=NIP, nullable=nullable, metadata={"reason": "nip_rusak", "resolved": resolved}
    )


def known(values: list[str], *, nullable: bool = False) -> Any:  # noqa: ANN401 - as above
    """One of the values that the feed may carry."""
    return pa.Field(isin=values, nullable=nullable, metadata={"reason": "nilai_tidak_dikenal"})


def count(most: int | None = None, *, nullable: bool = True, reason: str = "angka_rusak") -> Any:  # noqa: ANN401 - as above
    """Take a whole number from zero up."""
    return pa.Field(ge=0, le=most, nullable=nullable, metadata={"reason": reason})


def month() -> Any:  # noqa: ANN401 - as above
    """Month written `YYYY-MM`."""
    return pa.Field(str_matches=MONTH, metadata={"reason": "tanggal_rusak"})


def answer() -> Any:  # noqa: ANN401 - as above
    """Answer on the scale of 1 to 4; blank is no answer."""
    return pa.Field(ge=1, le=4, nullable=True, metadata={"reason": "jawaban_di_luar_skala"})


def resolved(*, nullable: bool = False) -> Any:  # noqa: ANN401 - as above
    """Look the value up in the master, or among the other rows, during acceptance."""
    return pa.Field(nullable=nullable, metadata={"resolved": True})


def blank() -> Any:  # noqa: ANN401 - as above
    """May be empty."""
    return pa.Field(nullable=True)
