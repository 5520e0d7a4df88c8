-- Seconds as whole minutes, as the policy's seconds rule and grace say; 0 unless the day has both sides or the one asked.
{% macro whole_minutes(seconds) -%}
case
    when day_status not in ('present', 'missing_in', 'missing_out') then 0
    when {{ seconds }} is null or {{ seconds }} <= grace_seconds then 0
    when seconds_rule = 'round_up' then ({{ seconds }} + 59) // 60
    else {{ seconds }} // 60
end
{%- endmacro %}
