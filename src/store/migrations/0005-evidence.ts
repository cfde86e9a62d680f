/** Never changed once it was released: what changes afterwards is a migration of its own. */
export const evidence = `
-- What was stored before there was a branch for it waits to be published, as the oldest.
alter table countersign.evidence add column state text not null default 'waiting'
  check (state in ('waiting', 'published', 'withheld', 'unread', 'erased'));
alter table countersign.evidence add column stored_at bigint not null default 0;
create index evidence_open on countersign.evidence (state, ledger, stored_at) where state in ('waiting', 'unread');
create index evidence_newest on countersign.evidence (ledger, md5(subject), part, stored_at);

-- One branch for all ledgers of a repository, one after the other.
create table countersign.evidence_branch (
  repository bigint primary key,
  -- The commit under which every published piece stands, and no other; null: none yet.
  head text,
  published_at bigint,
  -- Erasures so far, and how many of them the branch has followed: until then erased pieces may stand in its history.
  erasures bigint not null default 0,
  purged bigint not null default 0,
  -- Something stands there that is nobody's.
  untidy boolean not null default false,
  lease_number bigint not null default 0,
  lease_owner text,
  lease_until bigint
) with (fillfactor = 70);
`;
