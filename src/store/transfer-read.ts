import { createHash } from 'node:crypto';
import type { Instant } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { QUEUES } from './boss.ts';
import type { QueueName } from './store.ts';
import { EXPORT_FORMAT } from './transfer-export.ts';
import type { ExportHeader, Totals } from './transfer-records.ts';
import { type CarriedTable, isCarried } from './transfer-tables.ts';

/** What is told of a job that waits, runs or was given up: enough to send it anew. */
export interface CarriedJob {
  readonly queue: QueueName;
  readonly key: string;
  readonly data: JsonObject;
  /** 0 first … 9 last. */
  readonly priority: number;
  /** Whose work it is, where that is known. */
  readonly installation: number | null;
  readonly due: Instant;
}

/** An export, read: `begin` first, `end` last, and only when all of it is there and unharmed. */
export type Piece =
  | { readonly kind: 'begin'; readonly header: ExportHeader }
  /** `text`: the row as a JSON object. */
  | { readonly kind: 'row'; readonly table: CarriedTable; readonly text: string }
  | { readonly kind: 'job'; readonly job: CarriedJob }
  | { readonly kind: 'end'; readonly totals: Totals };

/** No row is larger: a webhook has at most 25 MB, and a character of it at most six in JSON. */
export const LONGEST_LINE = 200 * 1024 * 1024;

const ROW = '{"row":';

/**
 * Reads lines, of which none has its line feed any more. What it yields is what the lines say so far; only with `end` is it
 * known that they are all, and the ones that were written. Throws Fault `store.export`, and `store.version` for another format.
 */
export async function* readExport(lines: AsyncIterable<string>): AsyncGenerator<Piece> {
  const hash = createHash('sha256');
  const counted: { rows: Record<string, number>; jobs: number } = { rows: {}, jobs: 0 };
  let header: ExportHeader | null = null;
  let table: CarriedTable | null = null;
  let totals: Totals | null = null;
  for await (const line of lines) {
    if (totals !== null) throw damaged('something stands behind its end');
    if (header === null) {
      header = readHeader(line);
      yield { kind: 'begin', header };
    } else {
      const value = readLine(line);
      if ('row' in value) {
        if (table === null || !isJsonObject(value['row']) || !line.startsWith(ROW)) throw damaged('a row of no table');
        counted.rows[table] = (counted.rows[table] ?? 0) + 1;
        yield { kind: 'row', table, text: line.slice(ROW.length, -1) };
      } else if ('table' in value) {
        table = readTable(value['table']);
        counted.rows[table] = 0;
      } else if ('job' in value) {
        counted.jobs++;
        const job = readJob(value['job']);
        if (job !== null) yield { kind: 'job', job };
      } else {
        totals = readEnd(value['end'], {
          ...counted,
          schema: header.schema,
          at: header.at,
          sha256: hash.digest('hex'),
        });
        continue;
      }
    }
    hash.update(line).update('\n');
  }
  if (totals === null) throw damaged('it was cut off');
  yield { kind: 'end', totals };
}

/** Reads all of it. */
export async function checkExport(lines: AsyncIterable<string>): Promise<Totals> {
  let totals: Totals | null = null;
  for await (const piece of readExport(lines)) if (piece.kind === 'end') ({ totals } = piece);
  if (totals === null) throw damaged('it was cut off');
  return totals;
}

export function damaged(why: string): Fault {
  return new Fault('store.export', `This is no whole export: ${why}`);
}

function readLine(line: string): JsonObject {
  try {
    const value: unknown = JSON.parse(line);
    if (isJsonObject(value)) return value;
  } catch {
    // Said below.
  }
  throw damaged('a line of it cannot be read');
}

function readHeader(line: string): ExportHeader {
  const { countersign, format, version, schema, at } = readLine(line);
  if (countersign !== 'data' || typeof format !== 'number') throw damaged('it does not begin like one');
  if (format !== EXPORT_FORMAT)
    throw new Fault('store.version', `The export has the format ${format}, and this version reads ${EXPORT_FORMAT}`, {
      next: 'Import it with the version that wrote it, or a newer one.',
    });
  if (typeof version !== 'string' || !isCount(schema) || !isCount(at)) throw damaged('it does not begin like one');
  return { version, schema, at };
}

function readTable(name: Json | undefined): CarriedTable {
  if (typeof name === 'string' && isCarried(name)) return name;
  throw damaged('it names a table that there is not');
}

/** Null: of a queue that this version does not have. */
function readJob(value: Json | undefined): CarriedJob | null {
  const { queue, key, data, priority, installation, due } = isJsonObject(value) ? value : {};
  if (typeof queue !== 'string' || typeof key !== 'string' || !isJsonObject(data)) throw damaged('a job of no queue');
  if (typeof priority !== 'number' || typeof due !== 'number') throw damaged('a job of no time');
  // As the queue has it, a text.
  const tier = typeof installation === 'string' && /^\d{1,15}$/.test(installation) ? Number(installation) : null;
  return isQueue(queue) ? { queue, key, data, priority, installation: tier, due } : null;
}

function isQueue(name: string): name is QueueName {
  return (QUEUES as readonly string[]).includes(name);
}

function readEnd(value: Json | undefined, found: Totals): Totals {
  if (!isJsonObject(value) || !isJsonObject(value['rows'])) throw damaged('a line of it cannot be read');
  const { rows, jobs, sha256 } = value;
  if (sha256 !== found.sha256) throw damaged('its digest is another one');
  const names = new Set([...Object.keys(rows), ...Object.keys(found.rows)]);
  const isSame = [...names].every((name) => rows[name] === found.rows[name]);
  if (!isSame || jobs !== found.jobs) throw damaged('it has other rows than it counts');
  return found;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
