"""One person of the hand-off in the columns that payroll programs expect; the sums hold in every row."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from delivery.handoff.levies import Levies, LevyRules, Salary, levies
from delivery.handoff.released import Payee

TEXT_COLUMNS: Final = (
    *("Nama", "NIP", "NIK", "Tanggal Lahir", "Tipe Jabatan", "Nama Jabatan", "Eselon", "Status ASN"),
    *("Golongan", "Masa Kerja Golongan", "Alamat", "Kode Bank", "Nama Bank", "Nomor Rekening"),
)
COMPONENT_COLUMNS: Final[Mapping[str, str]] = {
    "TPP Beban Kerja": "beban_kerja",
    "TPP Tempat Bertugas": "tempat_bertugas",
    "TPP Kondisi Kerja": "kondisi_kerja",
    "TPP Kelangkaan Profesi": "kelangkaan_profesi",
    "TPP Prestasi Kerja": "prestasi_kerja",
}
ALLOWANCE, TAX, SHARE = "Tunjangan PPH", "PPh 21", "BPJS 1%"
EMPLOYER_COLUMNS: Final = ("Iuran Pemberi Kerja", "JKK", "JKM", "Tapera", "Pensiun", "JHT")
PERSONAL_COLUMNS: Final = (SHARE, TAX, "Zakat", "Bulog")
SUM_COLUMNS: Final = ("Jumlah TPP", "Jumlah Potongan", "Jumlah Ditransfer")
MONEY_COLUMNS: Final = (
    *COMPONENT_COLUMNS,
    ALLOWANCE,
    *EMPLOYER_COLUMNS,
    *PERSONAL_COLUMNS,
    *SUM_COLUMNS,
)
SIPD_COLUMNS: Final = ("No.", *TEXT_COLUMNS, *MONEY_COLUMNS)
OTHER: Final = "pertimbangan_objektif_lainnya"
DAMAGED: Final = re.compile(r"\d[.,]?\d*[eE]\+?\d+")
NIK_DIGITS: Final = 16
BAD_NIK: Final = "NIK kosong: tidak utuh 16 angka dalam payroll_base"
BAD_ACCOUNT: Final = "Nomor Rekening kosong: rusak oleh Excel dalam payroll_base"
GIVEN_UP: Final = "{columns} tidak dipotong: potongan melebihi jumlah TPP"


@dataclass(frozen=True)
class PayrollBase:
    """What payroll's own feed says of a person, for this file only; None is not known."""

    salary: Salary = field(default_factory=Salary)
    national_id: str | None = None
    birth_date: str | None = None
    post_type: str | None = None
    echelon: str | None = None
    status_code: str | None = None
    service_years: str | None = None
    address: str | None = None
    bank_code: str | None = None
    bank: str | None = None
    account: str | None = None
    zakat_amount: int | None = None
    bulog_amount: int | None = None


class HandOffRow(NamedTuple):
    """One person: texts by column, whole rupiah by column (None is left empty), what has no column."""

    payee: Payee
    texts: Mapping[str, str]
    money: Mapping[str, int | None]
    other_amount: int
    notes: tuple[str, ...]


def row_of(payee: Payee, base: PayrollBase | None, rules: LevyRules) -> HandOffRow:
    """Lay one person out. Deductions never exceed what is added: those of choice give way first, then tax."""
    known, damaged = _undamaged(base or PayrollBase())
    levied = levies(rules, known.salary, payee.amount)
    money, given_up = _fitting(_money(payee, known, levied))
    notes = damaged + levied.notes + ((GIVEN_UP.format(columns=", ".join(given_up)),) if given_up else ())
    return HandOffRow(payee, _texts(payee, known), money, payee.components[OTHER], notes)


def _undamaged(base: PayrollBase) -> tuple[PayrollBase, tuple[str, ...]]:
    """Leave out a NIK or account that a spreadsheet has spoiled: a wrong one is worse than none."""
    notes: tuple[str, ...] = ()
    nik, account = base.national_id, base.account
    if nik is not None and not (nik.isdecimal() and len(nik) == NIK_DIGITS):
        base, notes = replace(base, national_id=None), (*notes, BAD_NIK)
    if account is not None and DAMAGED.fullmatch(account):
        base, notes = replace(base, account=None), (*notes, BAD_ACCOUNT)
    return base, notes


def _texts(payee: Payee, base: PayrollBase) -> dict[str, str]:
    values = (
        payee.name,
        payee.employee_id,
        base.national_id,
        base.birth_date,
        base.post_type or payee.post_type,
        payee.post_name,
        base.echelon,
        base.status_code or payee.employment_status,
        payee.grade,
        base.service_years,
        base.address,
        base.bank_code,
        base.bank,
        base.account,
    )
    return {column: value or "" for column, value in zip(TEXT_COLUMNS, values, strict=True)}


def _money(payee: Payee, base: PayrollBase, levied: Levies) -> dict[str, int | None]:
    """JKK, JKM, Tapera, Pensiun and JHT belong to the salary: nothing feeds them, they stay empty."""
    return {
        **{column: payee.components[component] for column, component in COMPONENT_COLUMNS.items()},
        ALLOWANCE: levied.tax_allowance_amount,
        **dict.fromkeys(EMPLOYER_COLUMNS),
        "Iuran Pemberi Kerja": levied.employer_insurance_amount,
        SHARE: levied.employee_insurance_amount,
        TAX: levied.tax_amount,
        "Zakat": base.zakat_amount,
        "Bulog": base.bulog_amount,
    }


def _fitting(money: dict[str, int | None]) -> tuple[dict[str, int | None], list[str]]:
    given_up: list[str] = []
    for column in ("Bulog", "Zakat", TAX, SHARE):
        if _summed(money)[SUM_COLUMNS[2]] >= 0:
            break
        if money[column]:
            money[column] = None
            if column == TAX:
                money[ALLOWANCE] = None
            given_up.append(column)
    return {**money, **_summed(money)}, given_up


def _summed(money: Mapping[str, int | None]) -> dict[str, int]:
    employer = sum(money[column] or 0 for column in EMPLOYER_COLUMNS)
    added = sum(money[column] or 0 for column in (*COMPONENT_COLUMNS, ALLOWANCE)) + employer
    taken = sum(money[column] or 0 for column in PERSONAL_COLUMNS) + employer
    return dict(zip(SUM_COLUMNS, (added, taken, added - taken), strict=True))
