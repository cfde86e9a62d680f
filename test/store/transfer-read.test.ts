import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Fault } from '../../src/base/fault.ts';
import { checkExport, type Piece, readExport } from '../../src/store/transfer-read.ts';
import { header, linesOf, sealed } from './exported.ts';

const job = { queue: 'flush', key: '7', data: { a: 1 }, priority: 4, installation: '12', due: 5 };
const counted = { rows: { push: 0, memory: 2 }, jobs: 2 };
const whole = sealed(
  [
    header(),
    '{"table":"push"}',
    '{"table":"memory"}',
    '{"row":{"key":"a","at":9007199254740993}}',
    '{"row":{"key":"b"}}',
    JSON.stringify({ job }),
    JSON.stringify({ job: { ...job, queue: 'of a later version' } }),
  ],
  counted,
);

test('what was written is read, numbers as they were', async () => {
  const pieces: Piece[] = [];
  for await (const piece of readExport(linesOf(whole))) pieces.push(piece);
  expect(pieces).toEqual([
    { kind: 'begin', header: { version: '1.0.0', schema: 9, at: 1_700_000_000_000 } },
    { kind: 'row', table: 'memory', text: '{"key":"a","at":9007199254740993}' },
    { kind: 'row', table: 'memory', text: '{"key":"b"}' },
    { kind: 'job', job: { ...job, installation: 12 } },
    { kind: 'end', totals: { schema: 9, at: 1_700_000_000_000, ...counted, sha256: expect.any(String) } },
  ]);
  expect(await checkExport(linesOf(whole))).toMatchObject(counted);
});

const codeOf = async (text: string): Promise<string> =>
  await checkExport(linesOf(text)).then(
    () => 'whole',
    (error: unknown) => (error instanceof Fault ? error.code : `not a fault: ${String(error)}`),
  );

test('a part of it is refused, wherever it was cut', async () => {
  for (let length = 0; length < whole.length - 1; length++)
    expect(await codeOf(`${whole.slice(0, length)}\n`)).not.toBe('whole');
  for (const cut of [0, 1, 3, 7]) {
    const lines = whole.split('\n').slice(0, cut);
    expect(await codeOf(`${lines.join('\n')}\n`)).toBe('store.export');
  }
});

test('another character anywhere is noticed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: whole.length - 2 }),
      fc.constantFrom('0', '1', 'x', '"', ' ', '}'),
      async (at, other) => {
        fc.pre(whole[at] !== other);
        const code = await codeOf(`${whole.slice(0, at)}${other}${whole.slice(at + 1)}`);
        expect(['store.export', 'store.version']).toContain(code);
      },
    ),
  );
});

test('whatever lines there are, they are read or refused', async () => {
  const line = fc.oneof(
    fc.constantFrom(
      header(),
      ...whole.split('\n'),
      '{"row":1}',
      '{"table":"migration"}',
      '{"job":{}}',
      '{"end":{}}',
      '[]',
      '',
    ),
    fc.json(),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 8 }), async (lines) => {
      const code = await codeOf(lines.map((each) => `${each.replaceAll('\n', ' ')}\n`).join(''));
      expect(code).toMatch(/^(store\.|whole)/);
    }),
  );
});

describe('a file that nobody damaged, and that is none', () => {
  const first = header();
  test.each([
    ['rows of no table', [first, '{"row":{}}'], { rows: {}, jobs: 0 }],
    ['a row that is none', [first, '{"table":"push"}', '{"row":[]}'], { rows: { push: 1 }, jobs: 0 }],
    ['a row with something beside it', [first, '{"table":"push"}', '{"a":1,"row":{}}'], { rows: { push: 1 }, jobs: 0 }],
    ['a table that is not carried', [first, '{"table":"budget"}'], { rows: { budget: 0 }, jobs: 0 }],
    ['other numbers of rows', [first, '{"table":"push"}'], { rows: { push: 1 }, jobs: 0 }],
    ['other numbers of jobs', [first], { rows: {}, jobs: 1 }],
    ['a job of nothing', [first, '{"job":{"queue":"flush"}}'], { rows: {}, jobs: 1 }],
    ['a job without a time', [first, '{"job":{"queue":"flush","key":"k","data":{}}}'], { rows: {}, jobs: 1 }],
    ['no header', ['{"table":"push"}'], { rows: { push: 0 }, jobs: 0 }],
    ['a header without a version', [header({ version: 1 })], { rows: {}, jobs: 0 }],
  ])('%s', async (_name, lines, counts) => {
    expect(await codeOf(sealed(lines, counts as Parameters<typeof sealed>[1]))).toBe('store.export');
  });

  test('of another format', async () => {
    expect(await codeOf(sealed([header({ format: 2 })], { rows: {}, jobs: 0 }))).toBe('store.version');
  });

  test('with something behind its end', async () => {
    expect(await codeOf(`${whole}{"row":{}}\n`)).toBe('store.export');
  });
});
