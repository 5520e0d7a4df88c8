-- grain: one row per unit and indicator of a field of work for which none of its people's activities counts
-- people who log their work in other words would be scored 0 without anybody having said so
select
    measured.agency_id,
    employees.unit_id,
    measured.aspect,
    measured.measure,
    measured.unit,
    count(distinct measured.subject_id) as people
from {{ ref('int_measure_activities') }} as measured
inner join {{ ref('int_employees') }} as employees
    on
        measured.agency_id = employees.agency_id
        and measured.subject_id = employees.employee_id
        and measured.scope_id = employees.scope_id
        and measured.rule_date = employees.rule_date
where starts_with(measured.measure, 'quantity_') and measured.measure <> 'quantity_quality'
group by measured.agency_id, employees.unit_id, measured.aspect, measured.measure, measured.unit
having sum(measured.evidence_count) = 0
