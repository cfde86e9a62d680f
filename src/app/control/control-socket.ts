import { lstatSync, type Stats, unlinkSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { SECOND } from '../../base/clock.ts';
import { asFault, Fault } from '../../base/fault.ts';
import { systemErrorCode } from '../../base/system-error.ts';
import type { Context } from '../context.ts';
import { answerRequest } from './answer-request.ts';
import { socketPath } from './socket-path.ts';

export interface ControlSocket {
  /** No new requests; resolves when the running ones have ended or were cut off after `grace` milliseconds. */
  close(grace: number): Promise<void>;
}

const REQUEST_TIMEOUT = 30 * SECOND;
/** Nobody but the user that runs the app (and root) may ask. */
const ALL_BUT_OURS = 0o177;

/**
 * Opens the door for commands on this machine, `control.sock` in the data directory. An app that cannot have one works all
 * the same, and says why: null. The caller holds the lock of the directory.
 */
export async function openControlSocket(context: Context): Promise<ControlSocket | null> {
  const { config, log } = context;
  const path = socketPath(config.data);
  if (path === null || process.platform === 'win32') {
    const why = path === null ? 'the path is too long for a socket' : 'there are no sockets in files on Windows';
    log.warn({ data: config.data }, `Commands cannot ask this app: ${why}`);
    return null;
  }
  try {
    await removeStale(path);
    return await serve(context, path);
  } catch (error) {
    log.warn({ path, error: asFault(error).message }, 'Commands cannot ask this app: its socket cannot be opened');
    return null;
  }
}

async function serve(context: Context, path: string): Promise<ControlSocket> {
  const running = new Set<Promise<void>>();
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const answering = answerRequest(context, request, response).finally(() => running.delete(answering));
    running.add(answering);
  });
  server.requestTimeout = REQUEST_TIMEOUT;
  await listenPrivately(server, path);
  return {
    close: async (grace) => {
      const cut = setTimeout(() => server.closeAllConnections(), grace);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
      clearTimeout(cut);
      // What goes on without anybody who listens fails at its next step, when the database is closed, and is repeatable.
      const late = new Promise<void>((resolve) => setTimeout(resolve, grace).unref());
      await Promise.race([Promise.all(running), late]);
    },
  };
}

/** The file is made while `listen` runs, before anything else of this process can: nobody ever sees it with other rights. */
async function listenPrivately(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    const before = process.umask(ALL_BUT_OURS);
    try {
      server.listen(path, resolve);
    } finally {
      process.umask(before);
    }
  });
}

/**
 * A process that was killed leaves its socket behind. We hold the directory, so nobody living should answer there; whoever
 * does all the same keeps it, and so does a file that is none of ours.
 */
async function removeStale(path: string): Promise<void> {
  const found = statOf(path);
  if (found === null) return;
  if (!found.isSocket()) throw new Fault('config.invalid', `${path} is not a socket`);
  if (await answers(path)) throw new Fault('config.data-directory-locked', `Another process answers at ${path}`);
  unlinkSync(path);
}

function statOf(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    // Whatever is not a refusal may be somebody living: a queue that is full, a file of another user.
    socket.once('error', (error) => resolve(systemErrorCode(error) !== 'ECONNREFUSED'));
  });
}
