-- A database that came out of a backup has posts that were deleted meanwhile. Nothing of a site is served until a sync
-- has seen every document of it listed. See store/restored.ts.
alter table sites add column restored_at timestamptz;

-- Where this database lives. A backup leaves the row out, so a database without it came out of one; a copy of the whole
-- finds itself in another place than is written here. Empty until the first start.
create table installation (
  only_row boolean primary key default true check (only_row),
  -- The server's own identifier, and the number of the database on it.
  place    text not null
);
insert into installation (place) values ('');
