import { HOUR } from '../base/clock.ts';
import { asFault } from '../base/fault.ts';
import type { Known } from '../policy/facts.ts';
import type { LedgerState } from '../store/store.ts';
import type { Context } from './context.ts';
import type { BranchProtection } from './ports.ts';

const PROTECTION = 'protection';
/** Keys are forgotten by their beginning: 1 must not be the beginning of 12. */
const keyOf = (ledger: number): string => `${ledger}.`;
/** A look that was due an hour after the last one may come a moment earlier. */
const FRESH = HOUR / 2;

/**
 * Do rules at GitHub protect the ledger's branch? Asked with the hourly look, one request; what is missing is logged after
 * each start and when it is new, and shown on checks from then on. While GitHub fails, what was found last stays.
 */
export async function lookAtProtection(context: Context, ledger: LedgerState): Promise<void> {
  const { memory } = context.store;
  const now = context.clock.now();
  const before = await memory.get(PROTECTION, keyOf(ledger.id));
  const isFirstLook = !context.compared.has(ledger.id);
  if (before !== null && now >= before.at && now - before.at < FRESH) {
    if (isFirstLook && typeof before.value === 'string') say(context, ledger, before.value);
    return;
  }
  try {
    const notice = noticeOf(ledger, await context.forge.repositories.protection(ledger, ledger.branch));
    if (isFirstLook ? notice !== null : notice !== (before?.value ?? null)) say(context, ledger, notice);
    await memory.set(PROTECTION, keyOf(ledger.id), notice, now);
  } catch (error) {
    const { code, message } = asFault(error);
    context.log.info({ ledger: ledger.id, code }, `The rules of a ledger branch could not be read: ${message}`);
  }
}

/** One sentence for everybody who looks at a check; null: protected, or nobody has looked yet. */
export async function protectionNotice({ store }: Pick<Context, 'store'>, ledger: number): Promise<string | null> {
  const found = (await store.memory.get(PROTECTION, keyOf(ledger)))?.value;
  return typeof found === 'string' ? found : null;
}

function say({ log }: Context, { id, origin }: LedgerState, notice: string | null): void {
  if (notice === null) log.info({ ledger: id, origin }, 'The rules that protect the ledger branch are complete');
  else log.warn({ ledger: id, origin }, notice);
}

function noticeOf({ repository, branch, scope }: LedgerState, found: Known<BranchProtection>): string | null {
  const name = `${repository.owner}/${repository.name}`;
  const setup = `npx countersign setup ${name}${scope === 'organization' ? ` --ledger ${name}` : ''}`;
  if (!found.known) {
    return `Whether rules protect the ledger (${branch} of ${name}) is not known: ${found.why.detail}. To find out: ${setup}`;
  }
  const { isReserved, isAppendOnly } = found.value;
  if (isReserved && isAppendOnly) return null;
  if (isAppendOnly)
    return `No rule keeps others than this app from writing to the ledger (${branch} of ${name}): ${setup}`;
  if (isReserved) return `No rule forbids everybody to delete or rewind the ledger (${branch} of ${name}): ${setup}`;
  return `No rules protect the ledger (${branch} of ${name}): whoever may write there may change or delete it, and it would have to be restored. To protect it: ${setup}`;
}
