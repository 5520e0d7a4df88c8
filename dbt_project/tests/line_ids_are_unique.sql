-- grain: one row per line id that two lines share
select line_id, count(*) as row_count
from {{ ref('incentive_lines') }}
group by line_id
having count(*) > 1
