import { randomBytes, timingSafeEqual } from 'node:crypto';
import { constants, copyFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Fault } from '../base/fault.ts';
import type { Log } from '../base/log.ts';
import { systemErrorCode } from '../base/system-error.ts';

/**
 * Probot's set-up page belongs to whoever comes first, so two things stand in front of it: it listens on localhost only,
 * and it opens once, for the token in the log. A cookie carries that one browser through GitHub's redirect.
 */
export interface SetupPage {
  /** With the one-time token. */
  readonly url: string;
  close(): Promise<void>;
}

type ProbotHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const TOKEN_BYTES = 32;
const LOCALHOST = '127.0.0.1';
const COOKIE = 'countersign_setup';

export async function openSetupPage({ port, log }: { readonly port: number; readonly log: Log }): Promise<SetupPage> {
  const handler = await loadProbotSetup(port, log);
  const door = createDoor();
  const server = createServer((request, response) => void serve(request, response, { handler, door, log }));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(new Fault('config.invalid', `Cannot listen on ${LOCALHOST}:${port}`, { cause: error })),
    );
    server.listen({ host: LOCALHOST, port }, resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${LOCALHOST}:${actual}/?token=${door.token}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections(); // browsers open some before they need them
      }),
  };
}

interface Serving {
  readonly handler: ProbotHandler;
  readonly door: Door;
  readonly log: Log;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { handler, door, log }: Serving,
): Promise<void> {
  response.setHeader('cache-control', 'no-store');
  response.setHeader('referrer-policy', 'no-referrer');
  const entry = door.enter(request);
  if (entry === 'refused')
    return refuse(response, 403, 'Open the address with the token that the log shows. It works once.');
  if (entry !== 'inside') {
    response
      .writeHead(302, {
        location: '/probot',
        'set-cookie': `${COOKIE}=${entry.cookie}; HttpOnly; SameSite=Lax; Path=/`,
      })
      .end();
    return;
  }
  try {
    if (!(await handler(request, response))) refuse(response, 404, 'There is nothing here.');
  } catch (error) {
    log.error({ error: error instanceof Error ? error.message : String(error) }, 'The set-up page failed');
    if (!response.headersSent) refuse(response, 500, 'The set-up failed; the log says why.');
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
}

interface Door {
  readonly token: string;
  enter(request: IncomingMessage): 'inside' | 'refused' | { readonly cookie: string };
}

function createDoor(): Door {
  const token = randomBytes(TOKEN_BYTES).toString('hex');
  const cookie = randomBytes(TOKEN_BYTES).toString('hex');
  let used = false;
  return {
    token,
    enter: (request) => {
      const given = new URL(request.url ?? '/', `http://${LOCALHOST}`).searchParams.get('token');
      if (!used && given !== null && isSame(given, token)) {
        used = true;
        return { cookie };
      }
      const carried = /(?:^|;\s*)countersign_setup=([0-9a-f]+)/.exec(request.headers.cookie ?? '')?.[1];
      return carried !== undefined && isSame(carried, cookie) ? 'inside' : 'refused';
    },
  };
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/**
 * Probot exports no part of its own set-up, only a server that listens by itself, on all addresses and without a token;
 * so the handler is loaded by its file. A test fails when a new version of Probot moves it.
 */
async function loadProbotSetup(port: number, log: Log): Promise<ProbotHandler> {
  placeManifest(process.cwd());
  process.env['NO_SMEE_SETUP'] ??= 'true'; // Probot would fetch a package and open a public channel
  const location = new URL('./apps/setup.js', import.meta.resolve('probot'));
  const { setupAppFactory } = (await import(location.href)) as {
    setupAppFactory: (options: object) => () => Promise<ProbotHandler>;
  };
  const quiet = {
    info: (line: unknown) => log.debug({}, String(line)),
    warn: log.warn.bind(log),
    error: log.error.bind(log),
  };
  return await setupAppFactory({ host: LOCALHOST, port, log: quiet })();
}

/**
 * Probot reads app.yml where the app was started, and without one it asks GitHub for an app that may do nothing. Ours is
 * copied there, beside the `.env` that it will write; one that is there already stays.
 */
export function placeManifest(directory: string): void {
  const path = join(directory, 'app.yml');
  try {
    copyFileSync(new URL('../../app.yml', import.meta.url), path, constants.COPYFILE_EXCL);
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return;
    throw new Fault('config.invalid', `The set-up writes app.yml and .env into ${directory}, which is not possible`, {
      cause: error,
    });
  }
}
