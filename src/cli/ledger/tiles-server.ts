import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { asFault, Fault } from '../../base/fault.ts';
import { paths } from '../../ledger/layout.ts';

/** What is served. */
export interface TilesStore {
  /** Null: there is no such path. */
  read(path: string): Promise<Uint8Array | null>;
}

export interface TilesServerOptions {
  readonly store: TilesStore;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly warn: (message: string) => void;
}

export interface TilesServer {
  readonly url: string;
  /** Resolves when it was stopped. */
  readonly stopped: Promise<unknown>;
  /** Ends at once, open connections too. */
  stop(): void;
}

/** tlog-tiles, "Checkpoints": it changes, so caches may keep it for a few seconds only. */
const CHECKPOINT_HEADERS = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'public, max-age=5' };
/** Whatever stands at a tile's path never changes: its width is part of the path. */
const TILE_HEADERS = {
  'Content-Type': 'application/octet-stream',
  'Cache-Control': 'public, max-age=31536000, immutable',
};
/** A tile that is not there yet will be: no cache may remember its absence. */
const REFUSAL_HEADERS = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };

/** Serves the paths of tlog-tiles and nothing else. Throws Fault `cli.usage` when it cannot listen there. */
export async function serveTiles({ store, host, port, warn }: TilesServerOptions): Promise<TilesServer> {
  const server = createServer((request, response) => {
    answer(request, response, store).catch((error: unknown) => {
      const fault = asFault(error);
      warn(`${request.url ?? ''}: ${fault.message}`);
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'this cannot be read\n');
    });
  });
  await listen(server, { host, port });
  return {
    url: addressOf(server),
    stopped: once(server, 'close'),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function addressOf(server: Server): string {
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Fault('internal.bug', 'The server listens at no port');
  return `http://${at.family === 'IPv6' ? `[${at.address}]` : at.address}:${at.port}/`;
}

async function listen(server: Server, at: { readonly host: string; readonly port: number }): Promise<void> {
  try {
    server.listen(at);
    await once(server, 'listening');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Fault('cli.usage', `Nothing can be served at ${at.host}, port ${at.port}: ${reason}`, {
      next: 'Choose another --port or --host.',
      cause: error,
    });
  }
}

/** The path is compared as it came, never decoded or joined: what is not the spelling of a tile does not exist. */
async function answer(request: IncomingMessage, response: ServerResponse, store: TilesStore): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return refuse(response, 405, 'this is read-only\n');
  }
  const [path = ''] = (request.url ?? '').split('?');
  const name = path.slice(1);
  const bytes = path.startsWith('/') ? await store.read(name) : null;
  if (bytes === null) return refuse(response, 404, 'there is no such file\n');
  const headers = name === paths.checkpoint ? CHECKPOINT_HEADERS : TILE_HEADERS;
  response.writeHead(200, { ...headers, 'Content-Length': bytes.length, 'X-Content-Type-Options': 'nosniff' });
  // Node leaves the body out where HEAD was asked.
  response.end(bytes);
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...REFUSAL_HEADERS, 'Content-Length': text.length });
  response.end(text);
}
