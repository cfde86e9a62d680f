import { ledgerSubject } from '../../ledger/build.ts';
import type { AlertCode } from '../../ledger/entries/alert.ts';
import { actOf } from '../../ledger/rotation.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { addAlert } from './alert.ts';
import { addLedgerAct } from './ledger-acts.ts';
import { newestOwnAct } from './own-acts.ts';

/** What somebody else did to the branch of the ledger, or of its evidence. */
export interface Repair {
  readonly code: Extract<AlertCode, `branch.${string}` | `evidence.${string}`>;
  /** The head that we left; null: none. */
  readonly before: string | null;
  /** The head that was found; null: the branch is gone. */
  readonly found: string | null;
  readonly commits: readonly string[];
  readonly restored: number;
}

const MOST_COMMITS = 20;

/**
 * Two entries, pending before the branch is touched: if we die in between, they are said all the same. The repair makes
 * the strangers' commits known to whoever verifies; the alert stays open until a person has looked.
 */
export async function sayRepair(context: Context, ledger: LedgerState, repair: Repair): Promise<void> {
  const { code, before, found, commits, restored } = repair;
  context.log.error(
    { ledger: ledger.id, origin: ledger.origin, code, found, restored, commits },
    `Somebody else changed the ${code.startsWith('evidence.') ? 'evidence' : 'ledger'} branch`,
  );
  const named = commits.slice(0, MOST_COMMITS);
  const said =
    (await repairOf(context, ledger, repair)) ??
    (await addLedgerAct(context, ledger, { act: 'repair', code, found, commits: named, restored }));
  await addAlert(context, ledger, {
    code,
    about: ledgerSubject(ledger.origin),
    // As long as it cannot be put right, this is the same irregularity; the same hand on the mended branch is another.
    key: `${before ?? ''}:${found ?? ''}`,
    from: [said],
    details: { found, commits: named, counts: { restored } },
  });
}

/** As long as the branch cannot be put right, each attempt finds the same: it is said once. */
async function repairOf(
  context: Context,
  ledger: LedgerState,
  { code, found }: Pick<Repair, 'code' | 'found'>,
): Promise<string | null> {
  const newest = await newestOwnAct(context, ledger);
  if (newest === null || newest.index !== null) return null;
  const act = actOf(newest.statement);
  return act?.['act'] === 'repair' && act['code'] === code && act['found'] === found ? newest.id : null;
}
