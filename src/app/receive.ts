import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../base/clock.ts';
import { asFault, Fault } from '../base/fault.ts';
import { isJsonObject } from '../base/json.ts';
import type { Log } from '../base/log.ts';
import type { Deliveries } from '../store/store.ts';
import type { Observer } from './observe/observer.ts';
import { addToScope, inScope } from './observe/scope.ts';

export interface ReceiveOptions {
  readonly deliveries: Deliveries;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Pick<Observer, 'figures' | 'tracer'>;
  readonly isSigned: (body: string, signature: string) => Promise<boolean>;
  /** Does anything here act on this event? What nobody acts on is answered and forgotten. */
  readonly isHandled: (event: string) => boolean;
  readonly accepted: () => void;
  /** Shared by all requests. */
  readonly room: Room;
}

/** GitHub does not deliver larger payloads (github-facts 5), so nobody else has a reason to. */
export const MAXIMUM_BODY_BYTES = 25 * 1024 * 1024;

/** Payloads are read before anybody knows who sent them: so many bytes of all requests together, and no more. */
export const MAXIMUM_BYTES_IN_FLIGHT = 128 * 1024 * 1024;

/** What is left of a number of bytes. */
export interface Room {
  /** False: there is not so much left, and nothing was taken. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

export function createRoom(bytes: number): Room {
  let left = bytes;
  return {
    take: (wanted) => {
      if (wanted > left) return false;
      left -= wanted;
      return true;
    },
    give: (back) => {
      left += back;
    },
  };
}

/**
 * Answers one webhook. 202 means kept: the delivery is in the database before GitHub hears it, because GitHub does not
 * send it again. If we die before the answer, GitHub counts it as failed and it can be redelivered under the same GUID.
 */
export async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  options: ReceiveOptions,
): Promise<void> {
  const delivery = header(request, 'x-github-delivery');
  // Whoever it comes from: nothing but a text of a GUID's form gets into a log.
  await inScope({ delivery: GUID.test(delivery) ? delivery : null }, () => receiveOne(request, response, options));
}

async function receiveOne(request: IncomingMessage, response: ServerResponse, options: ReceiveOptions): Promise<void> {
  let taken = 0;
  const take = (bytes: number): boolean => {
    const isTaken = options.room.take(bytes);
    if (isTaken) taken += bytes;
    return isTaken;
  };
  try {
    await accept(request, options, take);
    options.observer.figures.count('countersign_deliveries_received_total', { event: eventOf(request, options) });
    answer(response, 202, 'accepted');
  } catch (error) {
    const fault = asFault(error);
    const status = STATUS[fault.code] ?? 500;
    options.log[status >= 500 ? 'error' : 'warn']({ code: fault.code, status }, fault.message);
    options.observer.figures.count('countersign_deliveries_refused_total', { reason: fault.code });
    if (CUT_OFF.has(fault.code)) response.setHeader('connection', 'close');
    answer(response, status, fault.message);
  } finally {
    options.room.give(taken);
  }
}

const GUID = /^[\w-]{1,100}$/;

/** Few enough for a label: what nobody here acts on is one. */
function eventOf(request: IncomingMessage, { isHandled }: ReceiveOptions): string {
  const event = header(request, 'x-github-event');
  return isHandled(event) ? event : 'other';
}

const STATUS: Readonly<Record<string, number>> = {
  'webhook.signature': 401,
  'webhook.malformed': 400,
  'webhook.too-large': 413,
  'webhook.busy': 503,
  'store.unavailable': 503,
};

/** The rest of such a payload is not waited for. */
const CUT_OFF: ReadonlySet<string> = new Set(['webhook.too-large', 'webhook.busy']);

type Take = (bytes: number) => boolean;

async function accept(request: IncomingMessage, options: ReceiveOptions, take: Take): Promise<void> {
  const guid = header(request, 'x-github-delivery');
  const event = header(request, 'x-github-event');
  const signature = header(request, 'x-hub-signature-256');
  if (signature === '') throw new Fault('webhook.signature', 'The header X-Hub-Signature-256 is missing');
  if (!GUID.test(guid)) throw new Fault('webhook.malformed', 'The header X-GitHub-Delivery is missing or malformed');
  if (!/^[a-z_]{1,100}$/.test(event))
    throw new Fault('webhook.malformed', 'The header X-GitHub-Event is missing or malformed');
  const payload = await readBody(request, take);
  // The signature is over the bytes; nothing in them is looked at before it is known to be GitHub's.
  if (!(await options.isSigned(payload, signature)))
    throw new Fault('webhook.signature', 'The webhook signature does not match');
  if (!options.isHandled(event)) return;
  const head = parseHead(payload);
  const { installation, action } = head;
  addToScope({ event, installation });
  const fields = { 'countersign.event': event, 'countersign.action': action, 'countersign.installation': installation };
  const span = { name: 'receive', deliveries: [guid], isFirst: true, fields };
  await options.observer.tracer.run(
    span,
    async () => await options.deliveries.accept([{ guid, event, ...head, payload, receivedAt: options.clock.now() }]),
  );
  options.accepted();
}

function parseHead(payload: string): { action: string | null; installation: number | null } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(payload);
  } catch (error) {
    throw new Fault('webhook.malformed', 'The payload is not JSON', { cause: error });
  }
  if (!isJsonObject(parsed)) throw new Fault('webhook.malformed', 'The payload is not a JSON object');
  const action = parsed['action'];
  const installation = parsed['installation'];
  const id = isJsonObject(installation) ? installation['id'] : null;
  // Deliveries that come together are stored by one statement: what no column holds would fail all of them.
  return {
    action: typeof action === 'string' && /^[\w-]{1,100}$/.test(action) ? action : null,
    installation: typeof id === 'number' && Number.isSafeInteger(id) ? id : null,
  };
}

function readBody(request: IncomingMessage, take: Take): Promise<string> {
  return new Promise((resolve, reject) => {
    const declared = Number(header(request, 'content-length'));
    const tooLarge = (): Fault => new Fault('webhook.too-large', `The payload is above ${MAXIMUM_BODY_BYTES} bytes`);
    if (declared > MAXIMUM_BODY_BYTES) {
      reject(tooLarge());
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      const fault = size > MAXIMUM_BODY_BYTES ? tooLarge() : take(chunk.length) ? null : busy();
      if (fault === null) return void chunks.push(chunk);
      chunks.length = 0;
      request.removeAllListeners('data').resume();
      reject(fault);
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', (error) =>
      reject(new Fault('webhook.malformed', 'The connection broke while the payload was read', { cause: error })),
    );
  });
}

const busy = (): Fault =>
  new Fault('webhook.busy', `Payloads that are being received have ${MAXIMUM_BYTES_IN_FLIGHT} bytes together`);

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

function answer(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ message }));
}
