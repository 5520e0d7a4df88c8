-- grain: one row per unit and unit above it, itself included at distance 0
with recursive units as (
    select agency_id, unit_id, parent_unit_id from {{ ref('stg_units') }}
    union
    select posts.agency_id, posts.unit_id, null
    from {{ ref('stg_employee_assignments') }} as posts
    left join {{ ref('stg_units') }} as known
        on posts.agency_id = known.agency_id and posts.unit_id = known.unit_id
    where known.unit_id is null
),

ancestors as (
    select agency_id, unit_id, unit_id as ancestor_id, 0 as distance from units
    union
    select below.agency_id, below.unit_id, above.parent_unit_id, below.distance + 1
    from ancestors as below
    inner join units as above on below.agency_id = above.agency_id and below.ancestor_id = above.unit_id
    where above.parent_unit_id <> '' and above.parent_unit_id <> below.unit_id and below.distance < 20
)

select agency_id, unit_id, ancestor_id, min(distance) as distance
from ancestors
where ancestor_id is not null
group by agency_id, unit_id, ancestor_id
