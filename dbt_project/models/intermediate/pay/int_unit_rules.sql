-- grain: one row per unit and date whose rules decide: the scope whose rules it follows, its working pattern and field of work
with scoped as (
    select
        ancestors.agency_id,
        ancestors.unit_id,
        dates.rule_date,
        coalesce(
            arg_min(scopes.scope_id, ancestors.distance) filter (where scopes.scope_id is not null), '*'
        ) as scope_id
    from {{ ref('int_unit_ancestors') }} as ancestors
    inner join {{ ref('int_rule_dates') }} as dates on ancestors.agency_id = dates.agency_id
    left join {{ source('input', 'policy_unit_scopes') }} as scopes
        on
            ancestors.agency_id = scopes.agency_id
            and ancestors.ancestor_id = scopes.unit_id
            and dates.rule_date between scopes.valid_from and scopes.valid_to
    group by ancestors.agency_id, ancestors.unit_id, dates.rule_date
)

select
    scoped.agency_id,
    scoped.unit_id,
    scoped.rule_date,
    scoped.scope_id,
    coalesce(
        arg_min(fields.pattern_id, ancestors.distance) filter (where fields.pattern_id is not null), 'default'
    ) as pattern_id,
    arg_min(fields.job_field, ancestors.distance) filter (where fields.job_field is not null) as job_field
from scoped
inner join {{ ref('int_unit_ancestors') }} as ancestors
    on scoped.agency_id = ancestors.agency_id and scoped.unit_id = ancestors.unit_id
left join {{ source('input', 'policy_unit_fields') }} as fields
    on ancestors.ancestor_id = fields.unit_id and {{ in_force('fields', 'scoped') }}
group by scoped.agency_id, scoped.unit_id, scoped.rule_date, scoped.scope_id
