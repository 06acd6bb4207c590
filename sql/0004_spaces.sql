-- A change of the embedding model fills a space of its own while the old one answers, and a change of how posts are
-- read shows on each document. See docs/decisions/0003-spaces.md.
alter table spaces
  -- active: questions are asked of it. building: filled to follow it. retired: kept for the way back, then dropped.
  add column state text not null default 'retired' check (state in ('building', 'active', 'retired')),
  -- Those its model knows; null when it knows them all. Passages in others never get a vector in it.
  add column languages text[],
  -- Left by hand: not taken up again by itself while the configuration still names it.
  add column is_declined boolean not null default false,
  add column activated_at timestamptz,
  add column retired_at timestamptz;

-- Of the spaces made before, the one with the most vectors is the one in use.
update spaces set retired_at = now(), languages = case when model like 'builtin-%-en' then array['en'] end;
update spaces set state = 'active', activated_at = now(), retired_at = null
 where id = (select s.id from spaces s
              order by (select count(*) from vectors v where v.space_id = s.id) desc, s.id desc limit 1);

alter table spaces alter column state drop default;
-- One space answers, and one at most is on its way.
create unique index spaces_one_of_a_state on spaces (state) where state <> 'retired';

-- What cleaned and cut the document, see content/hash.ts; empty when it was never read.
alter table documents add column pipeline_version text not null default '';
