/** Never changed once it was released: what changes afterwards is a migration of its own. */
export const subjects = `
create table countersign.subject (
  key text primary key,
  kind text not null,
  installation bigint not null,
  repository bigint not null,
  owner text not null,
  name text not null,
  number integer,
  generation bigint not null,
  judged bigint not null default 0,
  touched_at bigint not null,
  open boolean not null default true,
  lease_number bigint not null default 0,
  lease_owner text,
  lease_until bigint,
  head text,
  base text,
  check_name text,
  result text,
  verdict text,
  valid_until bigint,
  recorded_digest text
) with (fillfactor = 70);
create index subject_base on countersign.subject (repository, base) where open;
create index subject_head on countersign.subject (repository, head, check_name) where open;
create index subject_installation on countersign.subject (installation) where open;
create index subject_behind on countersign.subject (touched_at) where judged < generation;
create index subject_due on countersign.subject (valid_until) where open and valid_until is not null;

-- The webhooks since the subject's last verdict.
create table countersign.subject_webhook (
  id bigint generated always as identity,
  subject text not null references countersign.subject (key) on delete cascade,
  guid text not null,
  generation bigint not null,
  primary key (subject, guid)
);

create table countersign.public_check (
  repository bigint not null,
  head text not null,
  check_name text not null,
  run_id bigint not null,
  conclusion text,
  digest text not null,
  primary key (repository, head, check_name)
);
create table countersign.report_lease (
  key text primary key,
  owner text not null,
  until bigint not null
);

create table countersign.memory (
  scope text collate "C" not null,
  key text collate "C" not null,
  value text not null,
  at bigint not null,
  primary key (scope, key)
);
`;
