import { createHash } from 'node:crypto';
import type { Totals, Transfer } from '../../src/store/store.ts';

/** An export as one text, with what it says of itself. */
export async function exportText(transfer: Transfer): Promise<{ readonly text: string; readonly totals: Totals }> {
  const texts: string[] = [];
  const totals = await transfer.export({ version: '1.0.0', write: async (text) => void texts.push(text) });
  return { text: texts.join(''), totals };
}

/** Its lines, as a file is read. */
export async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split('\n').slice(0, -1);
}

/** Any lines, with an end that fits them: what nobody but us could have written. */
export function sealed(
  lines: readonly string[],
  counted: { readonly rows: Readonly<Record<string, number>>; readonly jobs: number },
): string {
  const body = lines.map((line) => `${line}\n`).join('');
  const sha256 = createHash('sha256').update(body).digest('hex');
  return `${body}${JSON.stringify({ end: { ...counted, sha256 } })}\n`;
}

export const header = (fields: object = {}): string =>
  JSON.stringify({ countersign: 'data', format: 1, version: '1.0.0', schema: 9, at: 1_700_000_000_000, ...fields });
