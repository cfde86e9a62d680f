import { describe, expect, test } from '@jest/globals';
import { commitLine, detailBlocks, paragraph, summaryBlocks } from '../../src/github/explanation-blocks.ts';
import { fitBlocks } from '../../src/github/fit.ts';
import { explain } from './explanations.ts';

const surface = { mentions: 'linked', pages: 'https://github.com/acme/shop' } as const;
const textOf = (blocks: ReturnType<typeof summaryBlocks>): string => fitBlocks(blocks, 65_535);

describe('what to do now', () => {
  test('comes first, with commands to copy, then a line for each rule', () => {
    expect(textOf(summaryBlocks(explain(), surface))).toBe(
      [
        '**One command, then push. Your approvals stay: signing does not change the content.**',
        '',
        '```sh',
        "git rebase --exec 'git commit --amend --no-edit -S' 9f8e7d6 && git push --force-with-lease",
        '```',
        '',
        '| | rule | result |',
        '|---|---|---|',
        '| ❌ | commits are signed by the people who made them | `a1b2c3d` has no signature; `b2c3d4e` is good (SSH, @dana) |',
        '| ✅ | every commit names a ticket | SHOP-412 |',
        '| ⏳ | somebody else reviewed the final change | waiting |',
        '| ❔ | security | GitHub failed |',
      ].join('\n'),
    );
  });

  test('is nothing where nothing is to be done', () => {
    expect(summaryBlocks(explain({ steps: [], rows: [] }), surface)).toEqual([]);
    expect(textOf(summaryBlocks(explain({ steps: [{ sentence: [], commands: ['x'] }], rows: [] }), surface))).toBe(
      '\n```sh\nx\n```',
    );
  });

  test('no rule’s name and no finding leaves its cell', () => {
    const rule = 'a | b\n| ❌ | <img> @everyone';
    const rows = [{ mark: 'unmet' as const, rule, result: [{ outside: '|\n|x|' }, { code: 'a|b' }] }];
    const lines = textOf(summaryBlocks(explain({ steps: [], rows }), surface)).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[2]?.match(/\|/g)).toHaveLength(4);
    expect(lines[2]).not.toContain('<img');
  });
});

describe('rules unfolded', () => {
  test('say what was looked at, required and found', () => {
    expect(textOf(detailBlocks(explain(), surface))).toBe(
      [
        '#### commits are signed by the people who made them',
        '',
        '*Looked at:* the signature of each of the 3 commits. *Required:* a good signature by the committer. ' +
          '*Found:* none on `a1b2c3d` "fix &#124; rounding".',
        '',
        'Never signed before? Three lines, once: `git config --global gpg.format ssh`',
      ].join('\n'),
    );
  });

  test('end their sentences, and name a commit once', () => {
    const oid = 'a'.repeat(40);
    const detail = {
      rule: 'signed',
      looked: [{ text: 'the commit' }],
      required: [{ text: 'a good signature' }],
      found: [[{ code: 'aaaaaaa' }, { text: ' has none' }]],
      approvals: [],
      commits: [{ oid, sentence: [{ code: 'aaaaaaa' }, { text: ' has none (' }, { outside: 'fix' }, { text: ')' }] }],
    };
    const text = textOf(detailBlocks(explain({ details: [detail], notes: [] }), surface));
    expect(text).toContain('*Looked at:* the commit. *Required:* a good signature. *Found:* `aaaaaaa` has none.');
    expect(text).toContain('\n- `aaaaaaa` has none (fix)');
  });

  test('list approvals in a table and findings by commit', () => {
    const detail = {
      rule: 'reviewed',
      looked: [{ text: 'the reviews.' }],
      required: [{ text: 'one.' }],
      found: [[{ text: 'one that no longer counts' }], [{ text: 'one by a bot' }]],
      approvals: [
        {
          approval: [{ login: 'amir' }, { text: ', 13:40 UTC on ' }, { code: 'c0ffee1' }],
          counts: 'no longer',
          why: [{ login: 'eli' }, { text: ' pushed' }],
        },
        { approval: [{ login: 'copilot[bot]' }], counts: 'no', why: [{ text: 'not a person' }] },
      ],
      commits: [{ oid: 'a'.repeat(40), sentence: [{ text: 'no ticket in "' }, { outside: 'fix' }, { text: '"' }] }],
    };
    const text = textOf(detailBlocks(explain({ details: [detail], notes: [] }), surface));
    expect(text).toContain('*Found:*\n\n- one that no longer counts\n- one by a bot');
    expect(text).toContain('| @amir, 13:40 UTC on `c0ffee1` | no longer | @eli pushed |');
    expect(text).toContain('| copilot&#91;bot&#93; | no | not a person |');
    expect(text).toContain('- `aaaaaaa` no ticket in "fix"');
  });
});

test('a paragraph stands for itself', () => {
  expect(paragraph('x')).toEqual({ lines: ['x'], rows: [], noun: 'lines' });
});

test('a line about a commit has its name in front, unless it begins with it', () => {
  const commit = { oid: 'a'.repeat(40), sentence: [{ text: 'no ticket' }] };
  expect(commitLine(commit, surface)).toBe('`aaaaaaa` no ticket');
  const named = { ...commit, sentence: [{ code: 'aaaaaaa' }, { text: ' has no ticket' }] };
  expect(commitLine(named, surface)).toBe('`aaaaaaa` has no ticket');
});
