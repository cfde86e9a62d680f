import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lineJson } from '../../../src/cli/trace/story-report.ts';
import { tellStory } from '../../../src/ledger/trace/story.ts';
import { commits, momentOf, told, webScene } from '../../ledger/trace/scene.ts';
import type { LedgerBranch } from '../ledger-branch.ts';
import { runCli } from '../test-io.ts';
import { sharedBranch, webBranch } from '../trace/web-branch.ts';

let branch: LedgerBranch;
beforeAll(() => {
  branch = webBranch();
});
afterAll(() => branch.repository.remove());

const ask = (...args: readonly string[]) => runCli(['trace', branch.repository.path, ...args]);

describe('the whole story', () => {
  test('in words', async () => {
    const { code, out, err } = await ask('#42');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('3c1e5a7 was merged for #42: 2 commits are covered by a passing decision — dana\n');
    expect(out).toContain('rolled back: production runs ');
    expect(out).toMatch(/\n11 entries of .*\. Not verified: /);
  });

  test('as JSON', async () => {
    const { code, out } = await ask('SHOP-412', '--format', 'json');
    const lines = tellStory({ is: 'ticket', key: 'SHOP-412' }, webScene().traced()).map(lineJson);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      asked: { is: 'ticket', key: 'SHOP-412' },
      lines,
      unreadable: 0,
    });
  });

  test('of what nothing is recorded', async () => {
    expect(await ask('#77')).toMatchObject({ code: 3, out: expect.stringContaining('Nothing is recorded about #77.') });
  });

  test('of one of several repositories', async () => {
    const shared = sharedBranch();
    const { path } = shared.repository;
    expect(await runCli(['trace', path, '#42'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--repository'),
    });
    expect(await runCli(['trace', path, '#42', '--repository', 'acme/web'])).toMatchObject({ code: 0 });
    shared.repository.remove();
  });
});

describe('what changed between two instants', () => {
  const span = `${momentOf(told.production41)}..${momentOf(told.production43)}`;

  test('in words', async () => {
    const { code, out } = await ask('--diff', 'production', span);
    expect(code).toBe(0);
    expect(out).toContain(`✗ ${commits.hotfix.slice(0, 7)}: covered by no decision when it landed`);
    expect(out).toContain(`allowed by entry ${told.group43}`);
  });

  test('as JSON', async () => {
    const { code, out } = await ask('--diff', 'production', span, '--format', 'json');
    expect(code).toBe(0);
    const indexes = [told.landed42, told.hotfix, told.landed43];
    expect(JSON.parse(out)).toMatchObject({
      asked: { is: 'difference', environment: 'production' },
      way: 'forth',
      landings: indexes.map((index) => ({ index })),
    });
  });

  test('where nothing ran', async () => {
    expect(await ask('--diff', 'moon', span)).toMatchObject({ code: 3 });
  });
});

test.each([
  [['main'], 'is nothing that can be traced'],
  [['2026-11-20..2026-11-21'], 'T1..T2 is for --diff'],
  [['--diff', 'production', '2026-11-20'], 'is not T1..T2'],
])('%j cannot be asked', async (args, words) => {
  const { code, out, err } = await ask(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(words);
});

test('an entry that cannot be read leaves it open', async () => {
  const damaged = webBranch();
  damaged.tamper({ 'tail/5.json': '"SHOP-412"' });
  const { code, err } = await runCli(['trace', damaged.repository.path, 'SHOP-412']);
  expect(code).toBe(3);
  expect(err).toContain('1 entry cannot be read');
  damaged.repository.remove();
});
