import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../base/clock.ts';
import { asFault, Fault } from '../base/fault.ts';
import { isJsonObject } from '../base/json.ts';
import type { Log } from '../base/log.ts';
import type { Deliveries } from '../store/store.ts';

export interface ReceiveOptions {
  readonly deliveries: Deliveries;
  readonly clock: Clock;
  readonly log: Log;
  readonly isSigned: (body: string, signature: string) => Promise<boolean>;
  /** Does anything here act on this event? What nobody acts on is answered and forgotten. */
  readonly isHandled: (event: string) => boolean;
  readonly accepted: () => void;
}

/** GitHub does not deliver larger payloads (github-facts 5), so nobody else has a reason to. */
export const MAXIMUM_BODY_BYTES = 25 * 1024 * 1024;

/**
 * Answers one webhook. 202 means kept: the delivery is in the database before GitHub hears it, because GitHub does not
 * send it again. If we die before the answer, GitHub counts it as failed and it can be redelivered under the same GUID.
 */
export async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  options: ReceiveOptions,
): Promise<void> {
  try {
    await accept(request, options);
    answer(response, 202, 'accepted');
  } catch (error) {
    const fault = asFault(error);
    const status = STATUS[fault.code] ?? 500;
    options.log[status >= 500 ? 'error' : 'warn'](
      { code: fault.code, status, guid: header(request, 'x-github-delivery') },
      fault.message,
    );
    if (status === 413) response.setHeader('connection', 'close');
    answer(response, status, fault.message);
  }
}

const STATUS: Readonly<Record<string, number>> = {
  'webhook.signature': 401,
  'webhook.malformed': 400,
  'webhook.too-large': 413,
  'store.unavailable': 503,
};

async function accept(request: IncomingMessage, options: ReceiveOptions): Promise<void> {
  const guid = header(request, 'x-github-delivery');
  const event = header(request, 'x-github-event');
  const signature = header(request, 'x-hub-signature-256');
  if (signature === '') throw new Fault('webhook.signature', 'The header X-Hub-Signature-256 is missing');
  if (!/^[\w-]{1,100}$/.test(guid))
    throw new Fault('webhook.malformed', 'The header X-GitHub-Delivery is missing or malformed');
  if (!/^[a-z_]{1,100}$/.test(event))
    throw new Fault('webhook.malformed', 'The header X-GitHub-Event is missing or malformed');
  const payload = await readBody(request);
  // The signature is over the bytes; nothing in them is looked at before it is known to be GitHub's.
  if (!(await options.isSigned(payload, signature)))
    throw new Fault('webhook.signature', 'The webhook signature does not match');
  if (!options.isHandled(event)) return;
  const head = parseHead(payload);
  await options.deliveries.accept([{ guid, event, ...head, payload, receivedAt: options.clock.now() }]);
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
  return { action: typeof action === 'string' ? action : null, installation: typeof id === 'number' ? id : null };
}

function readBody(request: IncomingMessage): Promise<string> {
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
      if (size > MAXIMUM_BODY_BYTES) {
        request.removeAllListeners('data').resume();
        reject(tooLarge());
      } else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', (error) =>
      reject(new Fault('webhook.malformed', 'The connection broke while the payload was read', { cause: error })),
    );
  });
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

function answer(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ message }));
}
