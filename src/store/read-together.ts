import { asFault } from '../base/fault.ts';
import { faultCodes } from '../base/fault-codes.ts';
import type { Database, Parameter } from './database.ts';

/** In one statement: each number of them is a text of its own, which the server plans once. */
const MOST_TOGETHER = 4;

interface Asked<Row> {
  readonly parameters: readonly Parameter[];
  readonly resolve: (row: Row | null) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Asks for one row at a time, and sends what is asked for in one turn of the event loop as one statement: of a small read
 * most of the cost is its way to the server and back. Each sees what was committed before it was asked for, as by itself.
 *
 * `text` selects at most one row by `$1`, `$2` and so on. The texts are joined, instead of one with arrays, because a plan
 * for arrays is made anew each time.
 */
export function readTogether<Row extends object>(
  database: Pick<Database, 'query'>,
  text: string,
): (parameters: readonly Parameter[]) => Promise<Row | null> {
  let waiting: Asked<Row>[] = [];
  const send = (): void => {
    const asked = waiting;
    waiting = [];
    for (let at = 0; at < asked.length; at += MOST_TOGETHER)
      void answer(database, text, asked.slice(at, at + MOST_TOGETHER));
  };
  return (parameters) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(send);
      waiting.push({ parameters, resolve, reject });
    });
}

async function answer<Row extends object>(
  database: Pick<Database, 'query'>,
  text: string,
  asked: readonly Asked<Row>[],
): Promise<void> {
  try {
    const rows = await database.query<Row & { readonly place: number }>(
      asked.map(({ parameters }, place) => placed(text, place, parameters.length)).join(' union all '),
      asked.flatMap(({ parameters }) => parameters),
    );
    const found = new Map(rows.map(({ place, ...row }) => [place, row as unknown as Row]));
    for (const [place, { resolve }] of asked.entries()) resolve(found.get(place) ?? null);
  } catch (error) {
    // A value that no column holds is refused with everything that was asked beside it.
    const mayAskSingly = asked.length > 1 && !faultCodes[asFault(error).code].retry;
    for (const each of asked) {
      if (mayAskSingly) void answer(database, text, [each]);
      else each.reject(error);
    }
  }
}

function placed(text: string, place: number, width: number): string {
  const numbered = text.replace(/\$(\d+)/g, (_, number: string) => `$${place * width + Number(number)}`);
  return `select ${place} as place, r.* from (${numbered}) r`;
}
