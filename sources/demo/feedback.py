"""Public feedback: satisfaction surveys of the counters, the LAPOR! export and a 311-style register."""

from typing import Final

import numpy as np
import polars as pl

from sources.demo.agencies import Agency
from sources.demo.months import Month
from sources.demo.shifts import from_seconds

_DAY: Final = 86_400
_HOUR: Final = 3600
_ANSWERS: Final = tuple(f"U{n}" for n in range(1, 10))
_BLANK_SHARE: Final = 0.01
_EDUCATION: Final = pl.Series(["SD", "SMP", "SMA", "D3", "S1", "S2"])
_WORK: Final = pl.Series(["PNS", "Swasta", "Wirausaha", "Pelajar", "Lainnya"])
_WORDS: Final = pl.Series(["Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai"])
_FALL: Final = 1.0
_CHI_SQUARE, _MARGIN_SQUARE = 3.841, 0.0025
_CATEGORIES: Final = pl.Series(
    ["Administrasi Kependudukan", "Jalan dan Jembatan", "Pelayanan Kesehatan", "Pendidikan", "Bantuan Sosial"]
)
_COMPLAINTS_PER_UNIT: Final = 6
_PEAK_FACTOR: Final = 5
_OPEN_SHARE: Final = 0.1
_SENT_TWICE: Final = 20
COMPLAINT_SCHEMA: Final = {
    "number": pl.Int64,
    "unit": pl.Int64,
    "received": pl.Int64,
    "disposed": pl.Int64,
    "answered": pl.Int64,
    "closed": pl.Int64,
    "category": pl.Int64,
    "said": pl.Int64,
}


def sample_size(recipients: int) -> int:
    """Return the Krejcie-Morgan sample for a yearly number of service recipients."""
    part = _CHI_SQUARE * 0.25
    return round(part * recipients / (_MARGIN_SQUARE * (recipients - 1) + part))


def survey(
    units: pl.DataFrame, month: Month, few: str | None, fallen: str | None, rng: np.random.Generator
) -> pl.DataFrame:
    """Answers of every counter, a tenth more than the sample; half for unit `few`, worse for `fallen`."""
    owners = units.filter(pl.col("counters").list.len() > 0)
    wanted = [
        sample_size(recipients) // 2 if unit == few else sample_size(recipients) * 11 // 10 + 1
        for unit, recipients in owners.select("unit_id", "recipients").iter_rows()
    ]
    row = np.repeat(np.arange(owners.height), np.array(wanted, dtype=np.int64))
    count = len(row)
    listed = owners["counters"][row]
    place = pl.Series(rng.integers(0, 2, count)) % listed.list.len()
    level = (rng.normal(3.25, 0.12, owners.height) - _FALL * owners["unit_id"].eq_missing(fallen).to_numpy())[
        row
    ]
    at = month.days[rng.choice(month.workdays, count)] * _DAY + rng.integers(8 * _HOUR, 15 * _HOUR, count)
    frame = pl.DataFrame(
        {
            "at": from_seconds(pl.Series(at)),
            "counter": listed.list.get(place),
            "age": rng.integers(17, 70, count),
            "sex": pl.Series(["Laki-laki", "Perempuan"])[rng.integers(0, 2, count)],
            "work": _WORK[rng.integers(0, len(_WORK), count)],
            "education": _EDUCATION[rng.integers(0, len(_EDUCATION), count)],
        }
    )
    answers = np.clip(np.rint(rng.normal(level[:, None], 0.6, (count, len(_ANSWERS)))), 1, 4).astype(np.int64)
    blank = rng.random(answers.shape) < _BLANK_SHARE
    columns = [
        pl.Series(name, answers[:, n]).set(pl.Series(blank[:, n]), None) for n, name in enumerate(_ANSWERS)
    ]
    return frame.with_columns(columns).sort("at")


def skm_table(answers: pl.DataFrame) -> pl.DataFrame:
    """Return answers in the shape of the SKM application."""
    return answers.select(
        Tanggal=pl.col("at").dt.date(),
        **{"ID LOKET": pl.col("counter")},
        Nama=pl.lit("Responden"),
        Umur="age",
        **{"Jenis kelamin": pl.col("sex")},
        Pekerjaan="work",
        Pendidikan="education",
        **{name: pl.col(name) for name in _ANSWERS},
    )


def form_table(answers: pl.DataFrame) -> pl.DataFrame:
    """Return answers in the shape of a web form: U1 and U5 in words, the others digits."""
    worded = {
        name: (pl.col(name) - 1).replace_strict(dict(enumerate(_WORDS)), default=None, return_dtype=pl.String)
        if name in {"U1", "U5"}
        else pl.col(name)
        for name in _ANSWERS
    }
    return answers.select(
        Timestamp=pl.col("at").dt.strftime("%d/%m/%Y %H:%M:%S"),
        Layanan="counter",
        **{"Jenis Kelamin": pl.col("sex")},
        Usia="age",
        Pendidikan="education",
        Pekerjaan="work",
        **worded,
        Saran=pl.when(pl.col("age") % 7 == 0).then(pl.lit("Antrean panjang,\nmohon tambah loket")),
    )


def complaints(units: pl.DataFrame, month: Month, first: int, rng: np.random.Generator) -> pl.DataFrame:
    """Complaints received in the month (COMPLAINT_SCHEMA, epoch seconds; `unit` is the position in units)."""
    owners = np.flatnonzero(units["institution"].is_not_null().to_numpy())
    counts = rng.poisson(_COMPLAINTS_PER_UNIT, len(owners))
    if len(counts):
        counts[month.ordinal % len(counts)] *= _PEAK_FACTOR
    unit = np.repeat(owners, counts)
    count = len(unit)
    peak = rng.random(count) < np.where(
        unit == (owners[month.ordinal % len(owners)] if count else 0), 0.7, 0.0
    )
    day = np.where(peak, month.days[month.workdays[len(month.workdays) // 2]], rng.choice(month.days, count))
    received = day * _DAY + rng.integers(7 * _HOUR, 20 * _HOUR, count)
    disposed = received + rng.integers(_HOUR, 3 * _DAY, count) // 60 * 60
    answered = disposed + rng.integers(_DAY, 20 * _DAY, count) // 60 * 60
    never = rng.random(count) < _OPEN_SHARE
    closed = (answered // _DAY + 10) * _DAY + _HOUR
    frame = pl.DataFrame(
        {
            "number": first + np.arange(count),
            "unit": unit,
            "received": received // 60 * 60,
            "disposed": disposed,
            "answered": answered,
            "closed": closed,
            "category": rng.integers(0, len(_CATEGORIES), count),
            "said": [n - (n % _SENT_TWICE == 1) for n in range(first, first + count)],
        },
        schema=COMPLAINT_SCHEMA,
    )
    return frame.with_columns(closed=pl.when(~pl.Series(never, dtype=pl.Boolean)).then("closed")).sort(
        "received"
    )


def as_known(register: pl.DataFrame, month: Month) -> pl.DataFrame:
    """Return the register as an export at the end of the month shows it: what comes later is blank."""
    end = int(month.days[-1] + 1) * _DAY - 3 * _HOUR
    later = [
        pl.when(pl.col(name) < end).then(pl.col(name)).alias(name)
        for name in ("disposed", "answered", "closed")
    ]
    return register.with_columns(later)


def lapor_table(register: pl.DataFrame, units: pl.DataFrame, agency: Agency) -> pl.DataFrame:
    """Return complaints in the shape of the SP4N-LAPOR! export, western Indonesian time."""
    owner = units[register["unit"]]
    form = "%-d/%-m/%Y %H:%M:%S"
    moments = {
        name: from_seconds(register[column]).dt.strftime(form)
        for name, column in (
            ("TanggalLaporanMasuk", "received"),
            ("TanggalDisposisi", "disposed"),
            ("TanggalLaporanDitutup", "closed"),
            ("TanggalLaporanAktivitasTerakhir", "answered"),
        )
    }
    return register.select(
        id=pl.format("{}", agency.ordinal * 100_000_000 + pl.col("number")),
        JudulLaporan=pl.lit("Xxxxx xxxx xxxxx"),
        IsiLaporan=pl.when(pl.col("number") % 3 == 0)
        .then(pl.format("Xxxx xxxx, xxxxx.\nXxxx xx {}\n", "said"))
        .otherwise(pl.format("Xxxx xxxx, xxxxx xxxx xx {}", "said")),
        DisposisiInstansi=owner["unit_name"],
        DisposisiInstansiID=owner["institution"],
        Kategori=_CATEGORIES[register["category"]],
        KategoriID=(140 + pl.col("category")).cast(pl.String),
        Status=pl.when(pl.col("closed").is_null()).then(pl.lit("Proses")).otherwise(pl.lit("Selesai")),
        Area=pl.lit(agency.district),
        AreaID=pl.lit(agency.digits),
        **moments,
    )


_REGISTER_311: Final = (
    "SRRecordID",
    "ServiceRequestNum",
    "SRType",
    "MethodReceived",
    "CreatedDate",
    "SRStatus",
    "StatusDate",
    "DueDate",
    "CloseDate",
    "Agency",
    "LastActivity",
    "LastActivityDate",
    "Outcome",
    "Address",
    "ZipCode",
    "Neighborhood",
    "CouncilDistrict",
    "PoliceDistrict",
    "PolicePost",
    "Latitude",
    "Longitude",
    "GeoLocation",
    "2010 Census Wards Precincts",
    "2010 Census Neighborhoods",
    "Zip Codes",
    "DaysOpen",
)


def register_table(register: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Return complaints in the shape of a 311 register: American dates, dead columns."""
    owner = units[register["unit"]]
    form = "%m/%d/%Y %I:%M:%S %p"
    due = register["received"] + 14 * _DAY
    known: dict[str, pl.Expr | pl.Series] = {
        "SRRecordID": ("18-" + register["number"].cast(pl.String).str.zfill(8)),
        "ServiceRequestNum": ("18-" + register["number"].cast(pl.String).str.zfill(8)),
        "SRType": _CATEGORIES[register["category"]],
        "MethodReceived": pl.lit("Phone"),
        "CreatedDate": from_seconds(register["received"]).dt.strftime(form),
        "SRStatus": pl.when(pl.col("closed").is_null()).then(pl.lit("Open")).otherwise(pl.lit("Closed")),
        "DueDate": from_seconds(due).dt.strftime(form),
        "CloseDate": from_seconds(register["answered"]).dt.strftime(form),
        "Agency": owner["institution"],
    }
    return register.select(**{name: known.get(name, pl.lit(None, dtype=pl.String)) for name in _REGISTER_311})
