/** Never changed once it was released: what changes afterwards is a migration of its own. */
export const ledgers = `
create table countersign.ledger (
  id bigint generated always as identity primary key,
  installation bigint not null,
  repository bigint not null unique,
  owner text not null,
  name text not null,
  origin text not null unique,
  branch text not null,
  epoch bigint not null default 0,
  lease_owner text,
  lease_until bigint,
  decided_size bigint not null default 0,
  decided_root text not null,
  decided_edge text not null default '[]',
  decided_time bigint not null default 0,
  published_size bigint not null default 0,
  published_head text,
  published_at bigint,
  check (published_size <= decided_size)
) with (fillfactor = 70);

create table countersign.pending (
  position bigint generated always as identity primary key,
  ledger bigint not null references countersign.ledger (id),
  id text not null,
  kind text not null,
  n bigint not null,
  subject text not null,
  reports text,
  statement text not null,
  stored_at bigint not null,
  unique (ledger, id)
);
-- A subject is a text of any length, which an index cannot hold: its hash stands for it.
create index pending_subject on countersign.pending (ledger, md5(subject), kind, n);

create table countersign.entry (
  ledger bigint not null references countersign.ledger (id),
  index bigint not null,
  id text not null,
  kind text not null,
  n bigint not null,
  subject text not null,
  reports text,
  bytes text not null,
  leaf text not null,
  primary key (ledger, index),
  unique (ledger, id)
);
create index entry_subject on countersign.entry (ledger, md5(subject), kind, n);

create table countersign.subtree (
  ledger bigint not null references countersign.ledger (id),
  level integer not null,
  index bigint not null,
  hash text not null,
  primary key (ledger, level, index)
);

create table countersign.checkpoint (
  ledger bigint not null references countersign.ledger (id),
  size bigint not null,
  root text not null,
  note text,
  commit text,
  primary key (ledger, size)
);

create table countersign.evidence (
  ledger bigint not null references countersign.ledger (id),
  digest text not null,
  salt text not null,
  document text not null,
  subject text not null,
  part text not null,
  hash text not null,
  primary key (ledger, digest)
);
create index evidence_part on countersign.evidence (ledger, hash, md5(subject));
`;
