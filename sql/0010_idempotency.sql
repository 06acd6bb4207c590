-- Requests that came with an Idempotency-Key, and what was answered: who sends one again gets that and nothing is done twice.
create table idempotency (
  -- Whose key of the API it came under: two callers may use the same word.
  caller      text        not null,
  key         text        not null,
  -- SHA-256 of the body: the same word with another body is a mistake of the caller.
  body_hash   bytea       not null,
  -- Null while the first one is being worked on.
  answer      jsonb,
  received_at timestamptz not null default now(),
  primary key (caller, key)
);

create index idempotency_received_at on idempotency (received_at);
