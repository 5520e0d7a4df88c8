-- grain: one row per employee, definitive stretch and version of the month: the rules and the pattern of its days
with rostered as (
    select distinct agency_id, employee_id from {{ ref('stg_shifts') }}
),

duties as (
    select
        posts.agency_id,
        posts.employee_id,
        posts.assignment_id,
        posts.unit_id,
        units.scope_id,
        units.pattern_id,
        versions.valid_to as rule_date,
        greatest(posts.starts_on, versions.valid_from) as duty_from,
        least(posts.served_until, versions.valid_to) as duty_to
    from {{ ref('int_assignments') }} as posts
    inner join {{ ref('int_month_versions') }} as versions
        on
            posts.agency_id = versions.agency_id
            and posts.starts_on <= versions.valid_to
            and posts.served_until >= versions.valid_from
    inner join {{ ref('int_unit_rules') }} as units
        on
            posts.agency_id = units.agency_id
            and posts.unit_id = units.unit_id
            and versions.valid_to = units.rule_date
    where not posts.is_acting or posts.is_only_post
)

select
    duties.*,
    rostered.employee_id is not null and settings.roster_counts as is_rostered
from duties
{{ settings_of('duties') }}
left join rostered
    on duties.agency_id = rostered.agency_id and duties.employee_id = rostered.employee_id
