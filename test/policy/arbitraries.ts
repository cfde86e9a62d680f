import fc from 'fast-check';
import {
  type CommitFacts,
  type Facts,
  type Known,
  known,
  type Person,
  type ReviewFacts,
  unknown,
} from '../../src/policy/facts.ts';
import type { ConditionNode, Policy } from '../../src/policy/policy.ts';
import { changeLeaves, changeParts, forgetChangeParts } from './change-arbitraries.ts';
import { deploymentLeaves, forgetDeployment, makeDeployments } from './deployment-arbitraries.ts';
import {
  amir,
  bo,
  chen,
  commit,
  dana,
  eli,
  file,
  makeFacts,
  now,
  oid,
  parse,
  people,
  policyOf,
  robot,
  signedBy,
  tree,
  unsigned,
} from './scenery.ts';

/** Random pull requests and policies that meet each other often: few people, few commits, few paths. */
const person = fc.constantFrom<Person>(dana, amir, bo, chen, eli, robot);
const maybePerson = fc.option(person, { nil: null, freq: 12 });
const attribution = maybePerson.map((who) => ({ person: who, name: 'x', email: 'x' }));

const signature: fc.Arbitrary<CommitFacts['signature']> = fc.oneof(
  maybePerson.map((who) => known(signedBy(who))),
  fc.constant(unsigned),
  fc.constant(known(signedBy(null, { byGitHub: true }))),
  fc.constant(known(signedBy(dana, { state: 'invalid', reason: 'GPGVERIFY_ERROR' }))),
);

const commits = fc
  .array(
    fc.record({
      author: attribution,
      committer: attribution,
      coauthors: fc.array(attribution, { maxLength: 1 }),
      signature,
      message: fc.constantFrom('fix: a\n\nSHOP-1', 'SHOP-2: b', 'oops', 'CVE-2026-1-2'),
      updatesFromBase: fc.boolean(),
    }),
    { maxLength: 3 },
  )
  .map((all) => all.map((changes, index) => commit(10 + index, changes)));

const review: fc.Arbitrary<Omit<ReviewFacts, 'id'>> = fc.record({
  reviewer: maybePerson,
  state: fc.constantFrom('approved', 'approved', 'changes_requested', 'dismissed', 'commented'),
  submittedAt: fc.integer({ min: now - 5, max: now }),
  canPush: fc.boolean().map((may) => known(may)),
  commit: fc.option(
    fc.record({
      oid: fc.constantFrom(oid(11), oid(12)),
      tree: fc.constantFrom(tree(11), tree(12)),
      mergeBase: fc.constantFrom(oid(8), oid(9)).map((base) => known(base)),
    }),
    { nil: null, freq: 8 },
  ),
});

const paths = fc.constantFrom('src/a.ts', 'src/auth/b.ts', 'docs/c.md', 'README.md');

/** Everything known. */
export const knownFacts: fc.Arbitrary<Facts> = fc
  .record({
    author: maybePerson,
    base: fc.constantFrom('main', 'release/1'),
    baseChangedAt: fc.option(fc.integer({ min: now - 5, max: now }), { nil: null }),
    commits,
    files: fc.array(fc.tuple(paths, fc.option(paths, { nil: null })), { maxLength: 3 }),
    reviews: fc.array(review, { maxLength: 4 }),
    pushers: fc.array(person, { maxLength: 2 }),
    parts: changeParts,
    deployment: fc.option(makeDeployments(maybePerson), { nil: null, freq: 2 }),
  })
  .map(({ author, base, baseChangedAt, commits: list, files, reviews, pushers, parts, deployment }) =>
    makeFacts({
      ...parts,
      ...(deployment === null ? {} : { kind: 'deployment', deployment }),
      change: {
        ...parts.change,
        author: deployment === null ? author : null,
        ...(deployment === null ? {} : { number: null }),
        base,
        baseChangedAt: known(baseChangedAt),
      },
      commits: known(list),
      files: known(files.map(([path, previousPath]) => file(path, { previousPath }))),
      reviews: known(reviews.map((each, id) => ({ ...each, id }))),
      pushers: known(pushers),
    }),
  );

/** The same facts with some of them unread. */
export function forget(facts: Facts, isForgotten: () => boolean): Facts {
  const hide = <T>(fact: Known<T>): Known<T> => (isForgotten() ? unknown('unavailable', 'GitHub failed') : fact);
  const inside = <T>(fact: Known<readonly T[]>, change: (value: T) => T): Known<readonly T[]> =>
    hide(fact.known ? known(fact.value.map(change)) : fact);
  const names = <T>(record: Readonly<Record<string, Known<T>>>) =>
    Object.fromEntries(Object.entries(record).map(([name, fact]) => [name, hide(fact)]));
  return {
    ...facts,
    change: {
      ...facts.change,
      mergeBase: hide(facts.change.mergeBase),
      baseChangedAt: hide(facts.change.baseChangedAt),
    },
    commits: inside(facts.commits, (each) => ({ ...each, signature: hide(each.signature) })),
    files: hide(facts.files),
    reviews: inside(facts.reviews, (each) => ({
      ...each,
      canPush: hide(each.canPush),
      commit: each.commit === null ? null : { ...each.commit, mergeBase: hide(each.commit.mergeBase) },
    })),
    pushers: hide(facts.pushers),
    ...forgetChangeParts(facts, hide),
    ...forgetDeployment(facts, hide),
    directory: { users: names(facts.directory.users), teams: names(facts.directory.teams) },
  };
}

/** A source of yes and no that a failing test can show and shrink. */
export const choices: fc.Arbitrary<() => boolean> = fc
  .array(fc.boolean(), { minLength: 1, maxLength: 40 })
  .map((all) => {
    let next = 0;
    return () => all[next++ % all.length] === true;
  });

const leafTexts = [
  '{ signed: true }',
  '{ signed: { by: author, allow_github: true } }',
  '{ ticket: { from: jira } }',
  '{ ticket: { from: jira, in: any_commit } }',
  '{ message: { matches: "^fix", in: any_commit } }',
  '{ approved: {} }',
  '{ approved: { by: [maintainers], count: 2 } }',
  '{ approved: { by: [release-managers], not_by: [author] } }',
  '{ approved: { by: [maintainers], not_by: [] } }',
  '{ changed: { any: ["src/**"] } }',
  '{ changed: { only: ["docs/**"], none: ["src/auth/**"] } }',
  '{ author: { in: [maintainers] } }',
  '{ author: { not_in: [release-managers] } }',
  '{ base: main }',
  ...changeLeaves,
  ...deploymentLeaves,
] as const;

const leaf = fc.constantFrom(
  ...leafTexts.map((text) => policyOf(text).rules[0]?.require).filter((node) => node !== undefined),
);

export const node: fc.Arbitrary<ConditionNode> = fc.letrec<{ node: ConditionNode }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({ op: fc.constantFrom('all', 'any'), parts: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ op: fc.constant('not' as const), part: tie('node') }),
  ),
})).node;

const empty = parse(`version: 1\n${people}\nrules: [{ name: none, require: { base: main } }]`);

export const policy: fc.Arbitrary<Policy> = fc
  .record({
    rules: fc.array(
      fc.record({
        when: fc.option(node, { nil: null }),
        require: node,
        enforce: fc.constantFrom('block', 'block', 'warn', 'observe'),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    otherwise: fc.constantFrom('deny', 'allow'),
  })
  .map(({ rules, otherwise }) => ({
    ...empty,
    otherwise,
    rules: rules.map((rule, index) => ({
      ...rule,
      name: `rule ${index}`,
      description: null,
      line: index + 1,
      on: ['pull_request', 'deployment'],
    })),
  }));
