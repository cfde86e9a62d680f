import type { Database } from './database.ts';
import type { LandingPlace, LinkIndex } from './store.ts';

/** How branches grew. */
export function landingLinks(
  database: Database,
): Pick<LinkIndex, 'landings' | 'landingsAt' | 'inRun' | 'below' | 'joints' | 'tips'> {
  return {
    landings: async (ledger, indexes) =>
      await database.query<LandingPlace>(
        'select index, run from countersign.landing where ledger = $1 and index = any($2::integer[]) order by index',
        [ledger, indexes],
      ),
    landingsAt: async (ledger, repository, commit) =>
      await database.query<LandingPlace>(
        `select index, run from countersign.landing where ledger = $1 and repository = $2 and before = $3
         union select index, run from countersign.landing where ledger = $1 and repository = $2 and after = $3
         order by index`,
        [ledger, repository, commit],
      ),
    inRun: async (ledger, run, { from, to }) => {
      const rows = await database.query<{ index: number }>(
        `select index from countersign.landing
         where ledger = $1 and run = $2 and index between $3 and $4 order by index`,
        [ledger, run, from, to],
      );
      return rows.map(({ index }) => index);
    },
    below: async (ledger, run) => {
      const [row] = await database.query<LandingPlace>(
        `select p.index, p.run from ${JOINT} where s.ledger = $1 and s.index = $2 and ${IS_JOINT}
         order by p.index desc limit 1`,
        [ledger, run],
      );
      return row ?? null;
    },
    joints: async (ledger, repository) => {
      const rows = await database.query<LandingPlace & { readonly start: number }>(
        `select s.index as start, p.index, p.run from ${JOINT} where s.ledger = $1 and s.repository = $2 and ${IS_JOINT}
         order by s.index, p.index`,
        [ledger, repository],
      );
      return rows.map(({ start, index, run }) => ({ run: start, on: { index, run } }));
    },
    tips: async ({ ledger, repository, landings }, commits) => {
      const rows = await database.query<{ after: string }>(
        `select distinct l.after from countersign.landing l
         join unnest($4::integer[], $5::integer[]) as h (run, low) on l.run = h.run and l.index >= h.low
         where l.ledger = $1 and l.repository = $2 and l.after = any($3::text[]) order by l.after`,
        [ledger, repository, commits, landings.map(({ run }) => run), landings.map(({ index }) => index)],
      );
      return rows.map(({ after }) => after);
    },
  };
}

const JOINT = `countersign.landing s
  join countersign.landing p on p.ledger = s.ledger and p.repository = s.repository and p.after = s.before`;

/** A run whose first landing took commits away holds nothing of what was there before. */
const IS_JOINT = 's.run = s.index and not s.cut and p.branch = s.branch and p.index < s.index';
