-- Ids of webhook messages that were accepted, so that none is taken twice.
create table webhooks (
  id          text primary key,
  received_at timestamptz not null default now()
);

create index webhooks_received_at on webhooks (received_at);
