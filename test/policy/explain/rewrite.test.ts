import { expect, test } from '@jest/globals';
import { makeScene } from '../../../src/policy/explain/explainer.ts';
import { planRewrite, rebaseOnto } from '../../../src/policy/explain/rewrite.ts';
import { type CommitFacts, known } from '../../../src/policy/facts.ts';
import { commit, makeFacts, oid } from '../scenery.ts';

/** What the commands do is tried in commands.test.ts; here: what they may be made of. */
const nothing = { sign: [], ticket: { commits: [], key: null }, reword: [] };
const sceneOf = (...commits: readonly CommitFacts[]) => makeScene(makeFacts({ commits: known(commits) }));
const short = (number: number) => oid(number).slice(0, 12);

test('nothing to rewrite, nothing said', () => {
  expect(planRewrite(nothing, sceneOf(commit(10)))).toEqual([]);
});

test('the range starts at the first commit that needs it', () => {
  expect(rebaseOnto([commit(11), commit(12)], sceneOf())).toBe(short(10));
  expect(rebaseOnto([commit(10, { parents: [] })], sceneOf())).toBe('--root');
});

test('merges are kept, and what came from the base is left alone', () => {
  const update = commit(11, { parents: [oid(10), oid(200)], updatesFromBase: true });
  const merge = commit(11, { parents: [oid(10), oid(300)] });
  expect(rebaseOnto([commit(10), update, commit(12)], sceneOf())).toBe(`--rebase-merges ${short(200)}`);
  expect(rebaseOnto([commit(10), merge, commit(12)], sceneOf())).toBe(`--rebase-merges ${short(9)}`);
});

test('only hexadecimal ids ever reach a shell', () => {
  const evil = commit(10, { parents: ['$(rm -rf ~)'] });
  expect(
    planRewrite({ ...nothing, sign: [evil, commit(11)] }, sceneOf(evil, commit(11)))[0]?.commands[0],
  ).not.toContain('rm');
});

test('a ticket that is proposed stands in its own place', () => {
  const commits = [commit(10), commit(11)];
  const [step] = planRewrite({ ...nothing, sign: commits, ticket: { commits, key: 'WEB-1' } }, sceneOf(...commits));
  expect(step?.commands).toEqual([
    `git rebase --exec 'git commit --amend --no-edit -S --trailer "Ticket: WEB-1"' ${short(9)} && git push --force-with-lease`,
  ]);
});
