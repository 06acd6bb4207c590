-- When the epoch rose last. A backup that is restored takes the epoch back and it rises again over other changes: together
-- with the time it names one state and no other, for what other processes and caches remember of it.
alter table sites add column changed_at timestamptz not null default clock_timestamp();
