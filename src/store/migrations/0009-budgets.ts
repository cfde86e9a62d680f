/** Never changed once it was released: what changes afterwards is a migration of its own. */
export const budgets = `
-- What an installation has used of GitHub's limits, as JSON that src/github/budget makes; processes change it one at a
-- time. It is worth nothing after an hour.
create table countersign.budget (
  name text primary key,
  book text not null,
  at bigint not null
) with (fillfactor = 50);
`;
