import { describe, expect, test } from '@jest/globals';
import { readChecks } from '../../../src/github/facts/checks.ts';
import { reader } from '../gql.ts';

const OURS = 12;
const ci = { databaseId: 15_368, slug: 'github-actions' };

function run(databaseId: number, change: Readonly<Record<string, unknown>> = {}, app: object | null = ci) {
  return reader({
    __typename: 'CheckRun',
    databaseId,
    name: 'test',
    status: 'COMPLETED',
    conclusion: 'SUCCESS',
    checkSuite: { id: 'CS_1', app },
    ...change,
  });
}

const status = (state: string, createdAt: string) =>
  reader({ __typename: 'StatusContext', context: 'ci/build', state, createdAt });

describe('checks', () => {
  test('of a run: its app, and its state', () => {
    expect(readChecks([run(1)], OURS)).toEqual([
      {
        source: 'check_run',
        name: 'test',
        app: { id: 15_368, slug: 'github-actions' },
        state: 'success',
      },
    ]);
    expect(readChecks([run(1, {}, null)], OURS)).toMatchObject([{ app: null, source: 'check_run' }]);
    expect(readChecks([run(1, { status: 'QUEUED' })], OURS)).toMatchObject([{ state: 'pending' }]);
  });

  test('of one name in one suite: the newest by number, in whatever order', () => {
    const old = run(7);
    const again = run(9, { conclusion: 'FAILURE' });
    for (const nodes of [
      [old, again],
      [again, old],
    ]) {
      expect(readChecks(nodes, OURS).map(({ state }) => state)).toEqual(['failure']);
    }
  });

  test('of one name in two suites: both, so that the one does not hide the other', () => {
    const other = run(3, { conclusion: 'FAILURE', checkSuite: { id: 'CS_2', app: ci } });
    expect(readChecks([run(9), other], OURS).map(({ state }) => state)).toEqual(['success', 'failure']);
  });

  test('of one workflow that ran twice for one kind of event: the later one; for another event: both', () => {
    const of = (id: string, event: string, databaseId: number | null = 70) => ({
      checkSuite: { id, app: ci, workflowRun: { event, workflow: { databaseId } } },
    });
    const failed = run(3, { conclusion: 'FAILURE', ...of('CS_1', 'pull_request') });
    const edited = run(9, of('CS_2', 'pull_request'));
    const pushed = run(5, { conclusion: 'CANCELLED', ...of('CS_3', 'push') });
    expect(readChecks([failed, edited, pushed], OURS).map(({ state }) => state)).toEqual(['success', 'cancelled']);
    const other = run(9, of('CS_2', 'pull_request', 71));
    expect(readChecks([failed, other], OURS)).toHaveLength(2);
    const unnamed = run(9, of('CS_2', 'pull_request', null));
    expect(readChecks([failed, unnamed], OURS)).toHaveLength(2);
  });

  test('of our own app are none; another app’s with our name is one', () => {
    const named = {
      name: 'countersign: main',
      checkSuite: { id: 'CS_3', app: { databaseId: OURS, slug: 'countersign' } },
    };
    const forged = run(5, { name: 'countersign: main' }, { databaseId: 99, slug: 'countersign-ci' });
    expect(readChecks([run(4, named), forged], OURS)).toMatchObject([{ name: 'countersign: main', app: { id: 99 } }]);
  });

  test('of statuses: the newest of each context, set by nobody’s app', () => {
    const passed = status('SUCCESS', '2026-11-21T14:00:00Z');
    const pending = status('PENDING', '2026-11-21T14:05:00Z');
    expect(readChecks([pending, passed], OURS)).toEqual([
      { source: 'status', name: 'ci/build', app: null, state: 'pending' },
    ]);
    expect(
      readChecks([passed, run(1, { name: 'ci/build' })], OURS)
        .map(({ source }) => source)
        .toSorted(),
    ).toEqual(['check_run', 'status']);
  });

  test('that are not there make the answer incomplete', () => {
    expect(() => readChecks([reader(null)], OURS)).toThrow(expect.objectContaining({ code: 'github.incomplete' }));
  });
});
