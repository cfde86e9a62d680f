/** Never changed once it was released: what changes afterwards is a migration of its own. */
export const backlog = `
-- Subjects that are to be judged again when their turn comes. They need not be known as subjects yet.
create table countersign.backlog (
  key text primary key,
  kind text not null,
  installation bigint not null,
  repository bigint not null,
  owner text not null,
  name text not null,
  number integer,
  -- Its place among those that wait.
  since bigint not null,
  -- When it was wished for last: whatever touched the subject later has made the wish come true.
  at bigint not null
) with (fillfactor = 70);
create index backlog_turn on countersign.backlog (installation, since, number desc nulls last, key);

-- How many left the backlog, and when, within the last minute: JSON [[at, count], …].
create table countersign.backlog_pace (
  installation bigint primary key,
  slices text not null
);
`;
