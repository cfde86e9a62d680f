import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Instant } from '../../base/clock.ts';
import type { StoreFigures } from '../../store/store.ts';
import type { RecoveryFigures } from '../recovery/recovery-figures.ts';
import { answer, answerHealth, type Listening, openServer } from '../server.ts';
import type { Health } from './health.ts';
import type { Observer } from './observer.ts';
import { statusOf } from './status.ts';

export interface MonitorOptions {
  readonly host: string;
  readonly port: number;
  readonly health: Health;
  readonly observer: Observer;
  readonly since: Instant;
  /** Null: the database does not answer. */
  readonly readStore: () => Promise<StoreFigures | null>;
  readonly readRecovery: () => Promise<RecoveryFigures | null>;
}

/**
 * The door for those who watch, on a port of its own: what it tells is not for everybody who may send webhooks. It stays
 * open until everything else is closed, so that a stop can be watched too.
 */
export async function openMonitor(options: MonitorOptions): Promise<Listening> {
  return await openServer(options, async (request, response) => await route(request, response, options));
}

async function route(request: IncomingMessage, response: ServerResponse, options: MonitorOptions): Promise<void> {
  const path = request.url?.split('?', 1)[0] ?? '/';
  if (request.method !== 'GET') {
    response.setHeader('allow', 'GET');
    return answer(response, 405, { message: 'There is only something to read here' });
  }
  if (path === '/metrics') return await answerMetrics(response, options);
  if (path === '/status') return await answerStatus(response, options);
  if (await answerHealth(path, response, options.health)) return;
  return answer(response, 404, { message: 'There is nothing here' });
}

async function answerMetrics(response: ServerResponse, { observer, readStore }: MonitorOptions): Promise<void> {
  const text = await observer.figures.expose(await readStore(), observer.github.read());
  response.writeHead(200, { 'content-type': observer.figures.contentType });
  response.end(text);
}

/** 200 in any case: it is an answer, and what it says is in it. */
async function answerStatus(response: ServerResponse, options: MonitorOptions): Promise<void> {
  const { health, observer, readStore, readRecovery, since } = options;
  const lacks = await health.lacks();
  const [store, recovery] = [await readStore(), await readRecovery()];
  const status = statusOf({ lacks, since, store, recovery, github: observer.github.read() });
  return answer(response, 200, status);
}
