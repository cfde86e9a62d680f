/** Never changed once it was released: what changes afterwards is a migration of its own. */
export const entryTerms = `
-- What entries are found by: numbers that src/ledger/entry-terms.ts makes of what they say. Narrow on purpose, for there
-- are some ten rows an entry: no row refers to its ledger, and an index above 2^31 is refused, centuries from now.
create table countersign.entry_term (
  term bigint not null,
  -- Of the entry, in milliseconds.
  time bigint not null,
  ledger integer not null,
  index integer not null,
  primary key (term, time, ledger, index)
);

-- How far each ledger's entries are in it; no row: not at all.
create table countersign.terms_written (
  ledger bigint primary key references countersign.ledger (id),
  size bigint not null
);
`;
