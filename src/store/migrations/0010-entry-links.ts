/** Never changed once it was released: what changes afterwards is a migration of its own. */
export const entryLinks = `
-- What an index needs for a story to be told of a ledger that nobody reads whole (src/ledger/trace/entry-links.ts). As narrow
-- as entry_term, and made again of the entries as that is.

-- By which names the entries of a ledger call a repository: terms of them.
create table countersign.repository_name (
  ledger integer not null,
  name bigint not null,
  repository bigint not null,
  primary key (ledger, name, repository)
);

-- How branches grew. A run is a row of landings each of which begins where the one before it ended, and nowhere else where
-- its branch had been: what one of them brought, all that follow in its run hold. It is named by the index of its first.
create table countersign.landing (
  ledger integer not null,
  repository bigint not null,
  branch text not null,
  index integer not null,
  run integer not null,
  before text,
  after text,
  cut boolean not null,
  primary key (ledger, index)
);
create index landing_branch on countersign.landing (ledger, repository, branch, index);
create index landing_before on countersign.landing (ledger, repository, before);
create index landing_after on countersign.landing (ledger, repository, after);
create index landing_run on countersign.landing (ledger, run, index);
create index landing_start on countersign.landing (ledger, repository, index) where run = index;

-- What was deployed where: a row of run and landing -1 for each entry, and one for each run in which its commit is the tip
-- of a landing, so that nobody joins them while somebody waits.
create table countersign.deploying (
  ledger integer not null,
  repository bigint not null,
  environment text not null,
  since bigint not null,
  index integer not null,
  run integer not null,
  landing integer not null,
  stage text not null,
  commit text not null,
  primary key (ledger, repository, environment, since, index, run)
);
create index deploying_commit on countersign.deploying (ledger, repository, commit);
create index deploying_landing on countersign.deploying (ledger, run, landing);
create index deploying_early on countersign.deploying (ledger, run) where landing > index;

-- What was filed before has none of this: all of it is filed again.
truncate countersign.entry_term, countersign.terms_written;
`;
