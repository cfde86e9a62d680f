import type { Explanation } from '../../src/policy/explanation.ts';

/** The first example of design/check-run.md. */
export const explain = (change: Partial<Explanation> = {}): Explanation => ({
  title: 'Blocked: 1 of 3 commits is unsigned: @dana, sign a1b2c3d',
  result: 'deny',
  steps: [
    {
      sentence: [{ text: 'One command, then push. Your approvals stay: signing does not change the content.' }],
      commands: ["git rebase --exec 'git commit --amend --no-edit -S' 9f8e7d6 && git push --force-with-lease"],
    },
  ],
  rows: [
    {
      mark: 'unmet',
      rule: 'commits are signed by the people who made them',
      result: [
        { code: 'a1b2c3d' },
        { text: ' has no signature; ' },
        { code: 'b2c3d4e' },
        { text: ' is good (SSH, ' },
        { login: 'dana' },
        { text: ')' },
      ],
    },
    { mark: 'met', rule: 'every commit names a ticket', result: [{ outside: 'SHOP-412' }] },
    { mark: 'pending', rule: 'somebody else reviewed the final change', result: [{ text: 'waiting' }] },
    { mark: 'unknown', rule: 'security', result: [{ text: 'GitHub failed' }] },
  ],
  details: [
    {
      rule: 'commits are signed by the people who made them',
      looked: [{ text: 'the signature of each of the 3 commits.' }],
      required: [{ text: 'a good signature by the committer.' }],
      found: [
        [{ text: 'none on ' }, { code: 'a1b2c3d' }, { text: ' "' }, { outside: 'fix | rounding' }, { text: '".' }],
      ],
      approvals: [],
      commits: [],
    },
  ],
  notes: [[{ text: 'Never signed before? Three lines, once: ' }, { code: 'git config --global gpg.format ssh' }]],
  annotations: [],
  ...change,
});

/** So many problems of the repository's policy, one a line, and one of the floor's. */
export const annotated = (count: number, word: string): Explanation =>
  explain({
    annotations: [
      { layer: 'floor', line: 1, column: 1, message: 'in another repository' },
      ...Array.from({ length: count }, (_, index) => ({
        layer: 'repository' as const,
        line: index + 1,
        column: 3,
        message: `${word} ${index + 1}`,
      })),
    ],
  });
