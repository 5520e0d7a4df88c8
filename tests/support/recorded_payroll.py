"""Recorded files of what payroll brings and sends back, and what they must give."""

from tests.support.recorded_shapes import Case

PAYROLL_CASES = [
    Case(
        "payroll_base.csv",
        "payroll_base",
        "payroll_base",
        3,
        {3: "angka_rusak"},
        {
            (1, "pay_month"): "2026-11",
            (1, "gross_salary_amount"): 5_000_000,
            (1, "service_years"): "08",
            (1, "bank_code"): "014",
            (1, "zakat_amount"): None,
            (2, "pay_month"): "2026-11",
            (2, "family_status"): None,
        },
    ),
    Case(
        "payroll_ack.csv",
        "payroll_ack",
        "payroll_ack",
        3,
        {3: "pilihan_rusak"},
        {(1, "paid_amount"): 2_670_060, (1, "is_returned"): False, (2, "is_returned"): True},
    ),
    Case(
        "repayments.csv",
        "repayments",
        "repayments",
        3,
        {3: "tanggal_rusak"},
        {(1, "repaid_amount"): 150_000, (2, "repaid_month"): "2026-08"},
    ),
    Case(
        "approvals.csv",
        "approvals",
        "approvals",
        3,
        {3: "tanggal_rusak"},
        {(1, "skpd_code"): "1.01", (1, "approved_month"): "2026-10", (2, "skpd_code"): "1.02.01"},
    ),
    Case(
        "objections.csv",
        "objections",
        "objections",
        4,
        {4: "tanggal_rusak"},
        {
            (1, "line_code"): "3f2a90c177be",
            (1, "decision"): "diterima",
            (1, "mending_file"): "2026-09/leave/susulan.csv",
            (1, "mending_row"): 3,
            (2, "line_code"): "3f2a90c177be",
            (2, "mending_file"): None,
            (3, "decided_on"): None,
        },
    ),
]
