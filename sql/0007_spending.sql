-- What providers were paid, and what is set aside for calls under way. Days are those of UTC, by the clock of the database:
-- processes whose clocks differ share one budget. See store/spending.ts.
create table spending (
  day             date not null,
  -- Id of the key, API_KEY or ADMIN_KEY; `open` without a key; `sync` for posts.
  key             text not null,
  -- 0: several sites at once. Without foreign keys: what was paid stays paid when a site or a key is gone.
  site_id         int not null,
  kind            text not null check (kind in ('answer', 'rewrite', 'question', 'passages', 'rerank')),
  requests        bigint not null default 0,
  input_tokens    bigint not null default 0,
  output_tokens   bigint not null default 0,
  -- Of these, tokens of models whose price nobody knows: they are not in `usd`.
  unpriced_tokens bigint not null default 0,
  -- To the billionth of a dollar: a short question costs less than a millionth.
  usd             numeric(18, 9) not null default 0,
  primary key (day, key, site_id, kind)
);

-- One row a day, so that "is there enough left" and "set it aside" are one statement.
create table budget_days (
  day          date primary key,
  spent_usd    numeric(18, 9) not null default 0,
  -- For calls under way. What a process had set aside when it was killed stays here: it may have been charged.
  reserved_usd numeric(18, 9) not null default 0
);
