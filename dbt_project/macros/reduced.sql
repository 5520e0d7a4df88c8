-- One side of a fraction in lowest terms, so that products of fractions stay inside 128 bits.
{% macro reduced(part, numerator, denominator) -%}
{{ part }} // greatest(gcd(abs({{ numerator }}), {{ denominator }}), 1)
{%- endmacro %}
