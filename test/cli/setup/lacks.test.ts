import { describe, expect, test } from '@jest/globals';
import { findLacks } from '../../../src/cli/setup/lacks.ts';
import type { Situation } from '../../../src/cli/setup/situation.ts';
import { wantedRulesets } from '../../../src/cli/setup/wanted.ts';
import type { Ruleset } from '../../../src/github/rulesets.ts';
import { all, appendOnly, check, foreign, plain, requires, situation, standing, wanted, writers } from './scenery.ts';

const about = { wanted, appId: 12, repository: 'acme/shop', isOfOrganization: true };
const texts = (state: Situation) => findLacks({ ...about, situation: state }).map(({ text }) => text);
const ours = [standing(check), standing(writers), standing(appendOnly)];
const administrators =
  'Administrators of acme/shop can change its rulesets; a ruleset of the organisation is out of their reach.';

test('with all rulesets there, administrators stay above them', () => {
  expect(texts(all())).toEqual([administrators]);
  const personal = findLacks({ ...about, situation: all(), isOfOrganization: false });
  expect(personal.map(({ text }) => text)).toEqual(['Administrators of acme/shop can change its rulesets.']);
});

test('unless the organisation requires the check', () => {
  expect(texts(situation(...ours, foreign(9, { level: 'Organization', source: 'acme' })))).toEqual([]);
});

describe('the check', () => {
  test('that nothing requires', () => {
    expect(texts(situation())).toEqual([
      'Nothing requires countersign: main on main: a pull request merges without it.',
      administrators,
    ]);
  });

  test('that a merge queue does not wait for', () => {
    expect(texts(situation(foreign(9, { rules: [plain('merge_queue')] })))).toContain(
      'The merge queue of main does not wait for countersign: main.',
    );
    expect(texts(situation(...ours, foreign(9, { rules: [plain('merge_queue')] })))).toEqual([administrators]);
  });

  test.each([null, 99])('that is taken from %s', (appId) => {
    expect(texts(situation(foreign(9, { rules: [requires(appId)] })))[0]).toBe(
      'countersign: main is required on main, but not from app 12 alone: whoever can write may post a check of that name.',
    );
  });

  test('that somebody’s ruleset names without being active', () => {
    expect(texts(situation(...ours, foreign(9, { enforcement: 'evaluate' })))).toContain(
      'The ruleset "theirs 9" names countersign: main, but is only evaluated: it refuses nothing.',
    );
    const weak = [standing(check, { enforcement: 'evaluate' }), standing(writers), standing(appendOnly)];
    expect(texts(situation(...weak)).some((text) => text.includes('evaluated'))).toBe(false);
  });

  test('that new branches need not have', () => {
    const gate = wantedRulesets(12, [['main', 'release/*']]);
    const lacks = findLacks({ ...about, wanted: gate, situation: situation() });
    expect(lacks.map(({ code }) => code)).toContain('new-branches');
    expect(lacks.some(({ text }) => text.includes('release'))).toBe(false);
  });
});

describe('a bypass', () => {
  const bypassed = (...actors: NonNullable<Ruleset['bypass']>) => foreign(9, { bypass: actors });
  const owners = { kind: 'OrganizationAdmin', id: null, mode: 'always' };
  const admins = { kind: 'RepositoryRole', id: 5, mode: 'pull_request' };

  test('is said by name', () => {
    expect(texts(situation(bypassed(owners, admins)))).toEqual([
      'Every owner of the organisation may bypass the ruleset "theirs 9" on main.',
      'Everybody with the role admin (in pull requests only) may bypass the ruleset "theirs 9" on main.',
      administrators,
    ]);
  });

  test('of one ruleset is worth nothing where another has none', () => {
    expect(texts(situation(...ours, bypassed(owners)))).toEqual([administrators]);
  });

  test('that is not shown is said to be unknown', () => {
    expect(texts(situation(foreign(9, { bypass: null, level: 'Organization', source: 'acme' })))).toEqual([
      'Who may bypass the ruleset "theirs 9" of acme could not be read: GitHub shows it only to those who may change it.',
    ]);
  });
});

describe('the branches of the app', () => {
  const everywhere = (but: Partial<Ruleset>) =>
    foreign(9, { include: ['refs/heads/countersign/ledger', 'refs/heads/countersign/evidence'], ...but });

  test('are stopped by a rule for all branches', () => {
    const [ledger, evidence, ...rest] = texts(situation(...ours, everywhere({ rules: [plain('pull_request')] })));
    expect(ledger).toBe(
      'The ruleset "theirs 9" holds on countersign/ledger too (pull_request): the app cannot write there. Put the app on its bypass list, or except refs/heads/countersign/**.',
    );
    expect(evidence).toContain('countersign/evidence');
    expect(rest).toEqual([administrators]);
  });

  test('but not where the app may bypass it, or where it does no harm', () => {
    const app = { kind: 'Integration', id: 12, mode: 'always' };
    expect(texts(situation(...ours, everywhere({ rules: [plain('pull_request')], bypass: [app] })))).toEqual([
      administrators,
    ]);
    expect(texts(situation(...ours, everywhere({ rules: [plain('required_signatures')] })))).toEqual([administrators]);
  });

  test('concern nobody where the ledger is elsewhere', () => {
    const state = situation(standing(check), everywhere({ rules: [plain('pull_request')] }));
    expect(findLacks({ ...about, wanted: [check], situation: state }).map(({ code }) => code)).toEqual([
      'administrators',
    ]);
    expect(findLacks({ ...about, wanted: [writers, appendOnly], situation: all() }).map(({ code }) => code)).toEqual([
      'administrators',
    ]);
  });

  test('evidence has to stay rewritable', () => {
    const found = texts(situation(...ours, everywhere({ rules: [plain('non_fast_forward')] })));
    expect(found.filter((text) => text.includes('holds on'))).toEqual([
      expect.stringContaining('countersign/evidence'),
    ]);
  });

  test('perhaps, where the bypass list is not shown', () => {
    expect(texts(situation(...ours, everywhere({ rules: [plain('update')], bypass: null })))[0]).toContain(
      'unless it may bypass that, which could not be read',
    );
  });
});
