import { parentPort } from 'node:worker_threads';
import { asFault, type FaultOptions } from '../../base/fault.ts';
import type { FaultCode } from '../../base/fault-codes.ts';
import type { RequestTerms } from '../../ledger/request.ts';
import type { Group } from './read-groups.ts';
import { type RequestLine, readRequests } from './read-requests.ts';
import { splitLines } from './split-lines.ts';

/** The entry of the thread that request-reader.ts starts: a group comes as a message, what it asks for goes back. */
export interface ThreadQuestion {
  readonly group: Group;
  readonly terms: RequestTerms;
}

export type ThreadAnswer =
  | { readonly requests: readonly RequestLine[] }
  /** A Fault loses its class between threads. */
  | {
      readonly fault: Pick<FaultOptions, 'next' | 'position'> & { readonly code: FaultCode; readonly message: string };
    };

export function answerQuestion({ group, terms }: ThreadQuestion): ThreadAnswer {
  try {
    return { requests: readRequests(splitLines(group), terms) };
  } catch (error) {
    const { code, message, next, position } = asFault(error);
    const more = { ...(next === undefined ? {} : { next }), ...(position === undefined ? {} : { position }) };
    return { fault: { code, message, ...more } };
  }
}

const port = parentPort;
port?.on('message', (question: ThreadQuestion) => port.postMessage(answerQuestion(question)));
