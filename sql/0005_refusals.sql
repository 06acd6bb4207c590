-- Texts that a model will not take, whatever one does. They are found by their words alone, are not sent again, and
-- keep no space from being complete.
create table refusals (
  space_id  int not null references spaces (id) on delete cascade,
  text_hash bytea not null,
  -- In the server's words.
  reason    text not null,
  primary key (space_id, text_hash)
);
