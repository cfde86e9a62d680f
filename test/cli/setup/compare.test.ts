import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareRuleset, mendRuleset } from '../../../src/cli/setup/compare.ts';
import type { WantedRuleset } from '../../../src/cli/setup/wanted.ts';
import type { Ruleset } from '../../../src/github/rulesets.ts';
import { appendOnly, check, plain, requires, standing, wanted, writers } from './scenery.ts';

const compare = (found: Ruleset, of: WantedRuleset) => compareRuleset(found, of, 'main');

test.each(wanted.map((each) => [each.definition.name, each] as const))('%s as it has to be', (_name, each) => {
  expect(compare(standing(each), each)).toEqual([]);
  expect(mendRuleset(standing(each), each)).toEqual(each.definition);
});

const owners = { kind: 'OrganizationAdmin', id: null, mode: 'always' };
const app = { kind: 'Integration', id: 12, mode: 'always' };

describe('each way of being weaker is told, and mended', () => {
  test.each<readonly [string, WantedRuleset, Partial<Ruleset>]>([
    ['it is only evaluated: it refuses nothing', check, { enforcement: 'evaluate' }],
    ['it is disabled: it refuses nothing', check, { enforcement: 'disabled' }],
    ['it is for tag, not for branches', check, { target: 'tag' }],
    ['it does not name refs/heads/main', check, { include: [] }],
    ['it leaves out refs/heads/main', check, { exclude: ['refs/heads/main'] }],
    [
      'it also names refs/heads/countersign/evidence',
      appendOnly,
      { include: [...appendOnly.definition.include, 'refs/heads/countersign/evidence'] },
    ],
    ['every owner of the organisation may bypass it', check, { bypass: [owners] }],
    ['app 12 may bypass it', appendOnly, { bypass: [app] }],
    ['app 12 may not bypass it', writers, { bypass: [] }],
    ['app 99 may bypass it', writers, { bypass: [app, { ...app, id: 99 }] }],
    ['app 12 (without a trace) may bypass it', writers, { bypass: [app, { ...app, mode: 'exempt' }] }],
    ['it lacks the rule required_status_checks', check, { rules: [] }],
    ['it lacks the rule deletion', writers, { rules: ['creation', 'update', 'non_fast_forward'].map(plain) }],
    ['it does not require the check countersign: main', check, { rules: [requires(12, 'build')] }],
    ['it takes the check countersign: main from anybody, not from app 12', check, { rules: [requires(null)] }],
    ['it takes the check countersign: main from app 99, not from app 12', check, { rules: [requires(99)] }],
    [
      'its rule pull_request stops the app',
      appendOnly,
      { rules: [...appendOnly.definition.rules, plain('pull_request')] },
    ],
    [
      'its rule update lets changes from a parent repository in',
      writers,
      {
        rules: [
          ...['creation', 'deletion', 'non_fast_forward'].map(plain),
          { type: 'update', parameters: { update_allows_fetch_and_merge: true } },
        ],
      },
    ],
  ])('%s', (difference, of, but) => {
    const found = standing(of, but);
    expect(compare(found, of)).toEqual([difference]);
    expect(compare({ ...found, ...mendRuleset(found, of) }, of)).toEqual([]);
  });
});

describe('what somebody added stays', () => {
  test('other branches, other checks, other rules', () => {
    const include = ['refs/heads/main', 'refs/heads/next'];
    const other = { context: 'build' };
    const strict = { required_status_checks: [other], strict_required_status_checks_policy: true };
    const rules = [plain('pull_request'), { type: 'required_status_checks', parameters: strict }];
    const mended = mendRuleset(standing(check, { include, rules }), check);
    expect(mended.include).toEqual(include);
    expect(mended.rules).toEqual([
      plain('pull_request'),
      {
        type: 'required_status_checks',
        parameters: {
          ...strict,
          required_status_checks: [other, { context: 'countersign: main', integration_id: 12 }],
        },
      },
    ]);
  });

  test('a harmless rule on the ledger', () => {
    const rules = [...appendOnly.definition.rules, plain('required_signatures')];
    expect(compare(standing(appendOnly, { rules }), appendOnly)).toEqual([]);
    expect(mendRuleset(standing(appendOnly, { rules, bypass: [app] }), appendOnly).rules).toEqual(rules);
  });
});

test('all branches, or the default one, cover the branch', () => {
  expect(compare(standing(check, { include: ['~ALL'] }), check)).toEqual([]);
  expect(compare(standing(check, { include: ['~DEFAULT_BRANCH'] }), check)).toEqual([]);
  expect(compareRuleset(standing(check, { include: ['~DEFAULT_BRANCH'] }), check, 'trunk')).toEqual([
    'it does not name refs/heads/main',
  ]);
});

test('a bypass list that is not shown is no difference by itself', () => {
  expect(compare(standing(writers, { bypass: null }), writers)).toEqual([]);
});

test('whatever somebody made of a ruleset, mending it leaves nothing to mend', () => {
  const texts = fc.constantFrom('refs/heads/main', 'refs/heads/countersign/ledger', 'refs/heads/x', '~ALL', 'é');
  const actors = fc.record({
    kind: fc.constantFrom('Integration', 'Team', 'OrganizationAdmin', 'New'),
    id: fc.option(fc.constantFrom(5, 12)),
    mode: fc.constantFrom('always', 'pull_request', 'exempt', 'new'),
  });
  const rules = fc.constantFrom(
    plain('update'),
    plain('deletion'),
    plain('pull_request'),
    { type: 'update', parameters: { update_allows_fetch_and_merge: true } },
    requires(12),
    requires(null),
    { type: 'required_status_checks', parameters: { required_status_checks: 'odd' } },
  );
  const found = fc.record({
    target: fc.constantFrom('branch', 'tag'),
    enforcement: fc.constantFrom('active', 'evaluate', 'new'),
    include: fc.uniqueArray(texts),
    exclude: fc.array(texts),
    bypass: fc.option(fc.array(actors)),
    rules: fc.array(rules),
  });
  fc.assert(
    fc.property(fc.constantFrom(...wanted), found, (each, but) => {
      const before = standing(each, but);
      const after = { ...before, ...mendRuleset(before, each) };
      expect(compare(after, each)).toEqual([]);
      expect(mendRuleset(after, each)).toEqual(mendRuleset(before, each));
    }),
  );
});
