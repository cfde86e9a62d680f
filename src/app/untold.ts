import { DAY, type Instant } from '../base/clock.ts';
import type { Context } from './context.ts';
import { toJson } from './stages/evidence.ts';

/** Something of which a webhook told and the ledger does not tell yet. In rows: it is told once it was kept. */
export interface Untold {
  /** Numeric id. */
  readonly repository: number;
}

type Kept = Pick<Context, 'store'>;

export interface UntoldRows<Row extends Untold> {
  /** Safe to repeat. */
  note(context: Kept, row: Row): Promise<void>;
  /** Of one repository, in the order in which they happened. */
  list(context: Kept, repository: number): Promise<readonly Row[]>;
  forget(context: Kept, row: Row): Promise<void>;
  /** Repositories of which something is left to tell. */
  repositories(context: Kept & Pick<Context, 'clock' | 'log'>): Promise<readonly number[]>;
}

export interface Sort<Row extends Untold> {
  readonly scope: string;
  /** As the log calls one of them. */
  readonly what: string;
  /** Two that have the same name in a repository are one. */
  readonly nameOf: (row: Row) => string;
  readonly heardAt: (row: Row) => Instant;
  /** In which order they happened; that in which they were heard of, where it is not said. */
  readonly happenedAt?: (row: Row) => Instant;
}

/** The repository is not there any more, or the app is not in it. */
const KEPT = 30 * DAY;

/** Rows of one sort. */
export function untoldRows<Row extends Untold>(sort: Sort<Row>): UntoldRows<Row> {
  const { scope, what, nameOf, heardAt, happenedAt = heardAt } = sort;
  /** Keys are forgotten by their beginning. */
  const keyOf = (row: Row): string => `${row.repository}:${nameOf(row)}.`;
  const listBy = async ({ store }: Kept, beginning: string): Promise<readonly Row[]> =>
    (await store.memory.list(scope, beginning)).map(({ value }) => value as unknown as Row);
  const forget = async ({ store }: Kept, row: Row): Promise<void> => await store.memory.forget(scope, keyOf(row));
  return {
    note: async ({ store }, row) => await store.memory.set(scope, keyOf(row), toJson(row), heardAt(row)),
    list: async (context, repository) =>
      (await listBy(context, `${repository}:`)).toSorted(
        (a, b) => happenedAt(a) - happenedAt(b) || heardAt(a) - heardAt(b),
      ),
    forget,
    repositories: async (context) => {
      const found = new Set<number>();
      for (const row of await listBy(context, '')) {
        const { repository } = row;
        if (context.clock.now() - heardAt(row) < KEPT) found.add(repository);
        else {
          const about = { repository, name: nameOf(row) };
          context.log.error(about, `${what} was never told in the ledger: its repository cannot be reached`);
          await forget(context, row);
        }
      }
      return [...found];
    },
  };
}
