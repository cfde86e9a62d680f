import { MINUTE } from '../../base/clock.ts';
import type { Context } from '../context.ts';
import { noteReadBack, type ReadBack } from './gap-notes.ts';
import { forgetMissed, type Missed, markAsked, pagesOfMissed } from './missed.ts';

/** GitHub delivers within seconds; what did not arrive by then is fetched. */
const PATIENCE = MINUTE;

/**
 * Missed webhooks come back, the oldest first. What failed is redelivered once: then GitHub's log says so too. What GitHub
 * thinks we have, and what did not arrive, is fetched from the log: a request of a fifth of a redelivery's weight, which
 * needs no open door. Resolves to how many are still awaited.
 */
export async function readBack(context: Context, keepLease: () => Promise<void>): Promise<number> {
  let awaited = 0;
  for await (const batch of pagesOfMissed(context)) {
    const known = await context.store.deliveries.known(batch.map(({ guid }) => guid));
    for (const missed of batch) {
      if (known.has(missed.guid)) await settle(context, missed, missed.askedAt === null ? {} : { redelivered: 1 });
      else if (!(await bringBack(context, missed))) awaited += 1;
    }
    await keepLease();
  }
  return awaited;
}

/** False: GitHub was asked to deliver it again. */
async function bringBack(context: Context, missed: Missed): Promise<boolean> {
  const { askedAt, isAnswered } = missed;
  if (askedAt !== null && context.clock.now() - askedAt < PATIENCE) return false;
  if (askedAt === null && !isAnswered && (await context.forge.hook.redeliver(missed.id))) {
    await markAsked(context, missed);
    return false;
  }
  await settle(context, missed, (await fetchPayload(context, missed)) ? { fetched: 1 } : { lost: 1 });
  return true;
}

/** Through the same door as a webhook, under the same GUID: if it arrives as well, it is there once. */
async function fetchPayload({ forge, store }: Context, { id, at, ...delivery }: Missed): Promise<boolean> {
  const payload = await forge.hook.payload(id);
  if (payload === null) return false;
  const { guid, event, action, installation } = delivery;
  await store.deliveries.accept([{ guid, event, action, installation, payload, receivedAt: at }]);
  return true;
}

/** Counted first: the name counts once, and what is not forgotten comes again. */
async function settle(context: Context, missed: Missed, counts: Omit<ReadBack, keyof Missed>): Promise<void> {
  const { guid, installation, repository } = missed;
  if (Object.keys(counts).length > 0)
    await noteReadBack(context, `delivery:${guid}`, { installation, repository, at: missed.at, ...counts });
  if ('lost' in counts) context.log.error({ guid, event: missed.event }, 'A webhook is lost: GitHub keeps it no more');
  await forgetMissed(context, missed);
}
