-- Who reads what. Readers are mapped by the login that authenticated (session_user), or by a role that it is a member
-- of: `set role` changes nothing. Without a row in meta.readers nobody sees anything.
create or replace function meta.reads(what text) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
with recursive mine as (
    select readers.agency_id, readers.unit_id
    from meta.readers join pg_catalog.pg_roles on pg_roles.rolname = readers.reader
    where pg_catalog.pg_has_role(session_user, pg_roles.oid, 'member')
),
tree as (
    select units.agency_id, units.unit_id, units.parent_unit_id
    from meta.units
    join (select agency_id, max(month) as month from meta.units group by agency_id) as latest
        using (agency_id, month)
    where units.agency_id in (select agency_id from mine)
),
below as (
    select agency_id, unit_id from mine where unit_id is not null
    union
    select tree.agency_id, tree.unit_id
    from tree join below on tree.agency_id = below.agency_id and tree.parent_unit_id = below.unit_id
)
select coalesce(array_agg(told), '{}')
from (
    select agency_id from mine where what = 'place' or (what = 'agency' and unit_id is null)
    union
    select agency_id || '/' || unit_id from below where what = 'unit'
) as found (told)
$$;
revoke all on function meta.reads(text) from public;
comment on function meta.reads(text) is 'agency: agencies that the reader sees whole; unit: agency_id/unit_id that the reader sees; place: agencies of both';
comment on schema payroll is 'What releases hold; never a preview';
comment on schema bi is 'Tables for BI: pseudonyms, groups of at least k people';
comment on schema hr is 'What the personnel office works with, of computed months, released or not';
comment on schema meta is 'Who reads what, and what was published; readers have no rights here';
comment on table meta.readers is 'one row per reader and place: a login or a role, an agency, and a unit with those below it or null for all';
comment on table meta.published is 'one row per table, month and agency: what was written last';
comment on table meta.definition is 'one row: hash of the statements that made the tables'
