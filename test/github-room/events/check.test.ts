import { describe, expect, test } from '@jest/globals';
import { readCheckRunEvent, readCheckSuiteEvent } from '../../../src/github/events/check.ts';
import { oid, reader } from '../gql.ts';
import { by, envelope, place } from './examples.ts';

const own = { number: 42, base: { ref: 'main', repo: { id: 70 } } };
const leaving = { number: 9, base: { ref: 'main', repo: { id: 1 } } };
const run = (pull_requests: readonly object[]) => ({ head_sha: oid(1), pull_requests });
const again = { kind: 'head', place, head: oid(1), command: null, by: null };
const press = (identifier: string, pulls: readonly object[] = [own]) =>
  readCheckRunEvent(
    reader({ ...envelope, action: 'requested_action', requested_action: { identifier }, check_run: run(pulls) }),
  );

describe('a check run', () => {
  test.each([[[leaving, own]], [[leaving]], [[]]])('asked for again is written anew, by its commit', (pulls) => {
    const payload = { ...envelope, action: 'rerequested', check_run: run(pulls) };
    expect(readCheckRunEvent(reader(payload))).toEqual([again]);
  });

  test('has two buttons; one on a fork’s commit names no pull request', () => {
    expect(press('recheck', [leaving, own])).toEqual([{ kind: 'command', place, number: 42, command: 'recheck', by }]);
    expect(press('explain', [])).toEqual([{ kind: 'head', place, head: oid(1), command: 'explain', by }]);
    expect(press('approve')).toEqual([]);
  });

  test.each(['created', 'completed'])('%s is news of its commit, and says by which app', (action) => {
    const read = (app: object | null) =>
      readCheckRunEvent(reader({ ...envelope, action, check_run: { ...run([own]), app } }));
    expect(read({ id: 12 })).toEqual([{ kind: 'machines', place, head: oid(1), app: 12 }]);
    expect(read(null)).toEqual([{ kind: 'machines', place, head: oid(1), app: null }]);
  });

  test('means nothing otherwise', () => {
    expect(readCheckRunEvent(reader({ ...envelope, action: 'deleted', check_run: run([own]) }))).toEqual([]);
  });
});

test('a suite asked for again', () => {
  const read = (action: string) => readCheckSuiteEvent(reader({ ...envelope, action, check_suite: run([own]) }));
  expect(read('rerequested')).toEqual([again]);
  expect(read('requested')).toEqual([]);
});

test('a suite that ended is news of its commit: what a workflow run came to is read from it', () => {
  const suite = { ...run([own]), app: { id: 12 } };
  const payload = { ...envelope, action: 'completed', check_suite: suite };
  expect(readCheckSuiteEvent(reader(payload))).toEqual([{ kind: 'machines', place, head: oid(1), app: 12 }]);
});

test('a suite of another app that ended is told as well', () => {
  const suite = { ...run([own]), id: 5, app: { id: 12, slug: 'scanner' }, conclusion: 'success' };
  const read = (app: object) =>
    readCheckSuiteEvent(reader({ ...envelope, action: 'completed', check_suite: { ...suite, app } }));
  expect(read(suite.app)).toMatchObject([
    { kind: 'machines' },
    { kind: 'ended', place, ended: { outcome: 'success', of: { is: 'suite', id: 5, app: 12 } } },
  ]);
  expect(read({ id: 15_368, slug: 'github-actions' })).toMatchObject([{ kind: 'machines' }]);
});
