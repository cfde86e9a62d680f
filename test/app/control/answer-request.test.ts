import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { VERSION_HEADER } from '../../../src/app/control/wire.ts';
import { VERSION } from '../../../src/app/version.ts';
import { type ControlBench, openControlBench } from './control-bench.ts';

let bench: ControlBench;
beforeAll(async () => {
  bench = await openControlBench();
}, 60_000);
afterAll(async () => await bench.close());

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly version?: string;
  readonly body?: string;
}

function send({ path = '/ledger-query', method = 'POST', version = VERSION, body = '{"limit":null}' }: Sent) {
  return new Promise<{ readonly type: string | undefined; readonly lines: readonly unknown[] }>((resolve, reject) => {
    const socketPath = join(bench.data, 'control.sock');
    const headers = version === '' ? {} : { [VERSION_HEADER]: version };
    const outgoing = request({ socketPath, path, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => {
        const lines = text.split('\n').slice(0, -1);
        resolve({ type: response.headers['content-type'], lines: lines.map((line) => JSON.parse(line) as unknown) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

test('an answer is its items and an end', async () => {
  expect(await send({})).toEqual({
    type: 'application/jsonl; charset=utf-8',
    lines: [{ item: { ledgers: 0, entries: 0 } }, { end: true }],
  });
});

describe('what is not answered is a fault, and nothing else', () => {
  test.each<[string, Sent, string, string]>([
    [
      'another version',
      { version: '0.0.1' },
      'control.unavailable',
      `version ${VERSION}, and this command is version 0.0.1`,
    ],
    ['no version', { version: '' }, 'control.unavailable', 'unknown'],
    ['an unknown command', { path: '/toString' }, 'cli.usage', 'no command "toString"'],
    ['another method', { method: 'PUT' }, 'cli.usage', 'no command'],
    ['what is not JSON', { body: '{' }, 'cli.usage', 'not a JSON object'],
    ['a list', { body: '[]' }, 'cli.usage', 'not a JSON object'],
    ['too much', { body: ' '.repeat(1024 * 1024 + 1) }, 'cli.usage', 'too large'],
    ['a fault of the command', { body: '{"limit":"x"}' }, 'cli.usage', 'A limit is a number'],
  ])('%s', async (_, sent, code, message) => {
    const { lines } = await send(sent);
    expect(lines).toEqual([{ fault: { code, message: expect.stringContaining(message), next: expect.any(String) } }]);
  });
});

test('whoever goes away in the middle harms nobody', async () => {
  const socketPath = join(bench.data, 'control.sock');
  await new Promise<void>((resolve) => {
    const outgoing = request({
      socketPath,
      path: '/ledger-query',
      method: 'POST',
      agent: false,
      headers: { 'content-length': 100 },
    });
    outgoing.on('error', () => resolve());
    outgoing.write('{');
    setTimeout(() => outgoing.destroy(new Error('gone')), 20);
  });
  expect((await send({})).lines).toHaveLength(2);
});
