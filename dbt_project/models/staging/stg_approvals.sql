-- grain: one row per SKPD and month whose recap an official signed
select
    agency_id,
    skpd_code,
    approved_month as for_month,
    officer,
    letter_no,
    approved_on,
    file_no,
    row_no
from {{ source('input', 'approval') }}
