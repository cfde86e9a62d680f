import { isJsonObject } from '../../base/json.ts';
import type { StoredSubject } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Remembered } from './remembered.ts';

/** Does the decision stand on the branch? */
export type LedgerRecord =
  | {
      readonly state: 'recorded';
      readonly index: number;
      readonly size: number;
      readonly root: string;
      readonly url: string;
    }
  | { readonly state: 'waiting'; readonly notice: string | null };

export async function findRecord(
  context: Context,
  { subject }: StoredSubject,
  decision: Remembered['decision'],
): Promise<LedgerRecord> {
  if (decision === null) return { state: 'waiting', notice: null };
  const { ledgers } = context.store;
  const index = await ledgers.indexOf(decision.ledger, decision.entry);
  const ledger = await ledgers.ofRepository(subject.repository.id);
  const size = ledger?.published.size ?? 0;
  if (ledger === null || index === null || index >= size)
    return { state: 'waiting', notice: await noticeOf(context, decision.ledger) };
  const checkpoint = await ledgers.checkpoint(ledger.id, size);
  if (checkpoint === null) return { state: 'waiting', notice: null };
  const { owner, name } = ledger.repository;
  return { state: 'recorded', index, size, root: checkpoint.root, url: `${context.config.site}/${owner}/${name}` };
}

async function noticeOf(context: Context, ledger: number): Promise<string | null> {
  const problem = (await context.store.memory.get('ledger-problem', String(ledger)))?.value;
  const code = isJsonObject(problem) ? problem['code'] : null;
  if (typeof code !== 'string') return null;
  return `The decision could not be recorded yet (${code}), so nothing passes. Countersign keeps trying; see docs/errors/${code}.md.`;
}
