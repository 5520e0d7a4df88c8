-- grain: one row per subject (employee, unit or agency), measure and, where it belongs to them only, aspect and deciding rules
select
    agency_id, subject_id, cast(null as varchar) as scope_id, cast(null as date) as rule_date,
    aspect, measure, numerator, denominator, scale, unit,
    cast(null as varchar) as key_text, evidence_count, is_assumed
from {{ ref('int_measure_attendance') }}
union all
select
    agency_id, subject_id, scope_id, rule_date, null, measure,
    null, null, 'key', 'predikat', key_text, 1, false
from {{ ref('int_measure_ratings') }}
union all
select
    agency_id, subject_id, scope_id, rule_date, aspect, measure,
    numerator, denominator, scale, unit, null, evidence_count, false
from {{ ref('int_measure_activities') }}
union all
select
    agency_id, subject_id, scope_id, rule_date, aspect, measure,
    numerator, denominator, scale, unit, null, evidence_count, false
from {{ ref('int_measure_behaviour') }}
union all
select
    agency_id, subject_id, null, null, null, measure,
    numerator, denominator, scale, unit, null, evidence_count, false
from {{ ref('int_measure_cases') }}
union all
select
    agency_id, subject_id, null, null, null, measure,
    numerator, denominator, scale, unit, null, evidence_count, false
from {{ ref('int_measure_ikm') }}
where is_representative
union all
select
    agency_id, subject_id, null, null, null, measure,
    numerator, denominator, scale, unit, null, evidence_count, false
from {{ ref('int_measure_complaints') }}
union all
select agency_id, subject_id, null, null, aspect, 'given', score_e4, 10000, 'score', 'nilai', null, 1, false
from {{ ref('stg_aspect_scores') }}
