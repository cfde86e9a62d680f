import { DAY, type Instant } from '../../base/clock.ts';
import type { Actor } from '../../ledger/terms.ts';
import type { Context } from '../context.ts';
import { toJson } from '../stages/evidence.ts';
import { refDigestOf } from '../stages/known-policies.ts';

/** A push to a branch with a policy, of which the ledger does not tell yet. In rows: the push is told once it was kept. */
export interface Pushed {
  /** Numeric id. */
  readonly repository: number;
  /** Short name. */
  readonly branch: string;
  readonly isDefault: boolean;
  /** Null: there was no such branch before, or there is none any more; one of them is there. */
  readonly before: string | null;
  readonly after: string | null;
  readonly actor: Pick<Actor, 'id' | 'type'>;
  /** When we heard of it. */
  readonly at: Instant;
  readonly guid: string;
  /** False: it brought no change to a workflow file; not there: nobody said. */
  readonly mayTouchWorkflows?: boolean;
  /** When it happened, in whole seconds; not there: GitHub does not say. */
  readonly movedAt?: Instant;
  /** No webhook told of it: the repository's activity does. */
  readonly isReadBack?: true;
}

type Kept = Pick<Context, 'store' | 'clock'>;

const SCOPE = 'pushed';
/** Keys are forgotten by their beginning. */
const keyOf = ({ repository, branch, guid }: Pushed): string => `${repository}:${refDigestOf(branch)}:${guid}.`;

/** Safe to repeat: of the same webhook there is one. */
export async function notePushed({ store }: Pick<Kept, 'store'>, pushed: Pushed): Promise<void> {
  await store.memory.set(SCOPE, keyOf(pushed), toJson(pushed), pushed.at);
}

/** Of one repository, oldest first. */
export async function listPushed({ store }: Pick<Kept, 'store'>, repository: number): Promise<readonly Pushed[]> {
  const rows = await store.memory.list(SCOPE, `${repository}:`);
  return rows
    .map(({ value }) => value as unknown as Pushed)
    .toSorted((a, b) => a.at - b.at || (a.movedAt ?? 0) - (b.movedAt ?? 0));
}

export async function forgetPushed({ store }: Pick<Kept, 'store'>, pushed: Pushed): Promise<void> {
  await store.memory.forget(SCOPE, keyOf(pushed));
}

/** The repository is not there any more, or the app is not in it. */
const KEPT = 30 * DAY;

/** Repositories of which something is left to tell. */
export async function pushedTo({ store, clock, log }: Kept & Pick<Context, 'log'>): Promise<readonly number[]> {
  const found = new Set<number>();
  for (const { value } of await store.memory.list(SCOPE, '')) {
    const pushed = value as unknown as Pushed;
    const { repository, before, after } = pushed;
    if (clock.now() - pushed.at < KEPT) found.add(repository);
    else {
      log.error({ repository, before, after }, 'A push was never told in the ledger: its repository cannot be reached');
      await forgetPushed({ store }, pushed);
    }
  }
  return [...found];
}
