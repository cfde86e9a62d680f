import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { equalBytes, fromBase64 } from '../../src/base/bytes.ts';
import { isFault } from '../../src/base/fault.ts';
import { type OpenedCheckpoint, openCheckpoint, parseCheckpoint } from '../../src/ledger/checkpoint.ts';
import { cosign, type WitnessSigner } from '../../src/ledger/cosignature.ts';
import { rootOf } from '../../src/ledger/merkle.ts';
import { verifyConsistency } from '../../src/ledger/merkle-proof.ts';
import { formatNote, type NoteSignature, parseNote } from '../../src/ledger/note.ts';
import { formatVkey, type VerifierKey } from '../../src/ledger/note-key.ts';

/** A witness as C2SP tlog-witness describes it: an HTTP server that remembers the newest checkpoint of each log. */

/** What can go wrong between a log and a witness. `unheard`: it is stored and signed, and the answer is lost. */
export type WitnessFault =
  | { readonly is: 'status'; readonly status: number; readonly body?: string; readonly type?: string }
  | { readonly is: 'silent' }
  | { readonly is: 'cut' }
  | { readonly is: 'unheard' }
  | { readonly is: 'slow'; readonly milliseconds: number }
  | { readonly is: 'body'; readonly body: string }
  | { readonly is: 'endless' }
  | { readonly is: 'redirect'; readonly to: string }
  /** Signs another checkpoint than it was asked for. */
  | { readonly is: 'wrong-signature' }
  | { readonly is: 'time'; readonly offset: number };

export interface WitnessOptions {
  readonly signers: readonly WitnessSigner[];
  readonly logs?: readonly VerifierKey[];
  /** Seconds since 1970. */
  readonly now?: () => number;
}

interface Seen {
  readonly size: number;
  readonly root: Uint8Array;
  /** With the cosignatures that were given. */
  readonly note: Uint8Array;
}

export interface Asked {
  readonly oldSize: number | null;
  readonly size: number | null;
  readonly proof: number;
  readonly status: number;
}

const LARGEST_REQUEST = 1_000_000;
const MOST_PROOF_LINES = 63;

export class Witness {
  readonly #server: Server;
  readonly #options: WitnessOptions;
  readonly #logs: VerifierKey[];
  readonly #seen = new Map<string, Seen>();
  /** Every request that was answered as the specification says, in order. */
  readonly asked: Asked[] = [];
  fault: WitnessFault | null = null;

  private constructor(server: Server, options: WitnessOptions) {
    this.#server = server;
    this.#options = options;
    this.#logs = [...(options.logs ?? [])];
  }

  static async start(options: WitnessOptions): Promise<Witness> {
    const server = createServer();
    const witness = new Witness(server, options);
    server.on('request', (request, response) => void witness.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return witness;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/witness`;
  }

  /** A line of a policy for each of its keys: under `name`, `name-2`, … */
  policyLines(name: string): string {
    const lines = this.#options.signers.map((signer, at) => {
      const own = at === 0 ? name : `${name}-${at + 1}`;
      return `witness ${own} ${formatVkey(signer)} ${this.url}\n`;
    });
    return lines.join('');
  }

  trust(...logs: readonly VerifierKey[]): void {
    this.#logs.push(...logs);
  }

  /** As if its state was lost. */
  forget(): void {
    this.#seen.clear();
  }

  /** The size of the newest checkpoint that it cosigned. */
  sizeOf(origin: string): number {
    return this.#seen.get(origin)?.size ?? 0;
  }

  /** Statuses of what was asked of this log: 422 is the one that must never be among them. */
  get statuses(): readonly number[] {
    return this.asked.map(({ status }) => status);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://witness').pathname;
    const body = await read(request);
    const origin = /^\/witness\/([0-9a-f]{64})\/checkpoint$/.exec(path)?.[1];
    if (origin !== undefined && request.method === 'GET') return this.#monitor(response, origin);
    if (path !== '/witness/add-checkpoint') return send(response, { status: 404, body: 'unknown path\n' });
    if (request.method !== 'POST') return send(response, { status: 405, body: 'POST only\n' });
    await this.#withFault(response, body);
  }

  /** Faults before the checks leave the state as it was; faults after them are those of an answer. */
  async #withFault(response: ServerResponse, body: Buffer | null): Promise<void> {
    const { fault } = this;
    if (fault?.is === 'status') {
      return send(response, { status: fault.status, body: fault.body ?? '', type: fault.type ?? 'text/plain' });
    }
    if (fault?.is === 'silent') return;
    if (fault?.is === 'cut') return void response.destroy();
    if (fault?.is === 'redirect') return void response.writeHead(307, { location: fault.to }).end();
    if (fault?.is === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
    const answer = this.#addCheckpoint(body);
    if (fault?.is === 'unheard') return void response.destroy();
    if (fault?.is === 'body') return send(response, { status: 200, body: fault.body });
    if (fault?.is === 'endless') return stream(response);
    send(response, answer);
  }

  #monitor(response: ServerResponse, hash: string): void {
    const found = [...this.#seen].find(([origin]) => createHash('sha256').update(origin).digest('hex') === hash);
    if (found === undefined) return send(response, { status: 404, body: 'never cosigned\n' });
    send(response, { status: 200, body: Buffer.from(found[1].note).toString('utf8') });
  }

  #addCheckpoint(body: Buffer | null): Answer {
    const request = body === null ? null : parseRequest(body);
    const answer = request === null ? { status: 400, body: 'malformed\n' } : this.#judge(request);
    this.asked.push({
      oldSize: request?.oldSize ?? null,
      size: request?.checkpoint.size ?? null,
      proof: request?.proof.length ?? 0,
      status: answer.status,
    });
    return answer;
  }

  /** In the order of the specification; the last step stores before it answers, and nothing comes in between. */
  #judge({ oldSize, proof, note, checkpoint }: AddCheckpoint): Answer {
    const { origin, size, root } = checkpoint;
    const keys = this.#logs.filter(({ name }) => name === origin);
    if (keys.length === 0) return { status: 404, body: 'unknown log\n' };
    if (openNoteOf(note, keys) === null) return { status: 403, body: 'no valid signature\n' };
    if (oldSize > size) return { status: 400, body: 'the old size is above the size\n' };
    const seen = this.#seen.get(origin) ?? { size: 0, root: rootOf([]) };
    if (oldSize !== seen.size) return { status: 409, body: `${seen.size}\n`, type: 'text/x.tlog.size' };
    if (size === 0 && !equalBytes(root, rootOf([]))) return { status: 422, body: 'not the empty tree\n' };
    const isConsistent =
      oldSize === 0 ? proof.length === 0 : verifyConsistency({ oldSize, oldRoot: seen.root, size, root, proof });
    if (!isConsistent) return { status: 422, body: 'inconsistent\n' };
    const lines = this.#cosign(parseNote(note).text);
    this.#seen.set(origin, { size, root, note: withSignatures(note, lines) });
    return { status: 200, body: signatureLines(lines) };
  }

  #cosign(text: string): readonly NoteSignature[] {
    const { signers, now = () => Math.floor(Date.now() / 1000) } = this.#options;
    const offset = this.fault?.is === 'time' ? this.fault.offset : 0;
    const signed = this.fault?.is === 'wrong-signature' ? text.replace(/\n(\d+)\n/, '\n9$1\n') : text;
    return signers.map((signer) => cosign(signed, { signer, time: now() + offset }));
  }
}

interface AddCheckpoint {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  readonly note: Uint8Array;
  readonly checkpoint: { readonly origin: string; readonly size: number; readonly root: Uint8Array };
}

/** Null: not a sequence of an old size line, proof lines, an empty line and a checkpoint. */
function parseRequest(body: Buffer): AddCheckpoint | null {
  const text = body.toString('utf8');
  const end = text.indexOf('\n\n');
  if (end < 0) return null;
  const [first = '', ...lines] = text.slice(0, end).split('\n');
  const old = /^old (0|[1-9]\d{0,15})$/.exec(first)?.[1];
  const proof = lines.map(fromBase64);
  if (old === undefined || lines.length > MOST_PROOF_LINES) return null;
  if (!proof.every((hash): hash is Uint8Array => hash?.length === 32)) return null;
  const note = new Uint8Array(Buffer.from(text.slice(end + 2)));
  try {
    return { oldSize: Number(old), proof, note, checkpoint: parseCheckpoint(note) };
  } catch {
    return null;
  }
}

function openNoteOf(note: Uint8Array, keys: readonly VerifierKey[]): OpenedCheckpoint | null {
  try {
    return openCheckpoint(note, keys);
  } catch (error) {
    if (!isFault(error)) throw error;
    return null;
  }
}

function withSignatures(note: Uint8Array, added: readonly NoteSignature[]): Uint8Array {
  const { text, signatures } = parseNote(note);
  return formatNote({ text, signatures: [...signatures.slice(0, 1), ...added] });
}

/** The lines of a note alone. */
export function signatureLines(signatures: readonly NoteSignature[]): string {
  return Buffer.from(formatNote({ text: '-\n', signatures }))
    .toString('utf8')
    .slice('-\n\n'.length);
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

function send(response: ServerResponse, { status, body, type = 'text/plain' }: Answer): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}

/** A body that does not end. */
function stream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain' });
  const timer = setInterval(() => response.write('x'.repeat(100_000)), 1);
  response.on('close', () => clearInterval(timer));
}

async function read(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
  }
  return size > LARGEST_REQUEST ? null : Buffer.concat(chunks);
}
