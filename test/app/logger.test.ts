import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const module = fileURLToPath(new URL('../../src/app/logger.ts', import.meta.url));

/** What a process writes that logs this, as its operator sees it. */
function written(statements: string, { level = 'info', format = 'json' } = {}): string {
  const program = `
    import { createLog } from ${JSON.stringify(module)};
    const log = createLog({ logLevel: '${level}', logFormat: '${format}' });
    ${statements}`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const lines = (statements: string, options = {}): readonly Record<string, unknown>[] =>
  written(statements, options)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('a line is an object of JSON: fields, then a sentence', () => {
  expect(lines(`log.warn({ subject: 'pull_request:1:2', n: 7 }, 'Something')`)).toEqual([
    expect.objectContaining({ level: 40, subject: 'pull_request:1:2', n: 7, msg: 'Something' }),
  ]);
});

test('what is below the level is not written', () => {
  const all = `log.debug({}, 'd'); log.info({}, 'i'); log.warn({}, 'w'); log.error({}, 'e');`;
  expect(lines(all, { level: 'warn' }).map(({ msg }) => msg)).toEqual(['w', 'e']);
  expect(lines(all, { level: 'debug' })).toHaveLength(4);
});

test('secrets are not written, wherever they stand in the fields', () => {
  const text = written(`
    log.error({ privateKey: 's3cret', webhookSecret: 's3cret', token: 's3cret', payload: 's3cret' }, 'top');
    log.error({ request: { headers: { authorization: 's3cret' } } }, 'deep');
    log.error({ list: [{ token: 's3cret' }, { config: { ledger: { pem: 's3cret' } } }] }, 'in lists');
    const error = Object.assign(new Error('refused'), { request: { headers: { authorization: 's3cret' } } });
    log.error({ error, err: error }, 'on errors');`);
  expect(text).not.toContain('s3cret');
  expect(text.match(/\[secret\]/g)).toHaveLength(7);
  expect(text).toContain('refused');
});

test('a private key is none to be written, whatever its field is called', () => {
  const pem = '-----BEGIN RSA PRIVATE KEY-----\\nAAAA\\n-----END RSA PRIVATE KEY-----';
  expect(lines(`log.info({ key: '${pem}', ledger: { key: 'x ${pem}' } }, 'k')`)).toEqual([
    expect.objectContaining({ key: '[secret]', ledger: { key: '[secret]' } }),
  ]);
});

test('the keys of jobs are written: without them nobody knows what failed', () => {
  expect(lines(`log.warn({ queue: 'report', key: 'pull_request:1:2' }, 'A job failed')`)).toEqual([
    expect.objectContaining({ queue: 'report', key: 'pull_request:1:2' }),
  ]);
});

test('what goes round in circles ends, and dates stay dates', () => {
  expect(lines(`const a = { at: new Date(0), none: null }; a.self = a; log.info({ a }, 'round')`)).toEqual([
    expect.objectContaining({ a: expect.objectContaining({ at: '1970-01-01T00:00:00.000Z', none: null }) }),
  ]);
});

test('for people the same lines have colours and no braces, and no secrets either', () => {
  const text = written(`log.info({ token: 's3cret', url: 'http://x' }, 'Countersign is ready')`, { format: 'pretty' });
  expect(text).toContain('Countersign is ready');
  expect(text).toContain('http://x');
  expect(text).not.toContain('s3cret');
  expect(() => JSON.parse(text)).toThrow();
});
