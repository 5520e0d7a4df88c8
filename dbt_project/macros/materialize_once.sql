{# Every run has a fresh database, so a relation is made once and in place: the renames, backups and drops of
   dbt's own materializations would only cost time, a fifth of a small month. #}
{% materialization table, adapter="duckdb", supported_languages=["sql"] %}
    {%- set relation = this.incorporate(type="table") -%}
    {{ drop_earlier(relation) }}
    {% call statement("main", language="sql") -%}
        {{ create_table_as(False, relation, sql) }}
    {%- endcall %}
    {% do adapter.commit() %}
    {{ return({"relations": [relation]}) }}
{% endmaterialization %}

{% materialization view, adapter="duckdb" %}
    {%- set relation = this.incorporate(type="view") -%}
    {{ drop_earlier(relation) }}
    {% call statement("main") -%}
        {{ create_view_as(relation, sql) }}
    {%- endcall %}
    {% do adapter.commit() %}
    {{ return({"relations": [relation]}) }}
{% endmaterialization %}

{# Only a developer builds twice in one database. #}
{% macro drop_earlier(relation) %}
    {%- set earlier = load_cached_relation(relation) -%}
    {% if earlier is not none %}{% do adapter.drop_relation(earlier) %}{% endif %}
{% endmacro %}
