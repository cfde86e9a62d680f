import { expect, test } from '@jest/globals';
import { known, unknown } from '../../../src/policy/facts.ts';
import { analysis, group, open, scanned, withAlerts } from '../alert-scenery.ts';
import { explained } from './explained.ts';

const HIGH = '{ alerts: { code_scanning: { none_of: high } } }';
const code = (changes: Parameters<typeof scanned>[0]) => withAlerts({ codeScanning: known(scanned(changes)) });

test('what is open, how bad, and where to look', () => {
  const groups = [group('critical', { count: 9, numbers: [1, 2, 3, 4, 5, 6, 7] }), group('high')];
  const found = '10 open alerts of code scanning: 9 critical (no. 1, 2, 3, 4, 5 and 4 more), 1 high (no. 12)';
  expect(explained(HIGH, code({ groups }))).toEqual({
    title: ['10 open alerts of code scanning', 'security alerts are open'],
    row: found,
    looked: 'the open alerts of code scanning, as analyzed 14:00 UTC',
    required: 'no open alert of severity high or worse in an analysis of `000000c`',
    found: [found],
    steps: [
      'Mend what the alerts name and have it analyzed, or dismiss them with a reason (Security → Code scanning).',
    ],
  });
});

test('nothing is open', () => {
  expect(explained(HIGH, withAlerts())).toMatchObject({
    row: 'no open alert of code scanning of severity high or worse',
    found: [],
    steps: [],
  });
});

test.each([
  [HIGH, [], 'there is no analysis of `000000c` yet, nor of any other commit', 1],
  [HIGH, [analysis({ ofCommit: null })], 'there is no analysis of `000000c` yet', 0],
  [
    '{ alerts: { code_scanning: { none_of: low, tool: CodeQL, analyzed: any } } }',
    [],
    'there is no analysis by «CodeQL» yet',
    1,
  ],
  [
    '{ alerts: { code_scanning: { none_of: critical, categories: [/language:go, /language:js] } } }',
    [analysis()],
    'there is no analysis of `000000c` in the category `/language:go` or `/language:js` yet',
    0,
  ],
])('an analysis is waited for (%#)', (requirement, analyses, row, steps) => {
  const told = explained(requirement, code({ analyses }));
  expect([told.row, told.found, told.steps.length]).toEqual([row, [row], steps]);
});

test('what is waited for, in the title and as it is required', () => {
  const told = explained('{ alerts: { code_scanning: { none_of: critical, categories: [a, b] } } }', code({}));
  expect(told.title).toEqual(['an analysis of this commit by code scanning', 'code scanning']);
  expect(told.required).toBe(
    'an analysis of `000000c` of each category `a` and `b`, and no open alert of severity critical in it',
  );
  const any = explained('{ alerts: { code_scanning: { none_of: low, analyzed: any } } }', code({ analyses: [] }));
  expect(any.title).toEqual(['an analysis by code scanning', 'code scanning']);
  expect(any.required).toBe('an analysis, and no open alert of severity low or worse in it');
});

test('secrets and dependencies', () => {
  const facts = withAlerts({
    secretScanning: known(open(group('critical', { tool: null, count: 2, numbers: [3, 4] }))),
    dependencies: known({ groups: [group('low', { tool: null })], isAll: false }),
  });
  expect(explained('{ alerts: { secret_scanning: none, dependencies: { none_of: low } } }', facts)).toEqual({
    title: ['2 open alerts of secret scanning', 'security alerts are open'],
    row: '2 open alerts of secret scanning: no. 3, 4; at least 1 open alert of Dependabot: 1 low (no. 12)',
    looked: 'the open alerts of secret scanning, the open alerts of Dependabot',
    required: 'no open alert of secret scanning, and no open alert of Dependabot of severity low or worse',
    found: ['2 open alerts of secret scanning: no. 3, 4', 'at least 1 open alert of Dependabot: 1 low (no. 12)'],
    steps: [
      'Revoke the secrets, and close the alerts with the reason (Security → Secret scanning).',
      'Update what the alerts name, or dismiss them with a reason (Security → Dependabot).',
    ],
  });
});

test('more than was read', () => {
  const facts = withAlerts({ dependencies: known({ groups: [group('low')], isAll: false }) });
  expect(explained('{ alerts: { dependencies: { none_of: high } } }', facts)).toMatchObject({
    row: 'Dependabot has more open alerts than are read, and those that were read are not so bad',
    steps: [],
  });
});

test('what could not be read', () => {
  const facts = withAlerts({ secretScanning: unknown('forbidden', 'GitHub does not show them') });
  expect(explained('{ alerts: { secret_scanning: none } }', facts)).toMatchObject({
    title: ['it is not known which alerts of secret scanning are open', 'security alerts are not known'],
    row: 'the alerts of secret scanning could not be read: «GitHub does not show them»',
    required: 'no open alert of secret scanning',
    steps: [],
  });
});
