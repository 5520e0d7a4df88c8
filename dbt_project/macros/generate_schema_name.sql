-- A schema is named as it is: every run has a work database of its own, so no prefix keeps developers apart.
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
