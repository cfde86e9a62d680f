import { afterEach, expect, test } from '@jest/globals';
import { SampleChange } from './change.ts';

let change: SampleChange;
afterEach(() => change.repository.remove());

async function sarif(...args: readonly string[]) {
  const { code, out } = await change.check('--format', 'sarif', ...args);
  return { code, log: JSON.parse(out) as { version: string; $schema: string; runs: [Run] } };
}

interface Run {
  readonly tool: {
    readonly driver: {
      readonly name: string;
      readonly version: string;
      readonly rules: readonly { readonly id: string }[];
    };
  };
  readonly invocations: readonly [
    {
      readonly exitCode: number;
      readonly executionSuccessful: boolean;
      readonly toolExecutionNotifications: readonly unknown[];
    },
  ];
  readonly results: readonly {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly level: string;
    readonly message: { readonly text: string };
    readonly locations: readonly unknown[];
    readonly partialFingerprints: unknown;
  }[];
}

test('a result for each broken rule and commit, at the rule’s line in the policy', async () => {
  change = new SampleChange(
    '  - { name: Signed by people!, require: { signed: true } }\n  - { name: signed  by-people, require: { ticket: { from: jira } }, enforce: warn }\n  - { name: reviewed, require: { approved: {} } }\n',
  );
  const [one, two] = [change.repository.commit('SHOP-1'), change.repository.commit('no ticket')];
  const { code, log } = await sarif();
  const [run] = log.runs;
  expect([code, log.version, run.tool.driver.name]).toEqual([1, '2.1.0', 'Countersign']);
  expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(['signed-by-people', 'signed-by-people-2', 'reviewed']);
  expect(run.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ['signed-by-people', 'error'],
    ['signed-by-people', 'error'],
    ['signed-by-people-2', 'warning'],
  ]);
  expect(run.results[1]).toEqual({
    ruleId: 'signed-by-people',
    ruleIndex: 0,
    level: 'error',
    message: { text: expect.stringContaining(two.slice(0, 7)) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: '.github/countersign.yml' }, region: { startLine: 5 } },
        logicalLocations: [{ name: two, kind: 'commit' }],
      },
    ],
    partialFingerprints: { 'countersign/v1': `signed-by-people:${two}` },
  });
  expect(one).not.toBe(two);
  expect(run.invocations).toEqual([
    {
      executionSuccessful: true,
      exitCode: 1,
      toolExecutionNotifications: [
        {
          level: 'note',
          message: { text: expect.stringContaining('not judged here') },
          associatedRule: { id: 'reviewed', index: 2 },
        },
      ],
    },
  ]);
});

test('a rule that is broken at no commit in particular has one result', async () => {
  change = new SampleChange("  - { name: docs, require: { changed: { any: ['docs/**'] } } }\n");
  change.repository.commit('more', { 'src/b.ts': 'b' });
  const { log } = await sarif();
  expect(log.runs[0].results).toMatchObject([{ ruleId: 'docs', partialFingerprints: { 'countersign/v1': 'docs' } }]);
});

test('an invalid policy, an empty range, no rule that applies', async () => {
  change = new SampleChange('  - { name: a, requires: { signed: true } }\n');
  expect((await sarif()).log.runs[0]).toMatchObject({ results: [], invocations: [{ exitCode: 0 }] });
  change.repository.commit('more');
  const invalid = await sarif();
  expect(invalid.code).toBe(1);
  expect(invalid.log.runs[0].results[0]).toMatchObject({
    level: 'error',
    locations: [{ physicalLocation: { region: { startLine: 5 } } }],
  });
  const path = `${change.repository.path}/none here.yml`;
  change.repository.write(
    'none here.yml',
    "version: 1\nrules:\n  - { name: a, when: { changed: { any: ['nowhere/**'] } }, require: { signed: true } }\n",
  );
  const [result] = (await sarif('--policy', path)).log.runs[0].results;
  expect(result).toMatchObject({
    level: 'error',
    locations: [{ physicalLocation: { artifactLocation: { uri: `file://${path.replace(' ', '%20')}` } } }],
  });
});
