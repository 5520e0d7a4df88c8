-- grain: one row per unit, with the SKPD that pays its people
with chains as (
    select
        ancestors.agency_id,
        ancestors.unit_id,
        ancestors.ancestor_id,
        ancestors.distance,
        units.unit_name,
        nullif(units.skpd_code, '') as skpd_code
    from {{ ref('int_unit_ancestors') }} as ancestors
    left join {{ ref('stg_units') }} as units
        on ancestors.agency_id = units.agency_id and ancestors.ancestor_id = units.unit_id
)

-- the code of the nearest unit above that has one; where none has, the uppermost unit is the SKPD
select
    agency_id,
    unit_id,
    min_by(unit_name, distance) as unit_name,
    coalesce(
        min_by(skpd_code, distance) filter (where skpd_code is not null), max_by(ancestor_id, distance)
    ) as skpd_code
from chains
group by agency_id, unit_id
