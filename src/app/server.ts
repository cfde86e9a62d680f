import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SECOND } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { systemErrorCode } from '../base/system-error.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly webhookPath: string;
  readonly onWebhook: Handler;
  /** What a monitor asks: 200 when it returns true. */
  readonly isReady: () => Promise<boolean>;
}

export interface Listening {
  /** With the port that was given by the system when 0 was asked for. */
  readonly url: string;
  /** No new connections; resolves when the running requests are answered, or cut off after `grace` milliseconds. */
  close(grace: number): Promise<void>;
}

/** A sender that dawdles is cut off; GitHub itself gives up after ten seconds (github-facts 7). */
const REQUEST_TIMEOUT = 30 * SECOND;

/** The process answers at all. Who restarts it when it does not must not ask the database too: a restart mends none. */
const ALIVE = '/healthz';
/** The database answers too, so webhooks can be kept. */
const READY: readonly string[] = ['/health', '/readyz'];

export async function listen(options: ServerOptions): Promise<Listening> {
  const server = createServer((request, response) => void route(request, response, options));
  server.requestTimeout = REQUEST_TIMEOUT;
  await listening(server, options);
  const { address, port } = server.address() as AddressInfo;
  const host = address.includes(':') ? `[${address}]` : address;
  return { url: `http://${host}:${port}`, close: (grace) => close(server, grace) };
}

async function route(request: IncomingMessage, response: ServerResponse, options: ServerOptions): Promise<void> {
  const path = request.url?.split('?', 1)[0] ?? '/';
  if (path === options.webhookPath) {
    if (request.method === 'POST') return await options.onWebhook(request, response);
    response.setHeader('allow', 'POST');
    return answer(response, 405, { message: 'GitHub sends webhooks with POST' });
  }
  if (path === ALIVE && request.method === 'GET') return answer(response, 200, { status: 'alive' });
  if (READY.includes(path) && request.method === 'GET') {
    const ready = await options.isReady().catch(() => false);
    return answer(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready' });
  }
  return answer(response, 404, { message: 'There is nothing here' });
}

function answer(response: ServerResponse, status: number, body: Readonly<Record<string, string>>): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

function listening(server: Server, { host, port }: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const inUse = systemErrorCode(error) === 'EADDRINUSE';
      reject(
        new Fault('config.invalid', inUse ? `The port ${port} is in use` : `Cannot listen on ${host}:${port}`, {
          cause: error,
        }),
      );
    });
    server.listen({ host, port }, resolve);
  });
}

/** A closed server no longer looks at its timeouts: whoever connected and says nothing would keep it for ever. */
function close(server: Server, grace: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), grace);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
