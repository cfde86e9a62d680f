import { describe, expect, test } from '@jest/globals';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { type EraseReport, exitOf, gather, showJson, showText } from '../../../src/cli/erase/report.ts';

const findings: JsonObject = {
  identity: { ids: [7], logins: ['dana'], names: ['Dana S'], emails: ['d\u{1b}@x'] },
  documents: 1_234,
  open: 0,
  rows: { subject: 2, push: 0, delivery: 0, memory: 0, job: 0 },
  entries: [],
};
const held = { ...findings, entries: [{ origin: 'github.com/acme/shop', entries: 1 }] };
const erased = { told: 'erased', origin: 'github.com/acme/shop', documents: 3 };
const unfinished = { told: 'unfinished', what: '3 documents of x', why: 'GitHub is down' };
const left = { told: 'left', origin: 'github.com/acme/gone', digests: ['ab'.repeat(32)] };
const end = { told: 'end', remains: [] };
const remaining = { told: 'end', remains: [{ table: 'countersign.memory', column: 'key', rows: 1 }] };

const read = async (items: readonly Json[], isDry = false) => {
  const told: string[] = [];
  async function* stream(): AsyncGenerator<Json> {
    yield* items;
  }
  return { told, report: await gather(stream(), { isDry, told: (line) => void told.push(line) }) };
};
const of = async (items: readonly JsonObject[], isDry = false): Promise<EraseReport> =>
  (await read([{ told: 'findings', ...items[0] }, ...items.slice(1)], isDry)).report;

describe('how it ended', () => {
  test.each<[string, readonly JsonObject[], { isDry?: boolean; keep?: boolean }, number, string]>([
    ['all of it', [findings, erased, end], {}, 0, 'Erased. Backups'],
    ['a dry run', [findings], { isDry: true }, 0, 'Nothing was changed: this was a dry run.'],
    ['entries hold the person', [held], {}, 1, '1 entry of github.com/acme/shop holds the person'],
    ['a dry run that finds entries', [held], { isDry: true }, 1, 'cannot be erased'],
    ['entries are kept', [held, erased, end], { keep: true }, 0, 'Erased. Backups'],
    ['something could not be done', [findings, unfinished, end], {}, 3, 'Not done: 3 documents of x: GitHub is down'],
    ['something remains', [findings, erased, remaining], {}, 3, 'Still there: 1 row of countersign.memory, key.'],
    [
      'something could not be read',
      [findings, left, erased, end],
      {},
      3,
      'whatever it holds: 1 piece of evidence of github.com/acme/gone',
    ],
    ['a dry run without all of it', [findings, left], { isDry: true }, 3, `\n  ${'ab'.repeat(32)}\n`],
    ['it was cut off', [findings, erased], {}, 3, 'Nothing was changed.'],
  ])('%s', async (_, items, { isDry = false, keep = false }, exit, words) => {
    const report = await of(items, isDry);
    expect(exitOf(report, keep)).toBe(exit);
    expect(showText(report)).toContain(words);
  });
});

test('what was found is shown, and nothing that a terminal obeys', async () => {
  const text = showText(await of([{ ...findings, open: 2 }, end]));
  expect(text).toMatch(
    /^ids +7\nlogins +dana\nnames +Dana S\nemails +d\\u\{1b\}@x\nevidence +1,234 documents\nverdicts +2\n\n/,
  );
  expect(text).toContain('2 open subjects will be judged again');
  expect(text).not.toContain('pushes');
});

test('json', async () => {
  const answer: unknown = JSON.parse(showJson(await of([findings, left, erased, unfinished, remaining])));
  const [{ told: _a, ...gone }, { told: _b, ...undone }, { told: _c, ...unread }] = [erased, unfinished, left];
  const lists = { left: [unread], recorded: [], erased: [gone], unfinished: [undone], remains: remaining.remains };
  expect(answer).toEqual({ version: 1, dry: false, ...findings, ...lists });
});

test('progress, and an answer that is none', async () => {
  const { told } = await read([{ told: 'findings', ...findings }, { ...erased, origin: 'a\nb' }, 'noise', end]);
  expect(told).toEqual(['erased: 3 documents of a\\nb']);
  await expect(read([end])).rejects.toMatchObject({ code: 'internal.bug' });
});
