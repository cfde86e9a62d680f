import { describe, expect, test } from '@jest/globals';
import { known, unknown } from '../../src/policy/facts.ts';
import { plain, tell } from './explain/telling.ts';
import {
  amir,
  bo,
  commit,
  dana,
  eli,
  file,
  layerOf,
  makeFacts,
  oid,
  parse,
  people,
  review,
  robot,
  tree,
  unsigned,
} from './scenery.ts';

/** The two stories of design/check-run.md that this version can tell. */
const policy = parse(`version: 1
${people}
rules:
  - name: commits are signed by the people who made them
    require: { signed: { by: committer } }
  - name: every commit names a ticket
    require: { ticket: { from: jira } }
  - name: somebody else reviewed the final change
    require: { approved: { count: 1, by: [maintainers] } }
`);
const floor = [layerOf(policy, 'floor')];

describe('an unsigned commit', () => {
  const facts = makeFacts({
    commits: known([commit(10, { signature: unsigned, message: 'fix rounding\n\nSHOP-412' }), commit(11), commit(12)]),
    reviews: known([review(amir)]),
  });
  const told = tell(floor, facts);

  test('the title: a verb, a number, who', () => {
    expect(told.title).toBe('Blocked: 1 of 3 commits is unsigned: @dana, sign 000000a');
  });

  test('what to do now, with the exact command', () => {
    expect(told.steps.map(({ sentence, commands }) => [plain(sentence), ...commands])).toEqual([
      [
        'One command, then push.',
        `git rebase --exec 'git commit --amend --no-edit -S' ${oid(9).slice(0, 12)} && git push --force-with-lease`,
      ],
      ['Approvals stay: this does not change the content. Only whoever pushes it cannot approve it any more.'],
    ]);
  });

  test('the table', () => {
    expect(told.rows.map(({ mark, rule, result }) => `${mark} | ${rule} | ${plain(result)}`)).toEqual([
      'unmet | commits are signed by the people who made them | `000000a` has no signature; `000000b` and `000000c` are good (SSH, @dana)',
      'met | every commit names a ticket | `SHOP-412`',
      'met | somebody else reviewed the final change | @amir approved this content',
    ]);
  });

  test('only what fails is unfolded: looked at, required, found', () => {
    const [detail, ...more] = told.details;
    expect(more).toEqual([]);
    expect(plain(detail?.looked ?? [])).toBe('the signature of each of the 3 commits');
    expect(plain(detail?.required ?? [])).toBe(
      "a good signature by the committer (policy line 10; the organisation's floor: cannot be waived here)",
    );
    expect(detail?.commits.map(({ oid: id, sentence }) => [id, plain(sentence)])).toEqual([
      [oid(10), '`000000a` has no signature («fix rounding», committed 14:02 UTC)'],
    ]);
  });

  test('how to sign for the first time', () => {
    expect(plain(told.notes[0] ?? [])).toContain('`git config --global gpg.format ssh` · ');
  });
});

describe('an approval that no longer counts', () => {
  const stale = { oid: oid(11), tree: tree(11), mergeBase: known(oid(9)) };
  const facts = makeFacts({
    pushers: known([dana, eli]),
    reviews: known([review(amir, { commit: stale }), review(eli), review(robot)]),
  });
  const told = tell(floor, facts);

  test('whom it waits for, and why', () => {
    expect([told.result, told.title]).toEqual([
      'pending',
      'Waiting for 1 maintainer: code changed after @amir approved',
    ]);
    expect(told.steps.map(({ sentence }) => plain(sentence))).toEqual([
      'Ask @amir, @bo or @chen to review the change; since @amir approved: 000000b..000000c.',
      'Nothing else is missing.',
    ]);
  });

  test('the approvals: counts, and why', () => {
    expect(
      told.details[0]?.approvals.map(({ approval, counts, why }) => [plain(approval), counts, plain(why)]),
    ).toEqual([
      ['@amir, 14:05 UTC on `000000b`', 'no longer', 'the content changed: 000000b..000000c'],
      ['@eli, 14:05 UTC on `000000c`', 'no', 'pushed a part of the change'],
      ['@copilot-review[bot], 14:05 UTC on `000000c`', 'no', 'not a person'],
    ]);
  });

  test('who can approve now', () => {
    expect(told.details[0]?.found.map(plain)).toContain('can approve now: @amir, @bo, @chen');
  });
});

test('allowed', () => {
  const told = tell(floor, makeFacts({ reviews: known([review(bo)]) }));
  expect([told.title, told.steps, told.details, told.notes]).toEqual(['Allowed: 3 rules met', [], [], []]);
});

test('no policy', () => {
  expect(tell([]).title).toBe('No policy applies here');
});

test('an invalid policy is annotated at its lines', () => {
  const problems = [
    { code: 'policy.schema', message: 'unknown key "signd"', line: 12, column: 5, nearest: 'signed' },
    { code: 'policy.pattern', message: 'RE2 has no look-around', line: 14, column: 9, nearest: null },
  ] as const;
  const told = tell([{ layer: 'repository', source: { state: 'invalid', problems } }]);
  expect([told.result, told.title]).toEqual(['deny', 'Blocked: the policy is invalid at line 12 (2 problems)']);
  expect(told.annotations).toEqual([
    { layer: 'repository', line: 12, column: 5, message: 'unknown key "signd"' },
    { layer: 'repository', line: 14, column: 9, message: 'RE2 has no look-around' },
  ]);
});

test('what outsiders wrote is marked, wherever it appears', () => {
  const evil = '</summary><script>alert(1)</script> @everyone \u202e \u0007 [x](javascript:1)';
  const facts = makeFacts({
    commits: known([commit(10, { message: evil, signature: unsigned })]),
    files: known([file(evil)]),
    change: { title: evil, base: evil },
    reviews: unknown('unavailable', evil),
  });
  const all = policyOfAll();
  const told = tell([layerOf(all)], facts);
  expect(told.title).not.toContain('<');
  const ours = [
    ...told.rows.map(({ result }) => result),
    ...told.details.flatMap(({ looked, required, found, commits }) => [
      looked,
      required,
      ...found,
      ...commits.map(({ sentence }) => sentence),
    ]),
  ];
  for (const piece of ours.flat()) if ('text' in piece) expect(piece.text).not.toContain('script');
  for (const { commands } of told.steps) for (const command of commands) expect(command).not.toContain('script');
});

function policyOfAll() {
  return parse(
    `version: 1\n${people}\nrules: [{ name: all, require: { signed: true, ticket: { from: jira }, message: { matches: x1 }, approved: {}, changed: { none: ['**'] }, base: other } }]`,
  );
}
