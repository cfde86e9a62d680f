import type { IncomingMessage, ServerResponse } from 'node:http';
import { asFault, Fault, isFault } from '../../base/fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { Context } from '../context.ts';
import { VERSION } from '../version.ts';
import { findCommand } from './commands.ts';
import { LINES_TYPE, type Line, VERSION_HEADER, writeLine } from './wire.ts';

const LARGEST_REQUEST_BYTES = 1024 * 1024;

/** Runs the command that is asked for, and answers with its lines. Never throws: what goes wrong is the last line. */
export async function answerRequest(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Whoever goes away in the middle of an answer; without a listener it would end the process.
  response.on('error', () => undefined);
  response.writeHead(200, { 'content-type': LINES_TYPE });
  // At once, though the first item may take long: whoever asked knows that somebody works on it.
  response.flushHeaders();
  try {
    for await (const item of await begin(context, request)) {
      if (response.destroyed) return;
      await write(response, { item });
    }
    await write(response, { end: true });
  } catch (error) {
    const fault = asFault(error);
    if (isFault(fault, 'internal.bug')) context.log.error({ code: fault.code }, `A command failed: ${fault.message}`);
    await write(response, { fault });
  } finally {
    response.end();
  }
}

async function begin(context: Context, request: IncomingMessage): Promise<AsyncIterable<Json>> {
  const body = await readBody(request);
  const version = request.headers[VERSION_HEADER];
  if (version !== VERSION)
    throw new Fault(
      'control.unavailable',
      `The running app is version ${VERSION}, and this command is version ${typeof version === 'string' ? version : 'unknown'}`,
      { next: 'Use the command of the version that runs.' },
    );
  const name = (request.url ?? '').slice(1);
  const command = request.method === 'POST' ? findCommand(name) : null;
  if (command === null) throw new Fault('cli.usage', `The app knows no command ${JSON.stringify(name)}`);
  return command.run(context, body);
}

async function readBody(request: IncomingMessage): Promise<JsonObject> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LARGEST_REQUEST_BYTES) throw new Fault('cli.usage', 'The request is too large');
    parts.push(part);
  }
  const value = parse(Buffer.concat(parts).toString('utf8'));
  if (!isJsonObject(value)) throw new Fault('cli.usage', 'The request is not a JSON object');
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A reader that is slow is waited for; one that is gone is not. */
async function write(response: ServerResponse, line: Line): Promise<void> {
  if (response.destroyed || response.write(writeLine(line))) return;
  await new Promise<void>((resolve) => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
}
