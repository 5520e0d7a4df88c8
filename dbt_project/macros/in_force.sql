-- A dated rule that holds for the agency, in the unit's scope, on the date that decides the month.
{% macro in_force(rule, month='settings') -%}
{{ rule }}.agency_id = {{ month }}.agency_id
and {{ rule }}.scope_id = {{ month }}.scope_id
and {{ month }}.rule_date between {{ rule }}.valid_from and {{ rule }}.valid_to
{%- endmacro %}
