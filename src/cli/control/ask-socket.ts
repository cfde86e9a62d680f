import { type IncomingMessage, request as openRequest } from 'node:http';
import { socketPath } from '../../app/control/socket-path.ts';
import { LINES_TYPE, readLine, VERSION_HEADER } from '../../app/control/wire.ts';
import { Fault } from '../../base/fault.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { systemErrorCode } from '../../base/system-error.ts';
import { readVersion } from '../version.ts';

interface Asked {
  readonly command: string;
  readonly request: JsonObject;
}

/** Nobody listens there: no socket, or one that a process left behind that is gone. */
const NOBODY: readonly (string | null)[] = ['ENOENT', 'ECONNREFUSED', 'ENOTDIR'];

/** The answer of the app that holds this directory; null: no app listens there. Throws Fault `control.unavailable`. */
export async function askSocket(data: string, asked: Asked): Promise<AsyncGenerator<Json> | null> {
  const path = socketPath(data);
  if (path === null) return null;
  try {
    return readAnswer(await send(path, asked));
  } catch (error) {
    const code = systemErrorCode(error);
    if (NOBODY.includes(code)) return null;
    const why = code === 'EACCES' ? 'its socket belongs to another user' : String(error);
    throw new Fault('control.unavailable', `The app that uses ${data} cannot be asked: ${why}`, { cause: error });
  }
}

function send(path: string, { command, request }: Asked): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = openRequest(
      {
        socketPath: path,
        path: `/${command}`,
        method: 'POST',
        agent: false,
        headers: { 'content-type': 'application/json', accept: LINES_TYPE, [VERSION_HEADER]: readVersion() },
      },
      resolve,
    );
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify(request));
  });
}

/** Whoever stops reading ends the answer. */
async function* readAnswer(response: IncomingMessage): AsyncGenerator<Json> {
  try {
    for await (const text of splitLines(response)) {
      const line = readLine(text);
      if (line === null) throw new Fault('control.unavailable', 'What answers there is not a Countersign app');
      if ('end' in line) return;
      if ('fault' in line) throw line.fault;
      yield line.item;
    }
  } catch (error) {
    throw error instanceof Fault ? error : cutOff(error);
  } finally {
    response.destroy();
  }
  throw cutOff(undefined);
}

async function* splitLines(response: IncomingMessage): AsyncGenerator<string> {
  response.setEncoding('utf8');
  let rest = '';
  for await (const part of response as AsyncIterable<string>) {
    const lines = `${rest}${part}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

function cutOff(cause: unknown): Fault {
  return new Fault('control.unavailable', 'The answer was cut off: the app stopped', { cause });
}
