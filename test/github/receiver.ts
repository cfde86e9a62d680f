/** An HTTP server that takes webhooks and keeps them: what an app would see. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly event: string;
  readonly action: string | undefined;
  readonly guid: string;
  readonly headers: IncomingHttpHeaders;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Does `X-Hub-Signature-256` fit the body and the secret? */
  readonly signed: boolean;
}

export interface Receiver {
  readonly url: string;
  readonly secret: string;
  readonly received: Received[];
  /** What it answers from now on; 200 at first. */
  answer: number;
  close(): Promise<void>;
}

export async function startReceiver(secret = 'a secret between two programs'): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const payload = JSON.parse(body.toString('utf8')) as Received['payload'];
      const expected = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
      const { headers } = request;
      received.push({
        event: String(headers['x-github-event']),
        action: payload['action'] as string | undefined,
        guid: String(headers['x-github-delivery']),
        headers,
        payload,
        signed: headers['x-hub-signature-256'] === expected,
      });
      response.writeHead(receiver.answer).end('received');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    secret,
    received,
    answer: 200,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
