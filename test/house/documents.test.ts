import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  checkFaultPages,
  findBrokenLinks,
  findUndecided,
  findUnusedCodes,
  writeFaultIndex,
} from '../../scripts/house/documents.ts';
import { listFiles } from '../../scripts/house/source-file.ts';
import { faultCodes } from '../../src/base/fault-codes.ts';
import { readText, root, source } from './project.ts';

const paths = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...['docs', '.github', 'examples'].flatMap((folder) => listFiles(root, folder)),
];
const documents = new Map(paths.filter((path) => path.endsWith('.md')).map((path) => [path, readText(path)]));

describe('this project', () => {
  test('every link leads somewhere', () =>
    expect(findBrokenLinks(documents, (path) => existsSync(join(root, path)))).toEqual([]));
  test('every error code has its page, and every page its code', () => {
    expect(
      checkFaultPages(faultCodes, new Map([...documents].filter(([path]) => path !== 'docs/errors/README.md'))),
    ).toEqual([]);
  });
  test('every error code is raised somewhere', () => expect(findUnusedCodes(faultCodes, source)).toEqual([]));
  test('every dependency is decided', () => {
    const { dependencies, devDependencies } = JSON.parse(readText('package.json')) as Record<
      string,
      Record<string, string>
    >;
    expect(findUndecided(Object.keys({ ...dependencies, ...devDependencies }), documents)).toEqual([]);
  });
  test('every decision stands in the list of decisions', () => {
    const pages = listFiles(root, 'docs/decisions').filter((path) => !path.endsWith('README.md'));
    const listed = readText('docs/decisions/README.md');
    expect(pages.filter((path) => !listed.includes(`](${path.replace('docs/decisions/', '')})`))).toEqual([]);
  });
});

describe('links', () => {
  const sample = (text: string) =>
    new Map([
      ['docs/a.md', text],
      ['docs/b.md', '# The second page\n\n## What & why: `now`\n'],
    ]);
  const exists = (path: string) => ['docs/a.md', 'docs/b.md', 'docs/a.svg', 'README.md'].includes(path);

  test.each([
    '[b](b.md)',
    '[b](b.md#the-second-page)',
    '[b](b.md#what--why-now)',
    '[up](../README.md)',
    '[out](https://example.com/nowhere.md)',
    '<img src="a.svg" alt="">',
    '# Here\n[here](#here)',
    '`[code](nowhere.md)`',
    '```\n[code](nowhere.md)\n```',
  ])('%j leads somewhere', (text) => expect(findBrokenLinks(sample(text), exists)).toEqual([]));

  test.each(['nowhere.md', 'b.md#third', '#nothing', '../../outside.md', 'c%20d.md'])('%s leads nowhere', (target) => {
    expect(findBrokenLinks(sample(`See [this](${target}).`), exists)).toEqual([
      `docs/a.md links to ${target}, which is not there`,
    ]);
  });

  test('an image leads nowhere when its file is missing', () => {
    expect(findBrokenLinks(sample('<img alt="" src="b.svg">'), exists)).toEqual([
      'docs/a.md links to b.svg, which is not there',
    ]);
  });
});

describe('error pages', () => {
  const meanings = { 'a.b': { title: 'It broke', retry: false, next: 'Mend it.' } };
  const good =
    '# a.b\n\n**It broke.** Tried again by itself: no.\n\nText.\n\n## What you see\n\nText.\n\n## What to do\n\nMend it. Soon.\n';
  const check = (text: string) => checkFaultPages(meanings, new Map([['docs/errors/a.b.md', text]]));

  test('a good page passes', () => expect(check(good)).toEqual([]));
  test.each([
    ['another title', good.replace('It broke', 'It was broken')],
    ['another retry', good.replace('itself: no', 'itself: yes')],
    ['another advice', good.replace('Mend it.', 'Throw it away.')],
    ['no section on what one sees', good.replace('## What you see', '## Symptoms')],
  ])('%s is told', (_, text) => expect(check(text)).toHaveLength(1));
  test('a missing page and a stray page are told', () => {
    expect(checkFaultPages(meanings, new Map())).toEqual(['a.b has no page docs/errors/a.b.md']);
    expect(checkFaultPages({}, new Map([['docs/errors/a.b.md', good]]))).toEqual([
      'docs/errors/a.b.md explains a code that does not exist',
    ]);
  });
  test('the index lists every code with a link', () =>
    expect(writeFaultIndex(meanings)).toContain('| [a.b](a.b.md) | It broke | no |'));
  test('a code that stands only in the list is unused', () => {
    expect(
      findUnusedCodes(meanings, [
        { path: 'src/base/fault-codes.ts', text: "'a.b'" },
        { path: 'src/a.ts', text: "'a.bc'" },
      ]),
    ).toEqual(['a.b']);
    expect(findUnusedCodes(meanings, [{ path: 'src/a.ts', text: "new Fault('a.b')" }])).toEqual([]);
  });
});

test('a package counts as decided when a decision names it in full', () => {
  const decisions = new Map([
    ['docs/decisions/0001-a.md', 'We take `pg` and `@types/pg`, not pino.'],
    ['docs/other.md', '`pino`'],
  ]);
  expect(findUndecided(['pg', '@types/pg', 'pino', 'pg-boss'], decisions)).toEqual(['pino', 'pg-boss']);
});
