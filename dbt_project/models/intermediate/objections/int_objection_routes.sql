-- grain: one row per objection: who appraises the person, who is above the appraiser, or why nobody is known
with superiors as (
    select
        agency_id,
        employee_id,
        arg_max(superior_id, (not is_acting, assignment_from)) as superior_id
    from {{ ref('stg_employee_assignments') }}
    where superior_id is not null and superior_id <> employee_id
    group by agency_id, employee_id
),

people as (select distinct agency_id, employee_id from {{ ref('stg_employee_assignments') }})

select
    objections.agency_id,
    objections.objection_id,
    own.superior_id as appraiser_id,
    above.superior_id as routed_to_id,
    case
        when people.employee_id is null then 'pegawai_tidak_ada_di_data'
        when own.superior_id is null then 'atasan_tidak_tercatat'
        when appraisers.employee_id is null then 'atasan_tidak_ada_di_data'
        when above.superior_id is null then 'atasan_dari_atasan_tidak_tercatat'
    end as unrouted_reason
from {{ ref('stg_objections') }} as objections
left join people
    on objections.agency_id = people.agency_id and objections.employee_id = people.employee_id
left join superiors as own
    on objections.agency_id = own.agency_id and objections.employee_id = own.employee_id
left join people as appraisers
    on own.agency_id = appraisers.agency_id and own.superior_id = appraisers.employee_id
left join superiors as above
    on own.agency_id = above.agency_id and own.superior_id = above.employee_id
