import { expect, test } from '@jest/globals';
import { Fault } from '../../src/base/fault.ts';
import { groupAlerts, unreadAlerts, wordsOf } from '../../src/github/alert-groups.ts';

test('alike with alike, and a few numbers of many', () => {
  const many = Array.from({ length: 30 }, (_, at) => ({ number: at, tool: 'CodeQL', severity: 'low' as const }));
  const found = [{ number: 40, tool: 'Trivy', severity: 'low' as const }, ...many];
  expect(groupAlerts({ found, isAll: false })).toEqual({
    groups: [
      { tool: 'Trivy', severity: 'low', count: 1, numbers: [40] },
      { tool: 'CodeQL', severity: 'low', count: 30, numbers: Array.from({ length: 20 }, (_, at) => at) },
    ],
    isAll: false,
  });
  expect(groupAlerts({ found: [], isAll: true })).toEqual({ groups: [], isAll: true });
});

const what = 'GET https://api.github.com/repos/acme/shop/dependabot/alerts';

test.each([
  [
    `${what}: 403 Dependabot alerts are disabled for this repository.`,
    'Dependabot alerts are disabled for this repository',
  ],
  [`${what}: 404 no analysis found - https://docs.github.com/rest/code-scanning`, 'no analysis found'],
  ['something else', 'something else'],
])('the words in %s', (message, words) => {
  expect(wordsOf(new Fault('github.forbidden', message))).toBe(words);
});

test.each<[Fault['code'], string, string]>([
  ['github.forbidden', 'forbidden', 'GitHub does not show the alerts of Dependabot (“It is off”)'],
  ['github.not-found', 'forbidden', 'GitHub does not show the alerts of Dependabot (“It is off”)'],
  ['github.unavailable', 'unavailable', 'GitHub failed to list the alerts of Dependabot'],
])('%s', (code, why, detail) => {
  expect(unreadAlerts(new Fault(code, `${what}: 403 It is off.`), 'Dependabot')).toEqual({
    known: false,
    why: { code: why, detail },
  });
});

test('anything else is not made a fact', () => {
  const limited = new Fault('github.rate-limited', 'x');
  expect(() => unreadAlerts(limited, 'Dependabot')).toThrow(limited);
});
