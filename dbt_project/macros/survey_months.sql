-- Months of a survey period of the policy.
{% macro survey_months(survey_period) -%}
case {{ survey_period }} when 'quarter' then 3 when 'semester' then 6 when 'year' then 12 else 1 end
{%- endmacro %}
