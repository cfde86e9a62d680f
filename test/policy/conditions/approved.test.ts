import { describe, expect, test } from '@jest/globals';
import { type ApprovedSettings, approved } from '../../../src/policy/conditions/approved.ts';
import { type Facts, known, unknown } from '../../../src/policy/facts.ts';
import type { Outcome } from '../../../src/policy/verdict.ts';
import { amir, bo, chen, commit, dana, eli, makeFacts, now, oid, policyOf, review, robot, tree } from '../scenery.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: ApprovedSettings, facts: Facts): Outcome =>
  approved.judge(settings, { facts, policy, at: now });
const truth = (settings: ApprovedSettings, facts: Facts) => judge(settings, facts).truth;
const maintainers: ApprovedSettings = { by: ['maintainers'] };

/** Why each review does not count (null: it does). */
const reasons = (outcome: Outcome): readonly unknown[] => {
  const rows = outcome.findings[0]?.data['reviews'];
  return Array.isArray(rows) ? rows.map((row: { why: unknown }) => row.why) : [];
};
const why = (facts: Facts, settings: ApprovedSettings = {}) => reasons(judge(settings, facts));

describe('counting', () => {
  test('one maintainer is enough for one, and not for two', () => {
    const facts = makeFacts({ reviews: known([review(amir)]) });
    expect(truth(maintainers, facts)).toBe('met');
    expect(truth({ ...maintainers, count: 2 }, facts)).toBe('pending');
    expect(truth({ ...maintainers, count: 2 }, makeFacts({ reviews: known([review(amir), review(bo)]) }))).toBe('met');
  });

  test('nobody yet: waiting, and who could', () => {
    const outcome = judge(maintainers, makeFacts());
    expect([outcome.truth, outcome.findings[0]?.code]).toEqual(['pending', 'approved.waiting']);
    expect(outcome.findings[0]?.data['eligible']).toEqual([amir, bo, chen].map(({ id, login }) => ({ id, login })));
  });

  test('twice the same person is one person', () => {
    expect(truth({ ...maintainers, count: 2 }, makeFacts({ reviews: known([review(amir), review(amir)]) }))).toBe(
      'pending',
    );
  });

  test('without "by" anybody with write access counts', () => {
    expect(truth({}, makeFacts({ reviews: known([review(eli)]) }))).toBe('met');
    expect(why(makeFacts({ reviews: known([review(eli, { canPush: known(false) })]) }))).toEqual(['no-write-access']);
  });
});

describe('who never counts', () => {
  const others = { person: eli, name: 'Eli', email: 'eli@example.com' };

  test.each<[string, Partial<Facts>]>([
    ['the committer', { commits: known([commit(12, { committer: others })]) }],
    ['the author of a commit', { commits: known([commit(12, { author: others })]) }],
    ['a co-author', { commits: known([commit(12, { coauthors: [others] })]) }],
    ['a pusher who committed nothing', { pushers: known([dana, eli]) }],
  ])('%s', (_name, changes) => {
    expect(why(makeFacts({ ...changes, reviews: known([review(eli)]) }))).toEqual(['took-part']);
  });

  test('the author of the pull request', () => {
    expect(why(makeFacts({ change: { author: eli }, reviews: known([review(eli)]) }))).toEqual(['took-part']);
  });

  test('not_by relaxes it, and only when it is written', () => {
    const facts = makeFacts({ pushers: known([dana, eli]), reviews: known([review(eli)]) });
    expect(truth({}, facts)).toBe('pending');
    expect(truth({ not_by: ['author', 'committers', 'coauthors'] }, facts)).toBe('met');
  });

  test('a bot, unless it is listed by name', () => {
    const facts = makeFacts({ reviews: known([review(robot)]) });
    expect(why(facts)).toEqual(['not-a-person']);
    expect(why(facts, maintainers)).toEqual(['not-a-person']);
    const listing = policyOf('{ base: main }', 'otherwise: deny').people;
    const withRobot = { ...policy, people: { ...listing, reviewers: { users: ['copilot-review[bot]'], teams: [] } } };
    expect(approved.judge({ by: ['reviewers'] }, { facts, policy: withRobot, at: now }).truth).toBe('met');
  });

  test('a deleted account, an organization, a mannequin', () => {
    const strange = [
      review(null),
      review({ id: 70, login: 'acme', type: 'organization' }),
      review({ id: 71, login: 'old', type: 'mannequin' }),
    ];
    expect(why(makeFacts({ reviews: known(strange) }))).toEqual(['no-account', 'not-a-person', 'not-a-person']);
  });

  test('somebody with another role', () => {
    expect(why(makeFacts({ reviews: known([review(amir)]) }), { by: ['release-managers'] })).toEqual(['not-in-role']);
  });
});

describe('what an approval was given for', () => {
  const signedAfterwards = { commit: { oid: oid(8), tree: tree(12), mergeBase: known(oid(9)) } };

  test('the same content on the same merge base keeps it: signing and rewording are free', () => {
    expect(truth(maintainers, makeFacts({ reviews: known([review(amir, signedAfterwards)]) }))).toBe('met');
  });

  test('an old tree on a new base does not count: it would undo what landed meanwhile', () => {
    const facts = makeFacts({
      change: { mergeBase: known(oid(99)) },
      reviews: known([review(amir, signedAfterwards)]),
    });
    expect(why(facts)).toEqual(['base-moved']);
  });

  test('other content does not count', () => {
    const stale = review(amir, { commit: { oid: oid(11), tree: tree(11), mergeBase: known(oid(9)) } });
    expect(why(makeFacts({ reviews: known([stale]) }))).toEqual(['content-changed']);
  });

  test('a commit that no longer exists does not count', () => {
    expect(why(makeFacts({ reviews: known([review(amir, { commit: null })]) }))).toEqual(['commit-gone']);
  });

  test('an approval before a retarget or a force-push of the base does not count, not even at the same instant', () => {
    const at = now - 5 * 60_000;
    const facts = (changed: number) =>
      makeFacts({ change: { baseChangedAt: known(changed) }, reviews: known([review(amir, { submittedAt: at })]) });
    expect([why(facts(at + 1)), why(facts(at)), why(facts(at - 1))]).toEqual([
      ['before-base-change'],
      ['before-base-change'],
      [null],
    ]);
  });
});

describe('changes requested', () => {
  const request = (who: typeof amir, at: number) => review(who, { state: 'changes_requested', submittedAt: now + at });
  const approve = (who: typeof amir, at: number) => review(who, { submittedAt: now + at });

  test('by somebody who counts: unmet, whoever else approved and whatever it was about', () => {
    const old = request(amir, -9);
    const outcome = judge(maintainers, makeFacts({ reviews: known([{ ...old, commit: null }, approve(bo, -5)]) }));
    expect([outcome.truth, outcome.findings[0]?.code]).toEqual(['unmet', 'approved.changes-requested']);
  });

  test('the latest word of a person counts; a comment is no word', () => {
    const reviews = [request(amir, -9), approve(amir, -5), review(amir, { state: 'commented', submittedAt: now })];
    expect(truth(maintainers, makeFacts({ reviews: known(reviews) }))).toBe('met');
    expect(why(makeFacts({ reviews: known(reviews) }), maintainers)).toEqual(['superseded', null]);
  });

  test('a dismissed review says nothing and brings nothing older back', () => {
    const reviews = [approve(amir, -9), review(amir, { state: 'dismissed', submittedAt: now - 5 })];
    expect(truth(maintainers, makeFacts({ reviews: known(reviews) }))).toBe('pending');
  });

  test.each([
    ['somebody without the role', eli, {}],
    ['somebody without write access', amir, { canPush: known(false) }],
    ['a bot', robot, {}],
  ])('by %s: not counted', (_name, who, changes) => {
    const reviews = [{ ...request(who, -5), ...changes }, approve(bo, -5)];
    expect(truth(maintainers, makeFacts({ reviews: known(reviews) }))).toBe('met');
  });

  test('by somebody of whom it is not known whether they count: unknown, even with enough approvals', () => {
    const reviews = [{ ...request(amir, -5), canPush: unknown('unavailable', 'GitHub failed') }, approve(bo, -5)];
    expect(truth(maintainers, makeFacts({ reviews: known(reviews) }))).toBe('unknown');
  });
});

describe('what is not known', () => {
  const enough = known([review(amir)]);
  const fails = unknown('unavailable', 'GitHub failed');

  test.each<[string, Partial<Facts>]>([
    ['reviews', { reviews: fails }],
    ['commits', { commits: fails, reviews: enough }],
    ['pushers', { pushers: unknown('not-recorded', 'nobody saw it'), reviews: enough }],
  ])('%s: never met', (_name, changes) => {
    expect(truth(maintainers, makeFacts(changes))).toBe('unknown');
  });

  test('pushers do not matter where the policy does not exclude them', () => {
    const facts = makeFacts({ pushers: unknown('not-recorded', 'nobody saw it'), reviews: enough });
    expect(truth({ not_by: ['author', 'committers'] }, facts)).toBe('met');
  });

  test.each([
    ['write access', review(amir, { canPush: fails }), {}],
    ['the content', review(amir, { commit: { oid: oid(8), tree: tree(12), mergeBase: fails } }), {}],
    [
      'the merge base of the head',
      review(amir, { commit: { oid: oid(8), tree: tree(12), mergeBase: known(oid(9)) } }),
      { mergeBase: fails },
    ],
    ['when the base changed', review(amir), { baseChangedAt: fails }],
  ])('%s', (_name, given, change) => {
    expect(truth(maintainers, makeFacts({ reviews: known([given]), change }))).toBe('unknown');
  });

  test('a team that could not be read: unknown, unless enough others approved', () => {
    const directory = { users: { 'octo-lead': known(chen) }, teams: { 'acme/release': unknown('forbidden', 'no') } };
    const settings = { by: ['release-managers'] };
    expect(truth(settings, makeFacts({ directory }))).toBe('unknown');
    expect(truth(settings, makeFacts({ directory, reviews: known([review(amir)]) }))).toBe('unknown');
    expect(truth(settings, makeFacts({ directory, reviews: known([review(chen)]) }))).toBe('met');
  });

  test('what cannot matter any more does not keep it from waiting', () => {
    const reviews = known([review(amir, { canPush: fails })]);
    expect(truth({ ...maintainers, count: 2 }, makeFacts({ reviews }))).toBe('pending');
  });

  test('nobody knows yet who deploys', () => {
    expect(truth(maintainers, makeFacts({ kind: 'deployment', reviews: enough }))).toBe('unknown');
    expect(truth({ ...maintainers, not_by: [] }, makeFacts({ kind: 'deployment', reviews: enough }))).toBe('met');
  });
});

describe('commits of nobody', () => {
  const nobody = { person: null, name: 'x', email: 'x@nowhere' };
  const reviews = known([review(amir)]);

  test.each<[string, Parameters<typeof commit>[1], string]>([
    ['author', { author: nobody }, 'author'],
    ['committer', { committer: nobody }, 'committers'],
    ['co-author', { coauthors: [nobody] }, 'coauthors'],
  ])('%s: any reviewer may be behind it, so none counts', (_name, changes, as) => {
    const outcome = judge(maintainers, makeFacts({ commits: known([commit(11), commit(12, changes)]), reviews }));
    expect([outcome.truth, outcome.findings[0]?.code, reasons(outcome)]).toEqual([
      'unmet',
      'approved.nobody-can',
      ['unattributed'],
    ]);
    expect(outcome.findings[1]).toMatchObject({ code: 'approved.unattributed', commits: [oid(12)], data: { as } });
    expect(outcome.findings[0]?.data['eligible']).toEqual([]);
  });

  test('of a deleted author of the pull request too', () => {
    const outcome = judge(maintainers, makeFacts({ change: { author: null }, reviews }));
    expect([outcome.truth, outcome.findings[1]?.data['deleted']]).toEqual(['unmet', true]);
  });

  test('GitHub’s own commits have an author behind them and no committer to look for', () => {
    const byGitHub = commit(12, {
      committer: nobody,
      signature: known({ state: 'valid', reason: 'VALID', format: 'openpgp', key: null, signer: null, byGitHub: true }),
    });
    expect(truth(maintainers, makeFacts({ commits: known([byGitHub]), reviews }))).toBe('met');
    const unread = { ...byGitHub, signature: unknown('unavailable', 'GitHub failed') };
    expect(truth(maintainers, makeFacts({ commits: known([unread]), reviews }))).toBe('unknown');
  });
});

test('too few people are left: not a matter of waiting', () => {
  const outcome = judge({ ...maintainers, count: 3 }, makeFacts({ pushers: known([dana, amir]) }));
  expect([outcome.truth, outcome.findings[0]?.code]).toEqual(['unmet', 'approved.too-few']);
});

test('without commits to exclude anybody by, the reviewer’s own role decides', () => {
  expect(truth(maintainers, makeFacts({ commits: known([]), reviews: known([review(amir)]) }))).toBe('met');
});
