import { SECOND } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { Totals, Transfer } from '../../store/store.ts';
import { VERSION } from '../version.ts';

/** Whoever asked writes what comes to a disk. Until they took it all, an embedded database serves nobody else. */
const PATIENCE = 20 * SECOND;

interface Needs {
  readonly store: { readonly transfer: Transfer };
}

/** Request: nothing. Answer: `{text}` each, together the lines of the export; then `{totals}`. */
export async function* exportData({ store }: Needs, _request: JsonObject): AsyncGenerator<Json> {
  const { readable, writable } = new TransformStream<string, string>();
  const making = make(store.transfer, writable.getWriter());
  try {
    // Whoever stops reading cancels the stream: the next piece cannot be written, and the transaction ends.
    for await (const text of readable) yield { text };
  } finally {
    await making;
  }
  const totals = await making;
  if (totals !== null) yield { totals: { ...totals } };
}

/** Null: it failed, as the reader of the stream is told. */
async function make(transfer: Transfer, writer: WritableStreamDefaultWriter<string>): Promise<Totals | null> {
  try {
    const totals = await transfer.export({ version: VERSION, write: async (text) => await taken(writer.write(text)) });
    await writer.close();
    return totals;
  } catch (error) {
    await writer.abort(error).catch(() => undefined);
    return null;
  }
}

/** Somebody who stopped reading, but is there, must not hold the database. */
async function taken(written: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Fault('control.unavailable', 'The export was broken off: nobody took what came of it'));
    }, PATIENCE);
  });
  try {
    await Promise.race([written, over]);
  } finally {
    clearTimeout(timer);
  }
}
