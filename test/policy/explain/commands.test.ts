import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { policyOf } from '../scenery.ts';
import { type GitScene, isSigned, makeGitScene } from './git-scene.ts';

/** Every command that an explanation gives is typed here, in a clone, with git itself. */
let scene: GitScene;
beforeEach(() => {
  scene = makeGitScene();
});
afterEach(() => scene.remove());

const signedOnly = policyOf('{ signed: true }');
const ticketOnly = policyOf('{ ticket: { from: jira } }');
const both = policyOf('{ signed: true, ticket: { from: jira } }');
const conventional = policyOf("{ message: { matches: '^fix: ' } }");
const bothWords = policyOf("{ signed: true, message: { matches: '^fix: ' } }");

const commandsOf = (policy: typeof signedOnly): readonly string[] =>
  scene.judge(policy).explanation.steps.flatMap(({ commands }) => commands);
const tree = (): string => scene.git('rev-parse', 'change^{tree}');

/** Runs the one command, and sees the policy met, the content untouched, and the remote up to date. */
function fix(
  policy: typeof signedOnly,
  given: { readonly replace?: (command: string) => string; readonly editor?: string } = {},
): void {
  const before = { tree: tree(), mergeBase: scene.git('merge-base', 'main', 'change') };
  const [command, ...more] = commandsOf(policy);
  expect(more).toEqual([]);
  scene.run(given.replace?.(command ?? '') ?? command ?? '', given.editor);
  const { result, explanation } = scene.judge(policy);
  expect([result, explanation.title]).toEqual(['allow', 'Allowed: 1 rule met']);
  expect({ tree: tree(), mergeBase: scene.git('merge-base', 'main', 'change') }).toEqual(before);
  expect(scene.git('rev-parse', 'origin/change')).toBe(scene.git('rev-parse', 'change'));
}

describe('signing', () => {
  test('from the first unsigned commit on; what was before it is left alone', () => {
    const first = scene.commit('a', 'one');
    scene.commit('b', 'two', { sign: false });
    scene.commit('c', 'three');
    expect(commandsOf(signedOnly)).toEqual([
      `git rebase --exec 'git commit --amend --no-edit -S' ${first.slice(0, 12)} && git push --force-with-lease`,
    ]);
    fix(signedOnly);
    expect(scene.git('rev-list', 'main..change')).toContain(first);
  });

  test('only the head', () => {
    scene.commit('a', 'one');
    scene.commit('b', 'two', { sign: false });
    expect(commandsOf(signedOnly)).toEqual(['git commit --amend --no-edit -S && git push --force-with-lease']);
    fix(signedOnly);
  });

  test('below a merge from the base: the merge is made anew, what landed on the base is not', () => {
    scene.commit('a', 'one', { sign: false });
    scene.updateFromBase(true);
    scene.commit('b', 'two');
    scene.updateFromBase(false);
    const landed = scene.git('rev-parse', 'main');
    fix(signedOnly);
    expect(scene.git('rev-parse', 'main')).toBe(landed);
    expect(scene.git('rev-list', '--merges', '--count', 'main..change')).toBe('2');
    expect(isSigned(scene.git, landed)).toBe(false);
  });

  test('commits that change nothing, and that say nothing', () => {
    scene.commit('a', 'one', { sign: false });
    scene.commit('', 'nothing changes', { sign: false, empty: true });
    scene.commit('b', '', { sign: false });
    scene.commit('c', 'three', { sign: false });
    fix(signedOnly);
  });

  test('an unsigned head stays unsigned when nothing is done: the check can fail', () => {
    scene.commit('a', 'one', { sign: false });
    expect(scene.judge(signedOnly).result).toBe('deny');
  });
});

describe('tickets', () => {
  const withKey = (command: string): string => command.replace('KEY', 'SHOP-7');

  test('missing everywhere: a trailer on each', () => {
    scene.commit('a', 'one', { sign: false });
    scene.commit('b', 'two\n\nWith a body.', { sign: false });
    fix(ticketOnly, { replace: withKey });
    expect(scene.git('log', '-1', '--format=%(trailers:key=Ticket,valueonly)')).toBe('SHOP-7');
  });

  test('missing on the head: the ticket of the others is proposed', () => {
    scene.commit('a', 'SHOP-3: one', { sign: false });
    scene.commit('b', 'two', { sign: false });
    expect(commandsOf(ticketOnly)).toEqual([
      'git commit --amend --no-edit --trailer "Ticket: SHOP-3" && git push --force-with-lease',
    ]);
    fix(ticketOnly);
  });

  test('missing in the middle: by hand, in the editors that open', () => {
    scene.commit('a', 'SHOP-3: one', { sign: false });
    const second = scene.commit('b', 'two', { sign: false });
    scene.commit('c', 'SHOP-4: three', { sign: false });
    const pick = `s/^pick ${second.slice(0, 7)}/reword ${second.slice(0, 7)}/`;
    fix(ticketOnly, { editor: `case "$1" in *git-rebase-todo) sed -i '${pick}' "$1";; *) echo SHOP-9 >> "$1";; esac` });
    expect(scene.git('log', '-1', '--format=%B', 'change~1')).toContain('SHOP-9');
    expect(scene.git('log', '-1', '--format=%B', 'change')).not.toContain('SHOP-9');
  });

  test('and signatures, in one go', () => {
    scene.commit('a', 'SHOP-3: one');
    scene.commit('b', 'two', { sign: false });
    scene.commit('c', 'three', { sign: false });
    fix(both);
  });

  test('and signatures, where the tickets need a hand', () => {
    scene.commit('a', 'one', { sign: false });
    scene.commit('b', 'SHOP-4: two', { sign: false });
    scene.commit('c', 'SHOP-4: three', { sign: false });
    fix(both, {
      editor: `case "$1" in *git-rebase-todo) sed -i '1s/^pick/reword/' "$1";; *) echo SHOP-9 >> "$1";; esac`,
    });
  });

  test('in one commit is enough: the head gets it', () => {
    scene.commit('a', 'one', { sign: false });
    scene.commit('b', 'two', { sign: false });
    fix(policyOf('{ ticket: { from: jira, in: any_commit } }'), { replace: withKey });
    expect(scene.git('log', '--format=%s', 'main..change').split('\n')).toEqual(['two', 'one']);
  });
});

describe('messages', () => {
  test('the head, in the editor', () => {
    scene.commit('a', 'fix: one', { sign: false });
    scene.commit('b', 'oops', { sign: false });
    fix(conventional, { editor: `sed -i '1s/^/fix: /' "$1"` });
  });

  test('an older one, signed again with all that follow', () => {
    scene.commit('a', 'oops', { sign: false });
    scene.commit('b', 'fix: two', { sign: false });
    fix(bothWords, {
      editor: `case "$1" in *git-rebase-todo) sed -i '1s/^pick/reword/' "$1";; *) sed -i '1s/^/fix: /' "$1";; esac`,
    });
  });
});

describe('the shape of the history', () => {
  test('too many commits: some become part of the one above them', () => {
    for (const file of ['a', 'b', 'c']) scene.commit(file, file, { sign: false });
    fix(policyOf('{ commits: { count: { max: 1 } } }'), { editor: `sed -i '2,$s/^pick/fixup/' "$1"` });
    expect(scene.git('log', '--format=%s', 'main..change')).toBe('a');
  });

  test('merges: the commits alone, on the tip of the base', () => {
    scene.commit('a', 'one', { sign: false });
    scene.updateFromBase(false);
    scene.commit('b', 'two', { sign: false });
    const [before, [command = '']] = [tree(), commandsOf(policyOf('{ commits: { linear: true } }'))];
    scene.run(command);
    expect(scene.judge(policyOf('{ commits: { linear: true, merges: none } }')).result).toBe('allow');
    expect(scene.git('log', '--format=%s', 'main..change')).toBe('two\none');
    expect(tree()).toBe(before);
  });
});

test('commits whose push nobody saw get new ids and keep their content', () => {
  scene.commit('a', 'one', { sign: false });
  scene.updateFromBase(false);
  scene.commit('b', 'two', { sign: false });
  const before = { tree: tree(), commits: scene.git('rev-list', 'main..change').split('\n') };
  scene.run(scene.pushAnew());
  const after = scene.git('rev-list', 'main..change').split('\n');
  expect(tree()).toBe(before.tree);
  expect(after).toHaveLength(before.commits.length);
  expect(after.filter((oid) => before.commits.includes(oid))).toEqual([]);
});

test('the three lines for whoever never signed are git settings', () => {
  scene.commit('a', 'one', { sign: false });
  const lines = scene
    .judge(signedOnly)
    .explanation.notes.flat()
    .flatMap((piece) => ('code' in piece ? [piece.code] : []));
  expect(lines).toHaveLength(3);
  for (const line of lines) scene.run(line);
  expect(scene.git('config', '--global', 'commit.gpgsign')).toBe('true');
});
