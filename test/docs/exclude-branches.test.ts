import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import picomatch from 'picomatch';
import { parse } from 'yaml';
import { toBytes } from '../../src/base/bytes.ts';
import { evidenceMessage } from '../../src/ledger/evidence-branch.ts';
import { EVIDENCE_BRANCH, LEDGER_BRANCH } from '../../src/ledger/layout.ts';
import { commitMessage, messageText } from '../../src/ledger/message.ts';

const text = readFileSync('docs/exclude-branches.md', 'utf8');
/** The code blocks of this language under a heading. */
const blocks = (heading: string, language: string): readonly string[] => {
  const [, section = ''] = text.split(`\n## ${heading}\n`);
  const [body = ''] = section.split('\n## ');
  return [...body.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, code = '']) => code);
};
const yaml = (heading: string): readonly Tree[] => blocks(heading, 'yaml').map((code) => new Tree(parse(code)));

/** Anything that was parsed: a step into what is not there is a failed test. */
class Tree {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
  at(...path: readonly (string | number)[]): unknown {
    return path.reduce<unknown>((value, step) => {
      expect(value).toHaveProperty([String(step)]);
      return (value as Record<string | number, unknown>)[step];
    }, this.value);
  }
}

const OURS = [LEDGER_BRANCH, EVIDENCE_BRANCH];
const THEIRS = ['main', 'release/1.0', 'fix/countersign', 'countersign-docs'];

/** Builds theirs and leaves out ours. */
function expectSplit(isBuilt: (branch: string) => boolean): void {
  expect(OURS.map(isBuilt)).toEqual([false, false]);
  expect(THEIRS.map(isBuilt)).toEqual(THEIRS.map(() => true));
}

test('every YAML block is YAML', () => {
  const all = [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
  expect(all.length).toBeGreaterThanOrEqual(7);
  for (const code of all) expect(() => parse(code)).not.toThrow();
});

describe('GitHub Actions', () => {
  const [ignoring, listing, created] = yaml('GitHub Actions');

  test('ignores them', () => {
    const ignored = ignoring?.at('on', 'push', 'branches-ignore') as string[];
    expectSplit((branch) => !picomatch.isMatch(branch, ignored));
  });

  test('lists all others: the last pattern that fits decides', () => {
    const patterns = listing?.at('on', 'push', 'branches') as string[];
    expectSplit((branch) =>
      patterns.reduce((is, each) => {
        const isNot = each.startsWith('!');
        return picomatch.isMatch(branch, isNot ? each.slice(1) : each) ? !isNot : is;
      }, false),
    );
  });

  test('does nothing when they are made', () => {
    const prefix = /startsWith\(github\.event\.ref, '([^']+)'\)/.exec(
      String(created?.at('jobs', 'announce', 'if')),
    )?.[1];
    expectSplit((branch) => !branch.startsWith(prefix ?? ''));
  });
});

const regexOf = (pattern: string): RegExp => new RegExp(pattern.replace(/^\/|\/$/g, ''));

test('GitLab', () => {
  const [file] = yaml('GitLab mirror');
  const condition = String(file?.at('workflow', 'rules', 0, 'if'));
  const pattern = regexOf(/=~ (\/.*\/)$/.exec(condition)?.[1] ?? '');
  expect(file?.at('workflow', 'rules', 0, 'when')).toBe('never');
  expectSplit((branch) => !pattern.test(branch));
  const mirrored = regexOf(/`(\^\(\?!.*?)`/.exec(text)?.[1] ?? '');
  expectSplit((branch) => mirrored.test(branch));
});

test('CircleCI, which wants the whole name to fit', () => {
  const [file] = yaml('CircleCI');
  const ignored = String(file?.at('workflows', 'build', 'jobs', 0, 'test', 'filters', 'branches', 'ignore'));
  expectSplit((branch) => !new RegExp(`^(?:${regexOf(ignored).source})$`).test(branch));
});

test.each([
  ['Buildkite', () => String(yaml('Buildkite')[0]?.at('steps', 0, 'branches')).replace(/^!/, '')],
  ['Azure Pipelines', () => String(yaml('Azure Pipelines')[0]?.at('trigger', 'branches', 'exclude', 0))],
  ['Jenkins', () => /excludes\('([^']+)'\)/.exec(blocks('Jenkins multibranch', 'groovy')[0] ?? '')?.[1] ?? ''],
])('%s, whose asterisk stands for any characters', (_name, pattern) => {
  const whole = new RegExp(`^${pattern().replaceAll('*', '.*')}$`);
  expectSplit((branch) => !whole.test(branch));
});

test.each([
  ['Netlify', 'BRANCH'],
  ['Vercel', 'VERCEL_GIT_COMMIT_REF'],
])('the command for %s', (heading, variable) => {
  const [command = ''] = blocks(heading, 'bash');
  const exit = (branch: string) => spawnSync('bash', ['-c', command], { env: { [variable]: branch } }).status;
  expectSplit((branch) => exit(branch) === 1);
  expect(OURS.map(exit)).toEqual([0, 0]);
});

test.each([
  ['ledger', commitMessage({ size: 3, root: toBytes('') }, [])],
  ['evidence', evidenceMessage('added', 3)],
])('what the page says of commits is so of those with %s', (_what, written) => {
  const message = messageText(written);
  const [first = ''] = message.split('\n');
  expect(first).toContain('[skip ci]');
  // CircleCI reads no further.
  expect(first.length).toBeLessThan(250);
  expect(message.trimEnd().split('\n').at(-1)).toBe('skip-checks: true');
});

test('every link in the table leads to a section', () => {
  const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, name = '']) => name.toLowerCase().replaceAll(' ', '-'));
  const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
  expect(links.length).toBeGreaterThan(5);
  for (const link of links) expect(headings).toContain(link);
});
