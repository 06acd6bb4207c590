-- Authors, categories and tags by their id, so that a change of a name, which moves no time stamp, finds its documents.

create table names (
  site_id   int not null references sites (id) on delete cascade,
  kind      text not null check (kind in ('author', 'category', 'tag')),
  wp_id     bigint not null,
  -- Null: asked for, and the site does not show it.
  name      text,
  looked_at timestamptz not null default now(),
  primary key (site_id, kind, wp_id)
);

-- What the names on a document were looked up by; null where that is not known, of documents that were made before.
alter table documents
  add column author_id    bigint,
  add column category_ids bigint[],
  add column tag_ids      bigint[];

-- Start of the last run that looked at names: in ticks they take turns with other looks.
alter table sites add column names_run_at timestamptz;
