import { describe, expect, test } from '@jest/globals';
import { readWorkflows } from '../../../src/github/facts/workflows.ts';
import { reader } from '../gql.ts';

const place = { owner: 'Acme', name: 'shop' };

function suite(databaseId: number, change: Readonly<Record<string, unknown>> = {}, state: object = {}) {
  const run = {
    databaseId,
    event: 'pull_request',
    file: { path: '.github/workflows/ci.yml', repositoryName: 'acme/shop' },
    workflow: { name: 'CI' },
    ...change,
  };
  return reader({ status: 'COMPLETED', conclusion: 'SUCCESS', workflowRun: run, ...state });
}

describe('workflow runs', () => {
  test('are the suites that have one, oldest first; the state is the suite’s', () => {
    const foreign = reader({ status: 'QUEUED', conclusion: null, workflowRun: null });
    const again = suite(9, {}, { status: 'QUEUED', conclusion: null });
    expect(readWorkflows([again, foreign, suite(7)], place)).toEqual([
      { path: '.github/workflows/ci.yml', name: 'CI', event: 'pull_request', run: 7, state: 'success' },
      { path: '.github/workflows/ci.yml', name: 'CI', event: 'pull_request', run: 9, state: 'pending' },
    ]);
  });

  test.each(['acme/shop', '/acme/shop', 'https://github.com/ACME/shop'])(
    'of a file in %s are of this repository',
    (repositoryName) => {
      const [run] = readWorkflows([suite(1, { file: { path: 'ci.yml', repositoryName } })], place);
      expect(run?.path).toBe('ci.yml');
    },
  );

  test.each(['acme/other', 'https://github.com/eve/shop', 'shop', ''])(
    'of a file in %j have no path here',
    (repositoryName) => {
      const [run] = readWorkflows([suite(1, { file: { path: '.github/workflows/ci.yml', repositoryName } })], place);
      expect(run).toMatchObject({ path: null, name: 'CI' });
    },
  );

  test('whose file GitHub does not name have no path', () => {
    expect(readWorkflows([suite(1, { file: null })], place)).toMatchObject([{ path: null }]);
  });
});
