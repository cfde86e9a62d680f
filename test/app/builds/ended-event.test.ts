import { expect, test } from '@jest/globals';
import type { Ended } from '../../../src/app/builds/ended.ts';
import { buildFields, commonFields } from '../../../src/app/builds/ended-event.ts';
import type { EndedRun } from '../../../src/github/hint.ts';
import { sha256Hex } from '../../../src/ledger/digest.ts';
import { ended, run, suite } from './ended-scene.ts';

const at = (time: string): number => Date.parse(time);
const url = 'https://github.com/acme/shop/actions/runs/9';
const ofRun = (changes: Partial<EndedRun>): Ended => ({ ...ended, of: { ...run, ...changes } });

test('a run: how it ended, which attempt it was, from when to when', () => {
  const timed = { ...ofRun({ attempt: 2, startedAt: at('2026-11-22T10:00:00Z') }), at: at('2026-11-22T10:05:00Z') };
  expect(commonFields(timed, url)).toEqual({
    code: 'build.success',
    result: 'passed',
    run: { uri: url, attempt: 2 },
    started: '2026-11-22T10:00:00.000Z',
    ended: '2026-11-22T10:05:00.000Z',
  });
});

test.each([
  ['timed_out', 'failed'],
  ['cancelled', 'cancelled'],
  ['skipped', 'skipped'],
  ['startup_failure', 'error'],
  ['neutral', undefined],
  ['action_required', undefined],
] as const)('%s is %s', (outcome, result) => {
  const { code, result: told } = commonFields({ ...ended, outcome }, url);
  expect([code, told]).toEqual([`build.${outcome}`, result]);
});

test('a suite has no page of a run', () => {
  expect(commonFields({ ...ended, of: suite, at: null }, null)).toEqual({ code: 'test.success', result: 'passed' });
});

test.each([
  ['push', true],
  ['merge_group', true],
  ['workflow_dispatch', true],
  ['pull_request', false],
  ['pull_request_target', false],
])('after %s: did it run the file of this very commit? %s', (event, isOwn) => {
  expect(buildFields(ofRun({ event }), null).workflow).toEqual({
    path: '.github/workflows/ci.yml',
    ...(isOwn ? { commit: ended.commit } : {}),
  });
});

test('jobs are named by plain words only, and so is what started the run', () => {
  const evil = '<img src=x>';
  const runner = { labels: [evil], group: evil, host: 'hosted' } as const;
  const jobs = [
    { name: 'test (22)', state: 'success', runner, startedAt: 0, endedAt: 1_000 },
    { name: evil, state: 'skipped', runner: null, startedAt: null, endedAt: null },
  ] as const;
  const build = buildFields(ofRun({ event: evil, path: evil }), jobs);
  expect(build).toEqual({
    workflow: { path: `sha256.${sha256Hex(evil)}` },
    trigger: 'unknown',
    starter: 5,
    jobs: [
      {
        name: 'test (22)',
        outcome: 'success',
        started: '1970-01-01T00:00:00.000Z',
        ended: '1970-01-01T00:00:01.000Z',
        runner: 'hosted',
      },
      { name: `sha256.${sha256Hex(evil)}`, outcome: 'skipped' },
    ],
  });
  expect(JSON.stringify(build)).not.toContain(evil);
});
