-- Joins the settings that decide a row that has agency_id, scope_id and rule_date.
{% macro settings_of(row) -%}
inner join {{ ref('int_month_settings') }} as settings
    on
        {{ row }}.agency_id = settings.agency_id
        and {{ row }}.scope_id = settings.scope_id
        and {{ row }}.rule_date = settings.rule_date
{%- endmacro %}
