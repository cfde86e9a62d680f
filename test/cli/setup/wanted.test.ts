import { expect, test } from '@jest/globals';
import { isHarmless, isPattern, wantedRulesets } from '../../../src/cli/setup/wanted.ts';
import { appendOnly, check, writers } from './scenery.ts';

test('one ruleset a check, pinned to the app, and two for the branches of the app', () => {
  const wanted = wantedRulesets(12, [['main'], ['release/1.0']]);
  expect(wanted.map(({ definition }) => definition.name)).toEqual([
    'countersign: required check on main',
    'countersign: required check on release/1.0',
    'countersign: only the app writes',
    'countersign: append-only ledger',
  ]);
  expect(wanted[1]?.definition).toEqual({
    name: 'countersign: required check on release/1.0',
    target: 'branch',
    enforcement: 'active',
    bypass: [],
    include: ['refs/heads/release/1.0'],
    exclude: [],
    rules: [
      {
        type: 'required_status_checks',
        parameters: {
          required_status_checks: [{ context: 'countersign: release/1.0', integration_id: 12 }],
          strict_required_status_checks_policy: false,
          do_not_enforce_on_create: false,
        },
      },
    ],
  });
});

test('where the ledger is elsewhere, only the check is wanted', () => {
  const purposes = wantedRulesets(12, [['main']], { keepsLedger: false }).map(({ purpose }) => purpose);
  expect(purposes).toEqual(['check']);
  expect(wantedRulesets(12, [], { keepsLedger: false })).toEqual([]);
});

test('a gate is one ruleset whose check has the name of its first branch', () => {
  const [gate] = wantedRulesets(12, [['main', 'release/*']]);
  expect(gate?.definition.include).toEqual(['refs/heads/main', 'refs/heads/release/*']);
  expect(gate?.check).toEqual({ context: 'countersign: main', appId: 12 });
  expect(gate?.definition.rules[0]?.parameters).toMatchObject({ do_not_enforce_on_create: true });
});

test('only the app writes; not even the app rewrites the ledger; the app may rewrite evidence', () => {
  expect(writers.definition.bypass).toEqual([{ kind: 'Integration', id: 12, mode: 'always' }]);
  expect(writers.definition.include).toEqual([
    'refs/heads/countersign/ledger',
    'refs/heads/countersign/ledger-*',
    'refs/heads/countersign/evidence',
  ]);
  expect(writers.definition.rules.map(({ type }) => type)).toEqual([
    'creation',
    'update',
    'deletion',
    'non_fast_forward',
  ]);
  expect(appendOnly.definition.bypass).toEqual([]);
  expect(appendOnly.definition.include).toEqual(['refs/heads/countersign/ledger', 'refs/heads/countersign/ledger-*']);
  expect(appendOnly.definition.rules.map(({ type }) => type)).toEqual(['deletion', 'non_fast_forward']);
});

test('what somebody may add to a ruleset of ours', () => {
  for (const rule of ['pull_request', 'update', 'required_signatures']) {
    expect([check.mayAlsoHave(rule), writers.mayAlsoHave(rule)]).toEqual([true, true]);
  }
  expect(appendOnly.mayAlsoHave('required_signatures')).toBe(true);
  expect(appendOnly.mayAlsoHave('pull_request')).toBe(false);
  expect(appendOnly.mayAlsoHave('update')).toBe(false);
});

test('a rule against force-pushes does no harm to the ledger, and forbids to erase evidence', () => {
  expect(isHarmless('countersign/ledger', 'non_fast_forward')).toBe(true);
  expect(isHarmless('countersign/evidence', 'non_fast_forward')).toBe(false);
});

test.each([
  ['main', false],
  ['release/1.0', false],
  ['release/*', true],
  ['v?', true],
  ['v[12]', true],
])('%s is a pattern: %s', (base, expected) => {
  expect(isPattern(base)).toBe(expected);
});
