"""The shapes that payroll brings and sends back."""

from typing import Final

import polars as pl

from sources.kinds import CODE, COUNT, EMPLOYEE, FLAG, TEXT
from sources.moments import DATE, MONTH
from sources.shapes import Shape, columns

PAYROLL_SHAPES: Final[tuple[Shape, ...]] = (
    Shape(
        "payroll_base",
        "payroll_base",
        (
            *columns(EMPLOYEE, "employee_id=nip"),
            *columns(MONTH, "pay_month=bulan"),
            *columns(COUNT, "gross_salary_amount=gaji_bruto"),
            *columns(CODE, "family_status=status_kawin"),
            # these four are in no record type: only the hand-off reads them, from the landed file
            *columns(CODE, "national_id=nik, account=rekening", is_required=False),
            *columns(DATE, "birth_date=tanggal_lahir", is_required=False),
            *columns(TEXT, "address=alamat", is_required=False),
            *columns(TEXT, "post_type=tipe_jabatan, echelon=eselon, bank=bank", is_required=False),
            *columns(
                CODE,
                "status_code=kode_status_asn, service_years=masa_kerja_golongan, bank_code=kode_bank",
                is_required=False,
            ),
            *columns(
                COUNT,
                "salary_tax_amount=pph_gaji, salary_employee_insurance_amount=bpjs1_gaji, "
                "salary_employer_insurance_amount=bpjs4_gaji, zakat_amount=zakat, bulog_amount=bulog",
                is_required=False,
            ),
        ),
    ),
    Shape(
        "payroll_ack",
        "payroll_ack",
        (
            *columns(EMPLOYEE, "employee_id=NIP"),
            *columns(MONTH, "ack_month=BULAN"),
            *columns(COUNT, "paid_amount=NILAI_DIBAYAR"),
            *columns(TEXT, "sp2d_no=NOMOR_SP2D"),
            *columns(DATE, "sp2d_date=TANGGAL_SP2D"),
            *columns(FLAG, "is_returned=RETUR"),
        ),
        derive={"is_returned": pl.col("is_returned").fill_null(value=False)},
    ),
    Shape(
        "approvals",
        "approval",
        (
            *columns(CODE, "skpd_code=kode_skpd"),
            *columns(MONTH, "approved_month=bulan"),
            *columns(TEXT, "officer=pejabat, letter_no=nomor_sptjm"),
            *columns(DATE, "approved_on=tanggal"),
            *columns(CODE, "recap_code=kode_rekap", is_required=False),
        ),
    ),
)
