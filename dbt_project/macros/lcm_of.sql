-- Least common multiple of an integer column over a group: the common denominator of its fractions.
{% macro lcm_of(denominator) -%}
list_reduce(list(cast({{ denominator }} as hugeint)), lambda x, y: x // gcd(x, y) * y)
{%- endmacro %}
