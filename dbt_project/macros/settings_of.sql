-- Joins the settings that decide the month of a row that has agency_id and scope_id.
{% macro settings_of(row) -%}
inner join {{ ref('int_month_settings') }} as settings
    on {{ row }}.agency_id = settings.agency_id and {{ row }}.scope_id = settings.scope_id
{%- endmacro %}
