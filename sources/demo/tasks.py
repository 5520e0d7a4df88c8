"""Task completion: e-Kinerja ratings, the activity log, and the case log of the permit desk."""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from sources.demo.agencies import Agency
from sources.demo.months import Month, epoch_day
from sources.demo.shifts import from_seconds
from sources.demo.units import HEALTH, HOSPITAL, PERMITS, POLYCLINIC, SCHOOL

_LEVELS: Final = pl.Series(["Diatas Ekspektasi", "Sesuai Ekspektasi", "Dibawah Ekspektasi"])
_LEVEL_SHARES: Final = (0.14, 0.82, 0.04)
_PREDICATES: Final = pl.Series(
    [
        "Sangat Baik",
        "Baik",
        "Kurang",
        "Baik",
        "Baik",
        "Kurang",
        "Butuh Perbaikan",
        "Butuh Perbaikan",
        "Sangat Kurang",
    ]
)
_ACTIVITIES: Final = pl.Series(
    ["Menyusun laporan", "Melayani pemohon", "Memeriksa berkas", "Rapat koordinasi", "Mengolah data, tabel"]
)
_SERVED: Final = {
    HOSPITAL: "pasien",
    HEALTH: "pasien",
    POLYCLINIC: "pasien",
    SCHOOL: "siswa",
    PERMITS: "izin",
}
_PENDING_SHARE: Final = 0.03
_CASES_PER_PERSON: Final = 14
_CASE_DAYS: Final = 21
_OPEN_SHARE: Final = 0.03
_DAY: Final = 86_400
_HOUR: Final = 3600
_FIRST_CASE_DAY: Final = 25


def ratings(posts: pl.DataFrame, month: Month, rng: np.random.Generator) -> pl.DataFrame:
    """One e-Kinerja rating per person and kind of post (`posts` as in the employees feed), at month's end."""
    held = posts.unique(["nip", "is_plt"], keep="last", maintain_order=True)
    count = held.height
    work = rng.choice(len(_LEVELS), count, p=np.array(_LEVEL_SHARES))
    behaviour = rng.choice(len(_LEVELS), count, p=np.array(_LEVEL_SHARES))
    rated = epoch_day(month.last) * _DAY - rng.integers(0, 3 * _DAY, count) + 15 * _HOUR
    return held.select(
        "nip",
        tahun=pl.lit(month.first.year),
        bulan=pl.lit(month.first.month),
        id_bkn=pl.format("A8{}", pl.col("nip").str.slice(2)),
        skp_unor_id="unor_id",
        skp_jabatan="jabatan",
        is_skp_plt_plh_pjb="is_plt",
        hasil_kerja=_LEVELS[work],
        perilaku_kerja=_LEVELS[behaviour],
        hasil_akhir=_PREDICATES[work * len(_LEVELS) + behaviour],
        pegawai_atasan_nip="nip_atasan",
        waktu_dinilai=from_seconds(pl.Series(rated)).dt.strftime("%Y-%m-%d %H:%M:%S"),
    )


def activities(
    people: pl.DataFrame, month: Month, present: npt.NDArray[np.bool_], rng: np.random.Generator
) -> pl.DataFrame:
    """One activity of each person and day of presence; a few wait for approval."""
    who, day = np.nonzero(present)
    count = len(who)
    date = pl.Series(month.days[day], dtype=pl.Int32).cast(pl.Date)
    approved = rng.random(count) >= _PENDING_SHARE
    quantity = pl.Series(rng.integers(1, 40, count))
    return people.select("nip", "superior_id", "kind")[who].select(
        "nip",
        tanggal=date,
        aktivitas=_ACTIVITIES[rng.integers(0, len(_ACTIVITIES), count)],
        menit=pl.Series(np.clip(rng.normal(330, 45, count).astype(np.int64), 60, 480)),
        kuantitas=pl.format("{},5", quantity),
        satuan=pl.col("kind").replace_strict(_SERVED, default="berkas"),
        kualitas=pl.Series(rng.integers(80, 101, count)),
        status_persetujuan=pl.when(pl.Series(approved))
        .then(pl.lit("disetujui"))
        .otherwise(pl.lit("menunggu")),
        disetujui_oleh=pl.when(pl.Series(approved)).then("superior_id"),
        tanggal_persetujuan=pl.when(pl.Series(approved)).then(date),
    )


def cases(people: pl.DataFrame, agency: Agency, month: Month, rng: np.random.Generator) -> pl.DataFrame:
    """Completed tasks of the permit desk as a process log: most in time, a few cases still open."""
    stays = pl.col("duty_from").is_null() & pl.col("ended_on").is_null()
    staff = people.filter(stays, pl.col("kind") == PERMITS, pl.col("position") > 0)["task_user_id"]
    count = len(staff) * _CASES_PER_PERSON
    day = month.days[rng.choice(month.workdays, count)]
    ended = pl.Series(day * _DAY + rng.integers(8 * _HOUR, 15 * _HOUR, count))
    planned = (ended - pl.Series(rng.integers(-8 * _DAY, _CASE_DAYS * _DAY, count))) + 10 * _DAY
    january = epoch_day(month.first.replace(month=1)) * _DAY
    started = pl.Series(np.maximum(january, ended.to_numpy() - rng.integers(_DAY, _CASE_DAYS * _DAY, count)))
    planned = pl.Series(np.maximum(planned.to_numpy(), started.to_numpy() + _HOUR))
    at = started + ((ended - started) * pl.Series(rng.random(count))).cast(pl.Int64)
    is_open = pl.Series(rng.random(count) < _OPEN_SHARE)
    number = pl.int_range(1, count + 1, eager=True).cast(pl.String).str.zfill(5)
    blank = pl.lit("")
    return pl.DataFrame(
        {
            "case:channel": pl.repeat("Internet", count, eager=True),
            "case:concept:name": f"izin-{agency.digits}-{month.text}-" + number,
            "case:deadline": _stamp(planned, agency),
            "case:department": pl.repeat("Perizinan", count, eager=True),
            "case:enddate": _stamp(ended, agency)
            .to_frame()
            .select(pl.when(~is_open).then(pl.first()))
            .to_series(),
            "case:enddate_planned": _stamp(planned, agency),
        }
    ).with_columns(
        blank.alias("case:group"),
        staff[rng.integers(0, max(1, len(staff)), count)].alias("case:responsible"),
        _stamp(started, agency).alias("case:startdate"),
        ("tugas-" + number).alias("concept:instance"),
        pl.lit("T02 Periksa kelengkapan").alias("concept:name"),
        pl.lit("complete").alias("lifecycle:transition"),
        pl.lit("Loket").alias("org:group"),
        pl.concat([staff] * _CASES_PER_PERSON).alias("org:resource")
        if count
        else blank.alias("org:resource"),
        _stamp(at, agency).alias("time:timestamp"),
    )


def _stamp(seconds: pl.Series, agency: Agency) -> pl.Series:
    return from_seconds(seconds).dt.strftime("%Y-%m-%d %H:%M:%S") + f"+{agency.utc_offset:02d}:00"
