-- API keys. What is kept of a key is its HMAC under a pepper: neither this table nor a backup of it opens anything.
create table keys (
  id              int generated always as identity primary key,
  -- secret: for servers. browser: in pages, bound to their origins. ingest: for what tells us of changes.
  kind            text not null check (kind in ('secret', 'browser', 'ingest')),
  name            text not null default '',
  hash            bytea not null unique check (octet_length(hash) = 32),
  -- Which pepper the hash was made with, by its fingerprint.
  pepper          text not null,
  -- Its first and last characters, for people to tell keys apart by.
  hint            text not null,
  scopes          text[] not null,
  origins         text[] not null default '{}',
  -- Null: every site. Without foreign keys: a key for a site that is gone opens nothing, whatever comes after it.
  site_ids        int[],
  -- Null: RATE_LIMIT_PER_MINUTE.
  rate_per_minute int check (rate_per_minute > 0),
  created_at      timestamptz not null default now(),
  expires_at      timestamptz,
  -- Within a minute.
  last_used_at    timestamptz,
  revoked_at      timestamptz,
  -- The key made to follow this one, which stays valid until it expires.
  replaced_by     int references keys (id),
  check (kind <> 'browser' or (cardinality(origins) > 0 and scopes <@ array['search', 'ask'])),
  check (kind <> 'ingest' or scopes = array['ingest'])
);

-- Random texts that the program makes for itself once and every process of the installation shares.
create table secrets (
  name       text primary key,
  value      text not null,
  created_at timestamptz not null default now()
);
