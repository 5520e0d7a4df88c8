"""The tables of the personnel office: employees, units, recaps, sanctions, balances, the local decree."""

import datetime as dt
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from sources.demo.agencies import Agency
from sources.demo.months import Month
from sources.demo.people import EVENTS

_MOVE, _ACTING, _LEAVING, _HIRE, _CONFIRMATION = range(len(EVENTS))
_SANCTION_MONTHS: Final = 6


def in_service(people: pl.DataFrame, month: Month) -> pl.DataFrame:
    """People who serve on at least one day of the month."""
    return people.filter(
        pl.col("duty_from").is_null() | (pl.col("duty_from") <= month.last),
        pl.col("ended_on").is_null() | (pl.col("ended_on") > month.first),
    )


def employees(people: pl.DataFrame, units: pl.DataFrame, month: Month, position: int) -> pl.DataFrame:
    """Return the SIMPEG extract of the month (the demo's 0-based `position`): one row per assignment.

    The row that a move closes is in the extract of that month only; an acting post stays from its month on.
    """
    serving = in_service(people, month)
    begun = pl.col("event_month") <= position
    moved = begun & (pl.col("event") == _MOVE)
    confirmed = begun & (pl.col("event") == _CONFIRMATION)
    target = units[serving["event_unit"]]
    heads = people.select("unit", "unit_head_id").unique("unit", maintain_order=True).sort("unit")
    frame = serving.with_columns(
        target_id=target["unit_id"],
        target_name=target["unit_name"],
        target_head=heads["unit_head_id"][serving["event_unit"]],
        status=pl.when(confirmed).then(pl.lit("PNS")).otherwise("status"),
        status_from=pl.when(confirmed).then("status_from"),
        ended_on=pl.when(begun).then("ended_on"),
        end_reason=pl.when(begun).then("end_reason"),
        until=pl.lit(None, dtype=pl.Date),
        is_plt=pl.lit(value=False),
        decision=pl.lit(None, dtype=pl.String),
    )
    there = {
        "unit_id": "target_id",
        "unit_name": "target_name",
        "post_from": "event_day",
        "superior_id": "target_head",
    }
    arrived = frame.filter(moved).with_columns(**there)
    left = frame.filter(moved, pl.col("event_month") == position).with_columns(
        until=pl.col("event_day") - pl.duration(days=1)
    )
    acting = frame.filter(begun & (pl.col("event") == _ACTING)).with_columns(
        post_name=pl.lit("Kepala Subbagian"),
        post_type=pl.lit("pengawas"),
        job_class=pl.lit(9, dtype=pl.Int64),
        post_from=pl.col("event_month_first"),
        is_plt=pl.lit(value=True),
        decision=pl.format("821.2/PLT-{}/{}", "no", pl.lit(month.first.year)),
    )
    rows = pl.concat([frame.filter(~moved), left, arrived, acting]).sort("index", "is_plt", "post_from")
    return rows.select(
        "nip",
        nama="name",
        unor_id="unit_id",
        unor="unit_name",
        jabatan="post_name",
        jenis_jabatan="post_type",
        kelas_jabatan="job_class",
        golongan="grade",
        status="status",
        tmt_jabatan="post_from",
        pin_mesin="pins",
        id_aplikasi_tugas="task_user_id",
        nip_atasan="superior_id",
        tmt_akhir="until",
        is_plt="is_plt",
        nomor_sk_plt="decision",
        tmt_status="status_from",
        tmt_spmt="duty_from",
        tanggal_berhenti="ended_on",
        alasan_berhenti="end_reason",
        is_tidak_berhak="is_not_entitled",
    )


def units_table(units: pl.DataFrame) -> pl.DataFrame:
    """Return the units feed, with the optional columns."""
    return units.select(
        unor_id="unit_id",
        unor="unit_name",
        unor_induk="parent_unit_id",
        id_loket=pl.col("counters").list.join("|"),
        id_instansi_lapor="institution",
        kode_skpd=pl.format("SKPD-{}", pl.col("unit_no").cast(pl.String).str.zfill(2)),
        jumlah_penerima_layanan="recipients",
    )


def approval_table(units: pl.DataFrame, month: Month) -> pl.DataFrame:
    """Return who signed the recap of which office: all in the first days after the month."""
    signed_on = month.first.replace(day=28) + dt.timedelta(days=7)
    return (
        units_table(units)
        .select(
            kode_skpd="kode_skpd",
            bulan=pl.lit(month.text),
            pejabat=pl.format("Kepala {}", "unor"),
            nomor_sptjm=pl.format("900/{}/SPTJM", pl.int_range(1, pl.len() + 1)),
            tanggal=pl.lit(signed_on),
        )
        .unique("kode_skpd", keep="first", maintain_order=True)
    )


def recap_table(
    people: pl.DataFrame, month: Month, present: npt.NDArray[np.bool_], rng: np.random.Generator
) -> pl.DataFrame:
    """Return the monthly recap of units that count by themselves; indexes people who serve all month."""
    serving = people.filter("is_recap")
    index = serving["index"].to_numpy()
    workdays = int(month.is_workday.sum())
    here = present[index].sum(axis=1)
    missing = workdays - here
    sick = rng.integers(0, 2, len(index)) * np.minimum(missing, 1)
    return serving.select(
        NIP="nip",
        BULAN=pl.lit(month.first.month),
        TAHUN=pl.lit(month.first.year),
        **{"JUMLAH HARI": pl.lit(workdays)},
        HADIR=pl.Series(here),
        IZIN=pl.lit(0),
        SAKIT=pl.Series(sick),
        TERLAMBAT=pl.Series(rng.poisson(0.8, len(index))),
        **{"PULANG CEPAT": pl.Series(rng.poisson(0.2, len(index)))},
        TK=pl.Series(missing - sick),
        CUTI=pl.lit(0),
        TUDIN=pl.lit(0),
        TUBEL=pl.lit(0),
    )


def decided_recap(recap: pl.DataFrame) -> pl.DataFrame:
    """Return a recap in the shape where the unit has already decided the deduction."""
    return recap.select(
        "NIP",
        "BULAN",
        "TAHUN",
        "JUMLAH HARI",
        "HADIR",
        pl.format("{},5", "TERLAMBAT").alias("JUMLAH POTONGAN"),
    )


def sanction_table(people: pl.DataFrame, month: Month, agency: Agency) -> pl.DataFrame:
    """Return the decided sanctions of the month: one quarter off for six months."""
    return people.select(
        "nip",
        jenis=pl.lit("hukuman_disiplin"),
        tingkat=pl.lit("sedang"),
        potongan_persen=pl.lit(25),
        mulai=pl.lit(month.first),
        selesai=pl.lit(month.first).dt.offset_by(f"{_SANCTION_MONTHS}mo").dt.offset_by("-1d"),
        nomor_sk=pl.format("800.1.6.2/{}/{}", "no", pl.lit(f"{agency.digits}/{month.text}")),
    )


def opening_table(people: pl.DataFrame, month: Month, rng: np.random.Generator) -> pl.DataFrame:
    """Return the balances with which the first month opens, of those who stay through the demo."""
    serving = in_service(people, month).filter(pl.col("duty_from").is_null(), pl.col("ended_on").is_null())
    return serving.select(
        "nip",
        hari_alpa_tahun_ini=pl.Series(rng.choice(3, serving.height, p=np.array([0.96, 0.03, 0.01]))),
        sanksi_berjalan=pl.lit(""),
        predikat_terakhir=pl.lit("Baik"),
    )


def payroll_table(people: pl.DataFrame, month: Month, agency: Agency) -> pl.DataFrame:
    """Return payroll's own data for the payment of the month, in the month after; every id is invented."""
    serving = in_service(people, month).unique("nip", maintain_order=True)
    number = pl.int_range(pl.len())
    born = pl.col("nip").str.slice(6, 2) + pl.col("nip").str.slice(4, 2) + pl.col("nip").str.slice(2, 2)
    family = pl.Series(["TK/0", "K/1", "K/2", "K/0", "K/3", ""])
    return serving.select(
        "nip",
        bulan=pl.lit(f"{month.last + dt.timedelta(days=1):%Y-%m}"),
        gaji_bruto=3_000_000 + number % 23 * 150_000,
        status_kawin=family.gather(pl.Series(range(serving.height), dtype=pl.UInt32) % family.len()),
        nik=pl.lit(agency.digits + "01") + born + (number % 9_999 + 1).cast(pl.String).str.zfill(4),
        alamat="Jalan Rekaan Nomor " + (number + 1).cast(pl.String),
        kode_bank=pl.lit("128"),
        bank=pl.lit("Bank Daerah (rekaan)"),
        rekening=pl.lit("0012") + (number + 1).cast(pl.String).str.zfill(9),
    )


def training_table(people: pl.DataFrame, month: Month) -> pl.DataFrame:
    """Return the courses that ended in the month: each month brings another eighth of the people one."""
    number = pl.int_range(pl.len())
    first = month.first + dt.timedelta(days=6)
    return (
        in_service(people, month)
        .unique("nip", maintain_order=True)
        .filter(pl.col("spare").is_null(), number % 8 == month.ordinal % 8)
        .select(
            "nip",
            kegiatan=pl.lit("Pelatihan pelayanan publik (rekaan)"),
            mulai=pl.lit(first),
            selesai=pl.lit(first + dt.timedelta(days=2)),
            jp=8 + number % 3 * 8,
            penyelenggara=pl.lit("BKPSDM (rekaan)"),
        )
    )


def decree_table(agency: Agency, holiday: dt.date) -> pl.DataFrame:
    """Return the one local holiday, decreed a month before it."""
    return pl.DataFrame(
        {
            "tanggal": [holiday],
            "jenis": ["libur"],
            "nama": [f"Hari jadi {agency.name} (rekaan)"],
            "nomor_keputusan": [f"100.3.3/{agency.digits}/{holiday.year}"],
            "tanggal_keputusan": [holiday - dt.timedelta(days=30)],
        }
    )


def outage_table(unit_id: str, day: dt.date, approved_by: str) -> pl.DataFrame:
    """Return the approved outage of a unit's machine on a whole day."""
    return pl.DataFrame(
        {
            "unor_id": [unit_id],
            "mulai": [f"{day:%Y-%m-%d} 00:00"],
            "selesai": [f"{day:%Y-%m-%d}"],
            "sistem": ["Mesin presensi"],
            "alasan": ["listrik padam"],
            "disetujui_oleh": [approved_by],
        }
    )


def contact_table(agency: Agency, units: pl.DataFrame) -> pl.DataFrame:
    """Return who is told of findings: the agency by mail and chat, all its offices but the last by mail."""
    told = units.filter(pl.col("parent_unit_id").is_null())["unit_id"].to_list()[:-1]
    domain = f"{agency.digits}.example"
    return pl.DataFrame(
        {
            "unor_id": ["", "", *told],
            "nama": [f"BKPSDM {agency.name}", "Grup BKPSDM", *(f"Kepegawaian {unit}" for unit in told)],
            "kanal": ["email", "webhook", *("email" for _ in told)],
            "alamat": [
                f"bkpsdm@{domain}",
                f"bkpsdm_{agency.digits}",
                *(f"sdm{unit.rpartition('.')[2]}@{domain}" for unit in told),
            ],
        }
    )
