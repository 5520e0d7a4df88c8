-- grain: one row per person or unit, month and aspect scored elsewhere
select
    agency_id,
    subject_id,
    aspect,
    score_e4,
    source,
    file_no,
    row_no
from {{ source('input', 'aspect_score') }}
where not is_edge
