"""The shapes that each feed may bring. A new shape is one more entry here."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from sources.fingerprint import fingerprint
from sources.frames import SCHEMAS
from sources.kinds import (
    ANSWER,
    CHOICE,
    CODE,
    COUNT,
    E4,
    EMPLOYEE,
    EXPECTATION,
    FLAG,
    LEAVE_TYPE,
    STATUS,
    TEXT,
    TITLE,
)
from sources.moments import (
    AMERICAN_MOMENT,
    CLOCK,
    DATE,
    LOCAL_MOMENT,
    MOMENT,
    MONTH,
    MONTH_NUMBER,
    UNTIL,
    WIB_MOMENT,
    ZONED_MOMENT,
    year_month,
)
from sources.payroll_catalogue import PAYROLL_SHAPES
from sources.shapes import Column, Shape, columns

_MONTH_OF_YEAR: Final = year_month(pl.col("year"), pl.col("month"))
_STARTS: Final = pl.col("shift_date").cast(pl.Datetime("us")) + pl.col("start")
_ENDS: Final = pl.col("shift_date").cast(pl.Datetime("us")) + pl.col("end")
_RECAP: Final = (
    *columns(EMPLOYEE, "employee_id=NIP"),
    *columns(MONTH_NUMBER, "month=BULAN"),
    *columns(COUNT, "year=TAHUN, workdays=JUMLAH HARI, present=HADIR"),
)
_RECAP_DAYS: Final = (
    "permit=IZIN, sick=SAKIT, late=TERLAMBAT, early=PULANG CEPAT, "
    "absent=TK, leave=CUTI, duty=TUDIN, study=TUBEL"
)
_ANSWERS: Final = ", ".join(f"u{n}=U{n}" for n in range(1, 10))
_VALUES: Final = (
    "v1=berorientasi_pelayanan, v2=akuntabel, v3=kompeten, v4=harmonis, v5=loyal, v6=adaptif, v7=kolaboratif"
)

SHAPES: Final[tuple[Shape, ...]] = (
    Shape(
        "simpeg",
        "employee_assignment",
        (
            *columns(EMPLOYEE, "employee_id=nip, superior_id=nip_atasan"),
            *columns(CODE, "unit_id=unor_id, grade=golongan, pins=pin_mesin, task_user_id=id_aplikasi_tugas"),
            *columns(TEXT, "name=nama, unit_name=unor, post_name=jabatan"),
            *columns(CHOICE, "post_type=jenis_jabatan"),
            *columns(COUNT, "job_class=kelas_jabatan"),
            *columns(STATUS, "status=status"),
            *columns(DATE, "assignment_from=tmt_jabatan"),
            *columns(
                DATE,
                "assignment_to=tmt_akhir, status_from=tmt_status, duty_from=tmt_spmt, "
                "service_ended_on=tanggal_berhenti",
                is_required=False,
            ),
            *columns(FLAG, "is_acting=is_plt, is_not_entitled=is_tidak_berhak", is_required=False),
            *columns(TEXT, "acting_decision_no=nomor_sk_plt", is_required=False),
            *columns(CHOICE, "service_end_reason=alasan_berhenti", is_required=False),
        ),
        derive={name: pl.col(name).fill_null(value=False) for name in ("is_acting", "is_not_entitled")},
    ),
    Shape(
        "unit",
        "unit",
        (
            *columns(CODE, "unit_id=unor_id, parent_unit_id=unor_induk"),
            *columns(TEXT, "unit_name=unor"),
            *columns(CODE, "counter_ids=id_loket, lapor_institution_ids=id_instansi_lapor"),
            *columns(CODE, "skpd_code=kode_skpd", is_required=False),
            *columns(COUNT, "service_recipients=jumlah_penerima_layanan", is_required=False),
        ),
    ),
    Shape(
        "fingerspot_scan",
        "punch",
        (
            *columns(LOCAL_MOMENT, "punch_at=Tanggal scan"),
            *columns(CODE, "pin=PIN, device=SN"),
            *columns(EMPLOYEE, "employee_id=NIP"),
            *columns(TEXT, "verify=Verifikasi, state=I/O, machine=Mesin"),
            *columns(TEXT, "latitude=Latitude, longitude=Longitude", is_required=False),
            *columns(FLAG, "is_mock=Lokasi Tiruan", is_required=False),
        ),
        derive={"device": pl.coalesce("device", "machine")},
    ),
    Shape(
        "recap_days",
        "attendance_recap",
        (*_RECAP, *columns(COUNT, _RECAP_DAYS)),
        derive={"recap_month": _MONTH_OF_YEAR},
    ),
    Shape(
        "recap_points",
        "attendance_recap",
        (
            *_RECAP,
            *columns(E4, "deduction_points_e4=JUMLAH POTONGAN"),
            *columns(COUNT, _RECAP_DAYS, is_required=False),
        ),
        derive={"recap_month": _MONTH_OF_YEAR},
    ),
    Shape(
        "roster",
        "shift",
        (
            *columns(EMPLOYEE, "employee_id=nip"),
            *columns(DATE, "shift_date=tanggal"),
            *columns(CLOCK, "start=shift_mulai, end=shift_selesai"),
        ),
        derive={
            "starts_at": _STARTS,
            "ends_at": pl.when(_ENDS > _STARTS).then(_ENDS).otherwise(_ENDS + pl.duration(days=1)),
        },
    ),
    Shape(
        "leave",
        "leave",
        (
            *columns(EMPLOYEE, "employee_id=nip"),
            *columns(LEAVE_TYPE, "leave_type=jenis_cuti"),
            *columns(DATE, "leave_from=mulai, leave_to=selesai, approved_on=tanggal_persetujuan"),
            *columns(TEXT, "letter_no=nomor_surat"),
            *columns(COUNT, "child_no=anak_ke", is_required=False),
        ),
    ),
    Shape(
        "ekinerja_rating",
        "rating",
        (
            *columns(EMPLOYEE, "employee_id=nip, superior_id=pegawai_atasan_nip"),
            *columns(COUNT, "year=tahun"),
            *columns(MONTH_NUMBER, "month=bulan"),
            *columns(CODE, "unit_id=skp_unor_id"),
            *columns(TEXT, "post_name=skp_jabatan"),
            *columns(FLAG, "is_acting=is_skp_plt_plh_pjb"),
            *columns(EXPECTATION, "work_result=hasil_kerja, behaviour=perilaku_kerja"),
            *columns(TITLE, "predicate=hasil_akhir"),
            *columns(MOMENT, "rated_at=waktu_dinilai"),
        ),
        derive={"rating_month": _MONTH_OF_YEAR, "is_acting": pl.col("is_acting").fill_null(value=False)},
    ),
    Shape(
        "activity_log",
        "activity",
        (
            *columns(EMPLOYEE, "employee_id=nip, approved_by=disetujui_oleh"),
            *columns(DATE, "activity_date=tanggal, approved_on=tanggal_persetujuan"),
            *columns(TEXT, "activity=aktivitas, quantity_unit=satuan"),
            *columns(COUNT, "minutes=menit"),
            *columns(E4, "quantity_e4=kuantitas, quality_e4=kualitas"),
            *columns(CHOICE, "approval_status=status_persetujuan"),
        ),
    ),
    Shape(
        "case_log",
        "case_task",
        (
            *columns(TEXT, "case_id=case:concept:name, task_id=concept:instance, task_user_id=org:resource"),
            *columns(
                ZONED_MOMENT,
                "planned_end_at=case:enddate_planned, ended_at=case:enddate, task_at=time:timestamp",
            ),
            *columns(ZONED_MOMENT, "started_at=case:startdate", is_required=False),
            *columns(TEXT, "task_name=concept:name", is_required=False),
        ),
    ),
    Shape(
        "skm_counter",
        "survey_answer",
        (
            *columns(DATE, "answered_on=Tanggal"),
            *columns(CODE, "counter_id=ID LOKET"),
            *columns(ANSWER, _ANSWERS, is_prefix=True),
            *columns(TEXT, "age_text=Umur", is_required=False),
            *columns(
                CHOICE, "gender=Jenis kelamin, education=Pendidikan, occupation=Pekerjaan", is_required=False
            ),
        ),
    ),
    Shape(
        "skm_form",
        "survey_answer",
        (
            *columns(DATE, "answered_on=Timestamp"),
            *columns(TEXT, "service_name=Layanan"),
            *columns(ANSWER, _ANSWERS, is_prefix=True),
            *columns(TEXT, "age_text=Usia", is_required=False),
            *columns(
                CHOICE, "gender=Jenis Kelamin, education=Pendidikan, occupation=Pekerjaan", is_required=False
            ),
        ),
    ),
    Shape(
        "lapor",
        "complaint",
        (
            *columns(CODE, "complaint_id=id, institution_id=DisposisiInstansiID"),
            *columns(TEXT, "category=Kategori"),
            *columns(CHOICE, "status=Status"),
            *columns(
                WIB_MOMENT,
                "received_at=TanggalLaporanMasuk, disposed_at=TanggalDisposisi, "
                "closed_at=TanggalLaporanDitutup, last_activity_at=TanggalLaporanAktivitasTerakhir",
            ),
            *columns(TEXT, "title=JudulLaporan, text=IsiLaporan", is_required=False),
        ),
        derive={"register": pl.lit("lapor"), "text_key": fingerprint("title", "text")},
    ),
    Shape(
        "register_311",
        "complaint",
        (
            *columns(CODE, "complaint_id=ServiceRequestNum"),
            *columns(TEXT, "category=SRType, institution_id=Agency"),
            *columns(CHOICE, "status=SRStatus"),
            *columns(AMERICAN_MOMENT, "received_at=CreatedDate, due_at=DueDate, closed_at=CloseDate"),
            *columns(AMERICAN_MOMENT, "last_activity_at=LastActivityDate", is_required=False),
            *columns(TEXT, "place=Address", is_required=False),
        ),
        derive={"register": pl.lit("311"), "text_key": fingerprint("category", "place")},
    ),
    Shape(
        "rating_360",
        "rating_360",
        (
            *columns(MONTH, "rating_month=bulan"),
            *columns(EMPLOYEE, "employee_id=nip_dinilai, rater_id=nip_penilai"),
            *columns(CHOICE, "rater_role=peran"),
            *columns(ANSWER, _VALUES),
        ),
    ),
    Shape(
        "discipline_case",
        "discipline_case",
        (
            *columns(EMPLOYEE, "employee_id=nip"),
            *columns(CHOICE, "case_kind=jenis, level=tingkat"),
            *columns(E4, "deduction_pct_e4=potongan_persen"),
            *columns(DATE, "applies_from=mulai, applies_to=selesai"),
            *columns(TEXT, "decision_no=nomor_sk"),
        ),
    ),
    Shape(
        "calendar_decree",
        "calendar_decree",
        (
            *columns(DATE, "decree_date=tanggal, decided_on=tanggal_keputusan"),
            *columns(CHOICE, "kind=jenis"),
            *columns(TEXT, "name=nama, decision_no=nomor_keputusan"),
        ),
    ),
    Shape(
        "opening_balance",
        "opening_balance",
        (
            *columns(EMPLOYEE, "employee_id=nip"),
            *columns(COUNT, "unexcused_days=hari_alpa_tahun_ini"),
            *columns(TEXT, "running_sanction=sanksi_berjalan"),
            *columns(TITLE, "last_predicate=predikat_terakhir"),
        ),
    ),
    Shape(
        "aspect_score",
        "aspect_score",
        (
            *columns(EMPLOYEE, "subject_id=nip_atau_unor"),
            *columns(MONTH, "score_month=bulan"),
            *columns(CHOICE, "aspect=aspek"),
            *columns(E4, "score_e4=nilai"),
            *columns(TEXT, "source=sumber"),
        ),
    ),
    Shape(
        "obligation",
        "obligation",
        (
            *columns(EMPLOYEE, "employee_id=nip"),
            *columns(CHOICE, "obligation=jenis"),
            *columns(DATE, "due_on=jatuh_tempo, fulfilled_on=dipenuhi"),
            *columns(TEXT, "proof_no=nomor_bukti"),
        ),
    ),
    Shape(
        "budget_ceiling",
        "budget_ceiling",
        (
            *columns(CODE, "unit_id=unor_id"),
            *columns(TEXT, "budget_period=bulan"),
            *columns(COUNT, "ceiling_amount=pagu"),
        ),
    ),
    Shape(
        "outage",
        "outage",
        (
            *columns(CODE, "unit_id=unor_id"),
            *columns(MOMENT, "outage_from=mulai"),
            *columns(UNTIL, "outage_to=selesai"),
            *columns(TEXT, "system=sistem, reason=alasan"),
            *columns(EMPLOYEE, "approved_by=disetujui_oleh"),
        ),
    ),
    Shape(
        "contact",
        "contact",
        (
            *columns(CODE, "unit_id=unor_id"),
            *columns(TEXT, "name=nama, address=alamat"),
            *columns(CHOICE, "channel=kanal"),
        ),
    ),
    *PAYROLL_SHAPES,
    Shape(
        "repayments",
        "repayment",
        (
            *columns(EMPLOYEE, "employee_id=nip"),
            *columns(MONTH, "repaid_month=bulan"),
            *columns(COUNT, "repaid_amount=jumlah"),
            *columns(TEXT, "receipt_no=nomor_sts"),
            *columns(DATE, "repaid_on=tanggal"),
        ),
    ),
    Shape(
        "training",
        "training",
        (
            *columns(EMPLOYEE, "employee_id=nip"),
            *columns(TEXT, "course=kegiatan, organizer=penyelenggara"),
            *columns(DATE, "starts_on=mulai, ends_on=selesai"),
            *columns(COUNT, "lesson_hours=jp"),
        ),
    ),
    Shape(
        "objections",
        "objection",
        (
            *columns(CODE, "objection_id=id, line_code=line_id"),
            *columns(EMPLOYEE, "employee_id=nip"),
            *columns(MONTH, "objected_month=bulan"),
            *columns(TEXT, "ground=alasan, decided_by=diputus_oleh, decision_reason=alasan_putusan"),
            *columns(DATE, "filed_on=diajukan, decided_on=diputus"),
            *columns(CHOICE, "decision=putusan"),
            *columns(TEXT, "mending=berkas_perbaikan"),
        ),
        # a line is quoted by the first twelve digits of its id, in groups or not
        derive={
            "line_code": pl.col("line_code").str.to_lowercase().str.replace_all(r"[\s-]", "").str.head(12),
            "mending_file": pl.col("mending").str.replace(r"#[0-9]+\s*$", "").str.strip_chars(" /"),
            "mending_row": pl.col("mending").str.extract(r"#([0-9]{1,9})\s*$").cast(pl.Int64),
        },
    ),
)

ATTLOG: Final = Shape(
    "zk_attlog",
    "punch",
    (
        *columns(CODE, "pin=0"),
        *columns(MOMENT, "punch_at=1"),
        *columns(TEXT, "device=2, state=3, verify=4"),
    ),
)
"""The ZKTeco dump has no header: its columns are known by their place."""

ATTLOG_WIDTHS: Final = (5, 6)


def mapped_case_log(mapping: Mapping[str, str]) -> Shape:
    """Return the shape of a case log whose columns a policy names (our column -> column in the file)."""
    schema = SCHEMAS["case_task"]
    kinds = {name: ZONED_MOMENT if schema[name] == pl.Datetime("us") else TEXT for name in mapping}
    return Shape(
        "case_log_mapped",
        "case_task",
        tuple(Column(name, written, kinds[name]) for name, written in mapping.items()),
    )
