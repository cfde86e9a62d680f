import { toBase64, toBytes, toText } from '../base/bytes.ts';
import { SECOND } from '../base/clock.ts';
import { isFault } from '../base/fault.ts';
import { type NoteSignature, parseNote } from '../ledger/note.ts';

/** One question to one witness: `add-checkpoint` of C2SP tlog-witness. What it answers is a stranger's. */

export interface AddCheckpoint {
  /** The submission prefix, as the policy names it. */
  readonly url: string;
  /** The size that the witness is believed to know. */
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  readonly note: Uint8Array;
}

export type WitnessAnswer =
  /** Signature lines over the checkpoint's text, by whomever; none is verified yet. */
  | { readonly is: 'cosigned'; readonly signatures: readonly NoteSignature[] }
  /** The size that it knows is another one. */
  | { readonly is: 'conflict'; readonly size: number }
  /** What it knows is no part of what it was shown. */
  | { readonly is: 'inconsistent' }
  /** It does not know the log or its key, or could not read the request: nothing changes until somebody does something. */
  | { readonly is: 'refused'; readonly why: string }
  | { readonly is: 'failed'; readonly why: string };

/** Never throws: whatever goes wrong is an answer. */
export type AskWitness = (question: AddCheckpoint) => Promise<WitnessAnswer>;

const TIMEOUT = 10 * SECOND;
/** Sixteen ML-DSA-44 cosignatures are 60 kB. */
const LARGEST_ANSWER_BYTES = 100_000;

/** `timeout`: milliseconds for the whole answer. */
export function witnessClient({ timeout = TIMEOUT }: { readonly timeout?: number } = {}): AskWitness {
  return async (question) => {
    const signal = AbortSignal.timeout(timeout);
    try {
      const response = await fetch(`${question.url.replace(/\/+$/, '')}/add-checkpoint`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body: formatQuestion(question),
        // A witness is where the policy says: it may send us nowhere else.
        redirect: 'manual',
        signal,
      });
      return readAnswer(response, await readBody(response), question.note);
    } catch (error) {
      return { is: 'failed', why: signal.aborted ? 'no answer in time' : reasonOf(error) };
    }
  };
}

/** The old size, the proof, an empty line, the checkpoint. */
export function formatQuestion({ oldSize, proof, note }: Omit<AddCheckpoint, 'url'>): string {
  return `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${toText(note) ?? ''}`;
}

function readAnswer(response: Response, body: string | null, note: Uint8Array): WitnessAnswer {
  const { status } = response;
  if (body === null) return { is: 'failed', why: `status ${status} with a body above ${LARGEST_ANSWER_BYTES} bytes` };
  if (status === 200) return readSignatures(body, note);
  if (status === 409) return readConflict(response, body);
  if (status === 422) return { is: 'inconsistent' };
  const isLasting = [400, 403, 404].includes(status);
  return { is: isLasting ? 'refused' : 'failed', why: `status ${status}` };
}

/** As the specification proposes: behind the checkpoint they are a note. An empty line would divide it elsewhere. */
function readSignatures(body: string, note: Uint8Array): WitnessAnswer {
  if (/^\n|\n\n/.test(body)) return { is: 'failed', why: 'an answer with an empty line' };
  const { text } = parseNote(note);
  try {
    return { is: 'cosigned', signatures: parseNote(toBytes(`${text}\n${body}`)).signatures };
  } catch (error) {
    if (!isFault(error, 'ledger.checkpoint')) throw error;
    return { is: 'failed', why: `an answer that holds no signatures (${error.message})` };
  }
}

function readConflict({ headers }: Response, body: string): WitnessAnswer {
  const size = /^(0|[1-9]\d{0,15})\n$/.exec(body)?.[1];
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (size === undefined || type !== 'text/x.tlog.size' || !Number.isSafeInteger(Number(size)))
    return { is: 'failed', why: 'a conflict (409) without the size that it knows' };
  return { is: 'conflict', size: Number(size) };
}

/** Null: more than anybody needs to say. */
async function readBody({ body }: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LARGEST_ANSWER_BYTES) return null;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  const { cause } = error;
  return cause instanceof Error ? cause.message : error.message;
}
