import { isJsonObject } from '../../base/json.ts';
import type { Context } from '../context.ts';
import { toJson } from '../stages/evidence.ts';
import { adoptedSize, markTold, untoldLedgers } from '../stages/lost-run.ts';
import { firstWatched } from './alive.ts';
import type { Gap } from './gaps.ts';
import { recordGapsIn, type Saying } from './record-gap.ts';

/**
 * A ledger that was taken over from its branch after the gaps were recorded: it hears of them as well, however late. Its
 * repository may have rested for months when the database was lost.
 */

const SAID = 'gap-said';

export async function isAnyOwed(context: Pick<Context, 'store'>): Promise<boolean> {
  return (await untoldLedgers(context)).length > 0;
}

/** What the ledgers that are there were told; those that come later are told the same of what concerned everybody. */
export async function rememberSaid({ store, clock }: Context, { gaps, unread }: Saying): Promise<void> {
  const common = gaps.filter(({ about }) => about === null);
  if (common.length > 0) await store.memory.set(SAID, 'last', toJson({ gaps: common, unread }), clock.now());
}

export async function recordOwed(context: Context): Promise<void> {
  const untold = await untoldLedgers(context);
  if (untold.length === 0) return;
  const saying = await whatToSay(context);
  for (const id of untold) {
    const ledger = await context.store.ledgers.read(id);
    // Whoever was about to take it over died: it comes to that again.
    if (ledger !== null && ledger.decided.size < ((await adoptedSize(context, ledger)) ?? 0)) continue;
    if (ledger !== null && saying !== null) await recordGapsIn(context, ledger, saying);
    await markTold(context, id);
  }
}

/** Where nothing was missed nothing was said; that the database was lost is said all the same. */
async function whatToSay(context: Context): Promise<Saying | null> {
  const kept = (await context.store.memory.get(SAID, 'last'))?.value;
  const said = isJsonObject(kept) ? (kept as unknown as Saying) : null;
  const to = await firstWatched(context);
  if (to === null || said?.gaps.some(({ from }) => from === null) === true) return said;
  const lost: Gap = { from: null, to, why: ['database-lost'], about: null, parts: [] };
  return { gaps: [lost, ...(said?.gaps ?? [])], unread: said?.unread ?? null };
}
