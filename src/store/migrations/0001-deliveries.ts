/** Never changed once it was released: what changes afterwards is a migration of its own. */
export const deliveries = `
create function countersign.clock() returns bigint language sql volatile
  as $$ select (extract(epoch from clock_timestamp()) * 1000)::bigint $$;

create table countersign.delivery (
  id bigint generated always as identity primary key,
  guid text not null unique,
  event text not null,
  action text,
  installation bigint,
  payload text,
  size integer not null,
  received_at bigint not null,
  dispatched_at bigint,
  failed text
);
create index delivery_waiting on countersign.delivery (id) where dispatched_at is null;
create index delivery_dispatched on countersign.delivery (dispatched_at) where dispatched_at is not null;

create table countersign.push (
  id bigint generated always as identity primary key,
  repository bigint not null,
  ref text not null,
  before text not null,
  after text not null,
  commits text[] not null,
  pusher text not null,
  at bigint not null,
  guid text not null,
  unique (guid, ref)
);
create table countersign.push_commit (
  repository bigint not null,
  oid text not null,
  push bigint not null references countersign.push (id) on delete cascade,
  primary key (repository, oid, push)
);
create index push_commit_push on countersign.push_commit (push);
`;
