-- grain: one row per employee and day that counts on which work is due, with its working window and the rules in force on it
-- an interim review counts the days whose work ended by then; a month counts all
select *
from {{ ref('int_due_windows') }}
where
    coalesce(
        cast(ends_at as date)
        <= (select run_month.counted_until from {{ source('input', 'run_month') }} as run_month),
        true
    )
