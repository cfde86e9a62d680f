import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '../../../src/base/fault.ts';
import { serveTiles, type TilesServer } from '../../../src/cli/ledger/tiles-server.ts';

let server: TilesServer;
let warnings: string[];
let asked: string[];
const files: Readonly<Record<string, string>> = {
  checkpoint: 'note\n',
  'tile/0/000.p/1': 'hash',
  'tile/entries/000': 'entries',
};
const store = {
  async read(path: string): Promise<Uint8Array | null> {
    asked.push(path);
    if (path === 'damaged') throw new Fault('ledger.inconsistent', 'it is damaged');
    const text = files[path];
    return text === undefined ? null : Buffer.from(text);
  },
};

beforeEach(async () => {
  [warnings, asked] = [[], []];
  server = await serveTiles({ store, host: '127.0.0.1', port: 0, warn: (message) => warnings.push(message) });
});
afterEach(async () => {
  server.stop();
  await server.stopped;
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** The path goes out as it is: fetch would tidy it. */
async function ask(path: string, method = 'GET'): Promise<Answer> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, path, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    call.on('error', reject);
    call.end();
  });
}

test('the checkpoint: text, kept for seconds only', async () => {
  expect(await ask('/checkpoint')).toMatchObject({
    status: 200,
    body: 'note\n',
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'public, max-age=5',
      'content-length': '5',
    },
  });
});

test.each(['tile/0/000.p/1', 'tile/entries/000'])('%s: bytes that never change', async (path) => {
  expect(await ask(`/${path}`)).toMatchObject({
    status: 200,
    body: files[path],
    headers: {
      'content-type': 'application/octet-stream',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    },
  });
});

test('HEAD: the same headers, no body', async () => {
  const [head, get] = [await ask('/tile/entries/000', 'HEAD'), await ask('/tile/entries/000')];
  const { date: _head, ...headers } = head.headers;
  expect([head.status, head.body]).toEqual([200, '']);
  expect(get.headers).toMatchObject(headers);
  expect((await ask('/nothing', 'HEAD')).status).toBe(404);
});

describe('what is not there', () => {
  test.each([
    '/',
    '/nothing',
    '//checkpoint',
    '/checkpoint/',
    '/../checkpoint',
    '/%63heckpoint',
    '/tile/../checkpoint',
    '*',
  ])('%s: 404, which no cache keeps', async (path) => {
    expect(await ask(path)).toMatchObject({ status: 404, headers: { 'cache-control': 'no-store' } });
  });

  test('the store is asked for the path as it came, never for one that was tidied', async () => {
    await ask('/tile/../../etc/passwd?x');
    await ask('/%2e%2e/checkpoint');
    expect(asked).toEqual(['tile/../../etc/passwd', '%2e%2e/checkpoint']);
  });
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s: 405', async (method) => {
  expect(await ask('/checkpoint', method)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  expect(asked).toEqual([]);
});

test('what cannot be read: 500 without particulars; the operator is told', async () => {
  expect(await ask('/damaged')).toMatchObject({ status: 500, body: 'this cannot be read\n' });
  expect(warnings).toEqual(['/damaged: it is damaged']);
});

test('a port that is taken: said, and what to do', async () => {
  const port = Number(new URL(server.url).port);
  await expect(serveTiles({ store, host: '127.0.0.1', port, warn: () => undefined })).rejects.toMatchObject({
    code: 'cli.usage',
    message: expect.stringContaining(`port ${port}`),
  });
});
