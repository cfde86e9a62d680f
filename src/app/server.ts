import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SECOND } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { systemErrorCode } from '../base/system-error.ts';
import type { Health } from './observe/health.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly webhookPath: string;
  readonly onWebhook: Handler;
  readonly health: Health;
}

export interface Listening {
  /** With the port that was given by the system when 0 was asked for. */
  readonly url: string;
  /** No new connections; resolves when the running requests are answered, or cut off after `grace` milliseconds. */
  close(grace: number): Promise<void>;
}

/** A sender that dawdles is cut off; GitHub itself gives up after ten seconds (github-facts 7). */
const REQUEST_TIMEOUT = 30 * SECOND;

/** For whoever restarts the process when it hangs. */
const ALIVE = '/healthz';
/** For whoever sends webhooks to it, and monitors. */
const READY: readonly string[] = ['/health', '/readyz'];

export async function listen(options: ServerOptions): Promise<Listening> {
  return await openServer(options, async (request, response) => await route(request, response, options));
}

/** A door on an address, before the first connection comes. */
export async function openServer(place: Pick<ServerOptions, 'host' | 'port'>, handle: Handler): Promise<Listening> {
  const server = createServer((request, response) => void handle(request, response));
  server.requestTimeout = REQUEST_TIMEOUT;
  await listening(server, place);
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
  if (request.method === 'GET' && (await answerHealth(path, response, options.health))) return;
  return answer(response, 404, { message: 'There is nothing here' });
}

/** False: the path asks for something else, and nothing was answered. */
export async function answerHealth(path: string, response: ServerResponse, health: Health): Promise<boolean> {
  if (path === ALIVE) {
    const isAlive = health.isAlive();
    answer(response, isAlive ? 200 : 503, { status: isAlive ? 'alive' : 'hangs' });
    return true;
  }
  if (!READY.includes(path)) return false;
  const lacks = await health.lacks();
  if (lacks.length === 0) answer(response, 200, { status: 'ready' });
  else answer(response, 503, { status: 'not ready', lacks });
  return true;
}

export function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

function listening(server: Server, { host, port }: Pick<ServerOptions, 'host' | 'port'>): Promise<void> {
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
