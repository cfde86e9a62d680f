import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { askSocket } from '../../../src/cli/control/ask-socket.ts';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'cs-ask-'));
});
afterEach(() => rmSync(data, { recursive: true }));

/** What is read of an app that answers so, and how it ended. */
async function read(answer: (response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    request.resume();
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(join(data, 'control.sock'), resolve));
  const items: unknown[] = [];
  try {
    for await (const item of (await askSocket(data, { command: 'x', request: {} })) ?? []) items.push(item);
    return { items, error: null };
  } catch (error) {
    return { items, error };
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test('nobody there', async () => {
  expect(await askSocket(data, { command: 'x', request: {} })).toBeNull();
  expect(await askSocket(join(data, 'none'), { command: 'x', request: {} })).toBeNull();
  expect(await askSocket(`/${'x'.repeat(200)}`, { command: 'x', request: {} })).toBeNull();
});

test('items come as they are sent, wherever a line is cut', async () => {
  const text = '{"item":"é"}\n{"item":{"a":1}}\n{"end":true}\n';
  const { items, error } = await read((response) => {
    for (const byte of Buffer.from(text)) response.write(Buffer.from([byte]));
    response.end();
  });
  expect([items, error]).toEqual([['é', { a: 1 }], null]);
});

describe('an answer without its end is none', () => {
  test.each<[string, (response: ServerResponse) => void, string, string]>([
    ['ended early', (response) => response.end('{"item":1}\n'), 'control.unavailable', 'cut off'],
    ['half a line', (response) => response.end('{"item":1}\n{"end"'), 'control.unavailable', 'cut off'],
    [
      'torn down',
      (response) => response.write('{"item":1}\n', () => setTimeout(() => response.destroy(), 20)),
      'control.unavailable',
      'cut off',
    ],
    ['a stranger', (response) => response.end('{"item":1}\nhello\n'), 'control.unavailable', 'not a Countersign app'],
    [
      'a fault',
      (response) => response.end('{"item":1}\n{"fault":{"code":"ledger.not-found","message":"none","next":null}}\n'),
      'ledger.not-found',
      'none',
    ],
  ])('%s', async (_, answer, code, message) => {
    const { items, error } = await read(answer);
    expect(items).toEqual([1]);
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  });
});
