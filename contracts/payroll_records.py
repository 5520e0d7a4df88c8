"""What accepted rows of payroll look like; `contracts/records.py` says how to read these models."""

import polars as pl

from contracts import fields
from contracts.record import Record


class PayrollBase(Record):
    """Grain: employee, month of payment; NIK, address and account are not read into it. Whole rupiah."""

    employee_id: str = fields.nip()
    pay_month: str = fields.month()
    gross_salary_amount: int = fields.count()
    family_status: str = fields.blank()
    post_type: str = fields.blank()
    echelon: str = fields.blank()
    status_code: str = fields.blank()
    service_years: str = fields.blank()
    bank_code: str = fields.blank()
    bank: str = fields.blank()
    salary_tax_amount: int = fields.count()
    salary_employee_insurance_amount: int = fields.count()
    salary_employer_insurance_amount: int = fields.count()
    zakat_amount: int = fields.count()
    bulog_amount: int = fields.count()


class PayrollAck(Record):
    """Grain: employee, month of performance, SP2D: what the treasury paid, in whole rupiah."""

    employee_id: str = fields.nip()
    ack_month: str = fields.month()
    paid_amount: int = fields.count(nullable=False)
    sp2d_no: str
    sp2d_date: pl.Date
    is_returned: bool


class Approval(Record):
    """Grain: SKPD and month: who signed its recap, the statement of responsibility, the recap's code."""

    skpd_code: str
    approved_month: str = fields.month()
    officer: str
    letter_no: str
    approved_on: pl.Date
    recap_code: str = fields.blank()


class Repayment(Record):
    """Grain: employee, month of performance that was overpaid, receipt (STS); whole rupiah paid back."""

    employee_id: str = fields.nip()
    repaid_month: str = fields.month()
    repaid_amount: int = fields.count(nullable=False)
    receipt_no: str
    repaid_on: pl.Date
