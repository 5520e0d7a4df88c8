-- grain: one row per survey answer of the month and the eleven before it
select
    agency_id,
    unit_id,
    answered_on,
    u1,
    u2,
    u3,
    u4,
    u5,
    u6,
    u7,
    u8,
    u9,
    file_no,
    row_no
from {{ source('input', 'survey_answer') }}
