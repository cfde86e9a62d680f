import { DAY, type Instant } from '../base/clock.ts';
import type { Context } from './context.ts';
import { toJson } from './stages/evidence.ts';

/** Something of which a webhook told and the ledger does not tell yet. In rows: it is told once it was kept. */
export interface Untold {
  /** Numeric id. */
  readonly repository: number;
  /** When we heard of it. */
  readonly at: Instant;
  /** Of the webhook: the same one is the same row. */
  readonly guid: string;
}

type Kept = Pick<Context, 'store'>;

export interface UntoldRows<Row extends Untold> {
  /** Safe to repeat. */
  note(context: Kept, row: Row): Promise<void>;
  /** Of one repository, oldest first. */
  list(context: Kept, repository: number): Promise<readonly Row[]>;
  forget(context: Kept, row: Row): Promise<void>;
  /** Repositories of which something is left to tell. */
  repositories(context: Kept & Pick<Context, 'clock' | 'log'>): Promise<readonly number[]>;
}

/** The repository is not there any more, or the app is not in it. */
const KEPT = 30 * DAY;

/** Rows of one sort. `what`: as the log calls one of them. */
export function untoldRows<Row extends Untold>(scope: string, what: string): UntoldRows<Row> {
  /** Keys are forgotten by their beginning. */
  const keyOf = ({ repository, guid }: Untold): string => `${repository}:${guid}.`;
  const listBy = async ({ store }: Kept, beginning: string): Promise<readonly Row[]> =>
    (await store.memory.list(scope, beginning)).map(({ value }) => value as unknown as Row);
  const forget = async ({ store }: Kept, row: Row): Promise<void> => await store.memory.forget(scope, keyOf(row));
  return {
    note: async ({ store }, row) => await store.memory.set(scope, keyOf(row), toJson(row), row.at),
    list: async (context, repository) => (await listBy(context, `${repository}:`)).toSorted((a, b) => a.at - b.at),
    forget,
    repositories: async (context) => {
      const found = new Set<number>();
      for (const row of await listBy(context, '')) {
        const { repository, guid } = row;
        if (context.clock.now() - row.at < KEPT) found.add(repository);
        else {
          context.log.error(
            { repository, guid },
            `${what} was never told in the ledger: its repository cannot be reached`,
          );
          await forget(context, row);
        }
      }
      return [...found];
    },
  };
}
