import { checkEntrySchema } from '../../app/entry-schema.ts';
import { Fault, isFault } from '../../base/fault.ts';
import { SCHEMA_VERSION } from '../../ledger/kind.ts';
import { type EntryRequest, type RequestTerms, readRequest } from '../../ledger/request.ts';
import type { Line } from './split-lines.ts';
import { type SubjectKey, subjectKey } from './subject-counts.ts';

export interface RequestLine {
  /** Of the input, from 1. */
  readonly number: number;
  readonly request: EntryRequest;
  /** What its number is counted by. */
  readonly key: SubjectKey;
}

/** What the lines ask for, all that can be said before their turn. Throws Fault `ledger.entry` with the line's number. */
export function readRequests(lines: readonly Line[], terms: RequestTerms): readonly RequestLine[] {
  return lines.map(({ number, text }) => {
    const request = atLine(number, () => readOne(text, terms));
    return { number, request, key: subjectKey(request.kind, request.subject) };
  });
}

function readOne(text: string, terms: RequestTerms): EntryRequest {
  const { request, statement } = readRequest(JSON.parse(text), terms);
  const { kind } = request;
  const problems = checkEntrySchema(kind, SCHEMA_VERSION, statement).slice(0, 3);
  if (problems.length > 0) throw refuse(`it does not fit the schema ${kind}/${SCHEMA_VERSION}: ${problems.join('; ')}`);
  return request;
}

/** Nothing is wrong with the ledger itself. */
const NEXT = 'Correct that line; the lines of its group were not appended, those of the groups before it were.';

/** What is thrown meanwhile is about this line. */
export function atLine<T>(line: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new Fault('ledger.entry', 'this cannot be appended: it is not JSON', {
        position: { line, column: columnOf(error) },
        next: NEXT,
        cause: error,
      });
    if (!isFault(error)) throw error;
    const next = error.code === 'ledger.entry' ? { next: NEXT } : {};
    throw new Fault(error.code, error.message, { position: { line, column: 1 }, ...next, cause: error });
  }
}

/** V8 says where, in words. */
function columnOf({ message }: SyntaxError): number {
  return Number(/at position (\d+)/.exec(message)?.[1] ?? 0) + 1;
}

export function refuse(reason: string): Fault {
  return new Fault('ledger.entry', `this cannot be appended: ${reason}`);
}
