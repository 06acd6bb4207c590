-- What an incremental sync has to remember between runs.

-- Host and process of the run that holds the lease: one that is gone from this machine is taken over at once.
alter table sites add column lease_owner text;

alter table documents
  -- Since when, and by how many complete listings in a row, the post was not listed: three that agree over a day remove
  -- what a single one may not.
  add column missing_since timestamptz,
  add column missing_sweeps int not null default 0,
  -- When its body was last read: the oldest are read again night by night, for changes that move no time stamp.
  add column fetched_at timestamptz not null default now();

create index documents_fetched_at on documents (site_id, fetched_at);

-- What the last look at a type's listing showed.
create table listings (
  site_id  int not null references sites (id) on delete cascade,
  type     text not null,
  -- What the site says there are, and how many of them it then leaves out by permission.
  total    int not null,
  dropped  int not null,
  -- Newest modified_gmt, as listed.
  newest   text not null,
  swept_at timestamptz not null,
  primary key (site_id, type)
);

-- Seconds from an edit to the moment searches found it.
create table freshness (
  site_id int not null references sites (id) on delete cascade,
  id      bigint generated always as identity,
  seconds real not null,
  at      timestamptz not null default now(),
  primary key (site_id, id)
);
