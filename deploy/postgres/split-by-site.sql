-- Splits documents, chunks, postings and vectors into 16 parts by site, for an installation of many sites.
--
--   psql "$DATABASE_URL" --set ON_ERROR_STOP=1 --single-transaction --file split-by-site.sql
--   then let one sync run: it makes the vector indexes anew, one for each part; until then searches compare exactly
--
-- Stop `serve` and `worker` before: the tables are locked and written anew, which takes as long as a restore, and twice
-- their space. There is no way back but a backup. What it gives and what it costs: docs/scaling.md.
do $$
declare
  parts constant int := 16;
  name text;
  old_index text;
  next_id bigint;
begin
  if exists (select from pg_class where relname = 'vectors' and relkind = 'p') then
    raise exception 'the tables are split already';
  end if;
  lock table sites, documents, chunks, postings, vectors in access exclusive mode;
  -- Made anew for each part by the program, under names it knows.
  for old_index in select relname from pg_class where relkind = 'i' and relname ~ '^vectors_space_[0-9]+_(hnsw|bit)$' loop
    execute format('drop index %I', old_index);
  end loop;

  foreach name in array array['documents', 'chunks', 'postings', 'vectors'] loop
    execute format('alter table %I rename to %I', name, name || '_whole');
    execute format(
      'create table %I (like %I including defaults including identity including constraints including indexes including storage)
       partition by hash (site_id)', name, name || '_whole');
    for part in 0 .. parts - 1 loop
      execute format('create table %I partition of %I for values with (modulus %s, remainder %s)',
                     name || '_p' || part, name, parts, part);
      -- Of the column: a partition does not take it over from its parent.
      if name = 'vectors' then
        execute format('alter table %I alter column embedding set storage plain', name || '_p' || part);
      end if;
    end loop;
    if name in ('documents', 'chunks') then
      execute format('select nextval(pg_get_serial_sequence(%L, %L))', name || '_whole', 'id') into next_id;
      execute format('insert into %I overriding system value select * from %I', name, name || '_whole');
      execute format('select setval(pg_get_serial_sequence(%L, %L), %s)', name, 'id', next_id) into next_id;
    else
      execute format('insert into %I select * from %I', name, name || '_whole');
    end if;
  end loop;

  drop table chunks_whole, documents_whole, postings_whole, vectors_whole;
  alter table documents add foreign key (site_id) references sites (id) on delete cascade;
  alter table chunks add foreign key (site_id, document_id) references documents (site_id, id) on delete cascade;
end $$;
analyze documents, chunks, postings, vectors;
