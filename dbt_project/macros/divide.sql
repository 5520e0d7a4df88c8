-- The only division of the house: integers in, one integer out, rounded as `mode` says.
-- half_up rounds ties away from zero, half_even to the even neighbour, floor towards minus infinity.
-- The denominator is positive; a zero denominator gives null.
{% macro divide(numerator, denominator, mode) -%}
case {{ mode }}
    when 'floor' then
        {{ numerator }} // nullif({{ denominator }}, 0)
        - case when {{ numerator }} % nullif({{ denominator }}, 0) < 0 then 1 else 0 end
    when 'half_up' then
        sign({{ numerator }})
        * ((2 * abs({{ numerator }}) + {{ denominator }}) // nullif(2 * {{ denominator }}, 0))
    when 'half_even' then
        sign({{ numerator }}) * (
            abs({{ numerator }}) // nullif({{ denominator }}, 0)
            + case
                when 2 * (abs({{ numerator }}) % nullif({{ denominator }}, 0)) > {{ denominator }} then 1
                when
                    2 * (abs({{ numerator }}) % nullif({{ denominator }}, 0)) = {{ denominator }}
                    and (abs({{ numerator }}) // nullif({{ denominator }}, 0)) % 2 = 1
                    then 1
                else 0
            end
        )
end
{%- endmacro %}
