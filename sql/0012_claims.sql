-- Who is embedding which text right now: two runs that read the same text, of one site or of two, must not both pay for it.
-- A claim ends by itself. One whose text was embedded is left to lapse, see store/claims.ts.
create table embedding_claims (
  space_id  int not null references spaces (id) on delete cascade,
  text_hash bytea not null,
  -- Host, process and group of texts.
  holder    text not null,
  until     timestamptz not null,
  primary key (space_id, text_hash)
);

create index embedding_claims_holder on embedding_claims (holder);
