import type { TraceQuestion } from '../../app/control/trace-archive.ts';
import { Fault } from '../../base/fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { toEntryEnvironment } from '../../ledger/environment-name.ts';
import { type TracedEntry, traceEntry } from '../../ledger/trace/traced-entry.ts';
import { ask } from '../control/ask.ts';
import type { Io } from '../io.ts';
import { differ } from './read-difference.ts';
import type { TracedSource } from './traced-source.ts';

interface Place {
  readonly origin: string;
  readonly io: Pick<Io, 'environment'>;
}

/** A ledger in the archive of an app, by its origin. The app reads what the answer needs; nothing there is unreadable. */
export function openTracedArchive({ origin, io }: Place): TracedSource {
  let size = 0;
  const read = async (question: TraceQuestion, repository: string | null): Promise<readonly Item[]> => {
    const request = { origin, repository, question: toJson(question) };
    const items: Item[] = [];
    let isFirst = true;
    for await (const item of ask({ command: 'ledger-trace', request, io })) {
      if (isFirst) size = readSize(item);
      else items.push(readItem(item));
      isFirst = false;
    }
    return items;
  };
  const entries = async (question: TraceQuestion, repository: string | null): Promise<readonly TracedEntry[]> =>
    (await read(question, repository)).map(({ entry }) => entry);
  return {
    from: () => ({ checkpoint: { origin, size }, source: { ref: null, tip: null } }),
    story: async (asked, repository) => ({ lines: await read({ is: 'story', asked }, repository), unreadable: 0 }),
    difference: async ({ repository, environment, from, to }) => {
      const asked = { environment: toEntryEnvironment(environment), from, to };
      const all = await entries({ is: 'difference', ...asked }, repository);
      return { ...differ(all, { environment, from, to, repository: null }), unreadable: 0 };
    },
    running: async (asked, repository) => ({
      entries: await entries({ is: 'running', ...asked }, repository),
      unreadable: 0,
    }),
    shipping: async (shipped, repository) => ({
      entries: await entries({ is: 'shipping', shipped }, repository),
      unreadable: 0,
    }),
    [Symbol.dispose]: () => undefined,
  };
}

function toJson(question: TraceQuestion): JsonObject {
  if (question.is === 'story') return { ...question, asked: { ...question.asked } };
  return question.is === 'shipping' ? { ...question, shipped: { ...question.shipped } } : { ...question };
}

interface Item {
  readonly entry: TracedEntry;
  readonly isReplacement: boolean;
}

function readSize(item: Json): number {
  const { size } = isJsonObject(item) ? item : {};
  if (typeof size === 'number') return size;
  throw new Fault('internal.bug', 'an archive that does not say what it holds');
}

function readItem(item: Json): Item {
  const { index, bytes, isReplacement } = isJsonObject(item) ? item : {};
  if (typeof index === 'number' && typeof bytes === 'string')
    return { entry: traceEntry(index, Buffer.from(bytes)), isReplacement: isReplacement === true };
  throw new Fault('internal.bug', 'an archive that hands out something else than entries');
}
