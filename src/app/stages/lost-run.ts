import type { Subject } from '../../ledger/terms.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { ABOUT_TO_CREATE } from './existing-run.ts';
import { subjectText } from './known-policies.ts';

const ADOPTED = 'ledger-adopted';
/** Keys are forgotten by their beginning: 1 must not be the beginning of 12. */
const keyOf = ({ id }: LedgerState): string => `${id}.`;

const UNTOLD = 'ledger-adopted-untold';

/**
 * Entries below this size were taken over from the branch, and the check runs that tell of them were forgotten. Nobody has
 * told this ledger yet since when nothing was watched.
 */
export async function rememberAdopted(context: Context, ledger: LedgerState, size: number): Promise<void> {
  await context.store.memory.set(ADOPTED, keyOf(ledger), size, context.clock.now());
  await context.store.memory.set(UNTOLD, keyOf(ledger), ledger.id, context.clock.now());
}

/** Ids of ledgers that were taken over, or are about to be, and were not told. */
export async function untoldLedgers({ store }: Pick<Context, 'store'>): Promise<readonly number[]> {
  return (await store.memory.list(UNTOLD, '')).map(({ value }) => Number(value));
}

export async function markTold({ store }: Pick<Context, 'store'>, id: number): Promise<void> {
  await store.memory.forget(UNTOLD, `${id}.`);
}

/** How many entries of this ledger were taken over; null: the database lost none of it. */
export async function adoptedSize({ store }: Pick<Context, 'store'>, ledger: LedgerState): Promise<number | null> {
  const adopted = (await store.memory.get(ADOPTED, keyOf(ledger)))?.value;
  return typeof adopted === 'number' ? adopted : null;
}

interface Run {
  readonly ledger: LedgerState;
  /** Id of the repository that the commit is in. */
  readonly repository: number;
  /** The commit, as its decisions name it. */
  readonly about: Subject;
  readonly head: string;
  readonly checkName: string;
}

/**
 * A commit that the adopted entries decide about has a check run of which the database knows nothing. It is marked as a
 * success that may exist: so it is looked for before another one is made, and recalled where it no longer holds.
 */
export async function markLostRun(
  context: Context,
  { ledger, repository, about, head, checkName }: Run,
): Promise<void> {
  const { reports, ledgers } = context.store;
  const adopted = await adoptedSize(context, ledger);
  if (adopted === null) return;
  if ((await reports.read(repository, head, checkName)) !== null) return;
  const decided = await ledgers.newestOf(ledger.id, subjectText(about), 'decision');
  if (decided === null || decided.index === null || decided.index >= adopted) return;
  await reports.write({ repository, head, checkName, runId: ABOUT_TO_CREATE, conclusion: 'success', digest: '' });
}
