import { afterEach, expect, test } from '@jest/globals';
import { SampleChange } from './change.ts';

let change: SampleChange;
afterEach(() => change.repository.remove());

test('the documented shape', async () => {
  change = new SampleChange(
    "  - { name: signed, require: { signed: true } }\n  - { name: reviewed, require: { approved: {} }, enforce: warn }\n  - { name: touched, when: { changed: { any: ['src/**'] } }, require: { ticket: { from: jira } } }\n",
  );
  const commit = change.repository.commit('SHOP-1 more', { 'src/a.ts': 'b\n' });
  const base = change.repository.head('main');
  const { code, answer } = await change.checkJson();
  expect(code).toBe(1);
  expect(answer).toEqual({
    version: 1,
    result: 'deny',
    exit: 1,
    range: {
      from: { revision: 'main', commit: base },
      to: { revision: 'topic', commit },
      mergeBase: base,
      baseBranch: 'main',
    },
    empty: false,
    policy: { path: '.github/countersign.yml', commit: base, problems: [] },
    engine: expect.stringMatching(/^countersign-policy\/\d+$/),
    commits: 1,
    files: 1,
    rules: [
      {
        rule: 'signed',
        line: 5,
        enforce: 'block',
        state: 'unmet',
        open: [],
        findings: [
          expect.objectContaining({ condition: 'signed', code: 'signed.unsigned', truth: 'unmet', commits: [commit] }),
        ],
      },
      {
        rule: 'reviewed',
        line: 6,
        enforce: 'warn',
        state: 'not-judged-here',
        open: ['approved'],
        findings: [{ condition: 'approved', code: 'not-local', truth: 'unknown', commits: [], data: {} }],
      },
      {
        rule: 'touched',
        line: 7,
        enforce: 'block',
        state: 'met',
        open: [],
        findings: [expect.objectContaining({ condition: 'changed' }), expect.objectContaining({ condition: 'ticket' })],
      },
    ],
  });
});

test('an empty range and an invalid policy have the same shape', async () => {
  change = new SampleChange('  - { name: a, requires: { signed: true } }\n');
  expect((await change.checkJson()).answer).toMatchObject({
    version: 1,
    result: 'allow',
    exit: 0,
    empty: true,
    policy: null,
    rules: [],
  });
  change.repository.commit('more');
  const { code, answer } = await change.checkJson();
  expect(code).toBe(1);
  expect(answer).toMatchObject({
    version: 1,
    result: 'deny',
    exit: 1,
    empty: false,
    policy: {
      path: '.github/countersign.yml',
      problems: [expect.objectContaining({ line: 5, code: 'policy.schema' }), expect.anything()],
    },
    rules: [],
  });
});
