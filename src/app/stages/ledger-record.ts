import { toBytes } from '../../base/bytes.ts';
import { isJsonObject } from '../../base/json.ts';
import { parseEntry } from '../../ledger/entry.ts';
import type { Result } from '../../policy/verdict.ts';
import type { Context } from '../context.ts';
import { type QuorumState, quorumOf } from './quorum.ts';
import type { Remembered } from './remembered.ts';

/** Keys are forgotten by their beginning: 1 must not be the beginning of 12. */
export function problemKey(ledger: number): string {
  return `${ledger}.`;
}

/** Does the decision stand on the branch? */
export type LedgerRecord =
  | {
      readonly state: 'recorded';
      readonly index: number;
      readonly size: number;
      readonly root: string;
      readonly origin: string;
      readonly url: string;
      readonly quorum: QuorumState;
    }
  | { readonly state: 'waiting'; readonly notice: string | null };

export async function findRecord(
  context: Context,
  decision: Remembered['decision'],
  result: Result,
): Promise<LedgerRecord> {
  if (decision === null) return { state: 'waiting', notice: null };
  // In the ledger that has it, also when the repository is recorded elsewhere by now.
  const recorded = await context.store.ledgers.onBranch(decision.ledger, decision.entry);
  if (recorded === null) return { state: 'waiting', notice: await noticeOf(context, decision.ledger) };
  const { index, size, root, origin, repository } = recorded;
  if (verdictOf(recorded.bytes) !== result) return { state: 'waiting', notice: null };
  const url = `${context.config.site}/${repository.owner}/${repository.name}`;
  const quorum = await quorumOf(context, { id: decision.ledger }, index);
  return { state: 'recorded', index, size, root, origin, url, quorum };
}

/** What the entry itself says: a green is never shown on an entry that says no, however it came under this id. */
function verdictOf(bytes: string): string | null {
  const { predicate } = parseEntry(toBytes(bytes)).statement;
  const decision = isJsonObject(predicate) ? predicate['countersign_decision'] : null;
  const verdict = isJsonObject(decision) ? decision['verdict'] : null;
  return typeof verdict === 'string' ? verdict : null;
}

async function noticeOf(context: Context, ledger: number): Promise<string | null> {
  const problem = (await context.store.memory.get('ledger-problem', problemKey(ledger)))?.value;
  const code = isJsonObject(problem) ? problem['code'] : null;
  if (typeof code !== 'string') return null;
  return `The decision could not be recorded yet (${code}), so nothing passes. Countersign keeps trying; see docs/errors/${code}.md.`;
}
