/** Never changed once it was released: what changes afterwards is a migration of its own. */
export const scopes = `
-- What the ledger serves: its own repository, or all of an installation ('organization').
alter table countersign.ledger add column scope text not null default 'repository';
-- A repository has another ledger after one whose key was lost.
alter table countersign.ledger add column generation integer not null default 1;
-- Origin of the ledger that goes on for what this one served; null: it goes on itself.
alter table countersign.ledger add column ended_by text;
alter table countersign.ledger drop constraint ledger_repository_key;
alter table countersign.ledger add constraint ledger_generation unique (repository, generation);

-- Where what is decided about a repository is recorded: in the newest ledger of the repository that hosts it.
create table countersign.ledger_home (
  repository bigint primary key,
  installation bigint not null,
  owner text not null,
  name text not null,
  host bigint not null
);
create index ledger_home_host on countersign.ledger_home (host);
insert into countersign.ledger_home (repository, installation, owner, name, host)
  select repository, installation, owner, name, repository from countersign.ledger;
`;
