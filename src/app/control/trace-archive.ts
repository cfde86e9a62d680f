import { Fault } from '../../base/fault.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { AskedDifference } from '../../ledger/trace/difference.ts';
import type { AskedEnvironments } from '../../ledger/trace/environments.ts';
import type { Shipped } from '../../ledger/trace/may-ship.ts';
import type { Asked } from '../../ledger/trace/scope.ts';
import type { TracedEntry } from '../../ledger/trace/traced-entry.ts';
import { fileEntries } from '../archive/file-entries.ts';
import { gatherDifference } from '../archive/trace/gather-difference.ts';
import { gatherRunning } from '../archive/trace/gather-running.ts';
import { gatherShipping } from '../archive/trace/gather-shipping.ts';
import { gatherStory } from '../archive/trace/gather-story.ts';
import { KnownEntries } from '../archive/trace/known-entries.ts';
import type { Context } from '../context.ts';

/** What a ledger is asked: a story, what changed in an environment, what runs where, or what is said of something that ships. */
export type TraceQuestion =
  | { readonly is: 'story'; readonly asked: Asked }
  | ({ readonly is: 'difference' } & AskedDifference)
  | ({ readonly is: 'running' } & AskedEnvironments)
  | { readonly is: 'shipping'; readonly shipped: Shipped };

/**
 * Request: `origin` of a ledger, `question` (a TraceQuestion), `repository` (`owner/name`; null: any). Answer: `{size}`, then
 * `{index, bytes}` each of the entries that the answer is made of, rising; of a story those that tell it, with
 * `isReplacement`. Throws Faults `ledger.not-found` and `cli.usage`.
 */
export async function* traceArchive(
  context: Pick<Context, 'store'>,
  { origin, question, repository }: JsonObject,
): AsyncGenerator<Json> {
  if (typeof origin !== 'string' || (repository !== null && typeof repository !== 'string'))
    throw new Fault('cli.usage', 'A ledger is named by its origin, a repository by its name');
  const { links, search } = context.store;
  await fileEntries(context);
  const ledger = await search.ledger(origin);
  if (ledger === null)
    throw new Fault('ledger.not-found', `The archive has no ledger ${JSON.stringify(origin)}`, {
      next: 'Name it as its checkpoint does: github.com/acme/shop. `ledger query --archive` shows them.',
    });
  yield { size: ledger.size };
  const known = await KnownEntries.open({ links, ledger: ledger.id, repository });
  yield* answer(known, question as unknown as TraceQuestion);
}

async function* answer(known: KnownEntries, question: TraceQuestion): AsyncGenerator<Json> {
  const item = (entry: TracedEntry) => ({ index: entry.index, bytes: known.bytesOf(entry) });
  if (question.is === 'story') {
    for (const { entry, isReplacement } of await gatherStory(known, question.asked))
      yield { ...item(entry), isReplacement };
    return;
  }
  if (question.is === 'difference') await gatherDifference(known, question);
  else if (question.is === 'running') await gatherRunning(known, question);
  else await gatherShipping(known, question.shipped);
  for (const entry of known.all()) yield item(entry);
}
