-- grain: one row per employee, month of performance and receipt of what was paid back
select
    agency_id,
    employee_id,
    repaid_month as for_month,
    receipt_no,
    repaid_on,
    repaid_amount,
    file_no,
    row_no
from {{ source('input', 'repayment') }}
