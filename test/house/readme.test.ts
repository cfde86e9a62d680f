import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { blocksOf, checkReadme, filesToRead, sectionOf } from '../../scripts/house/readme.ts';
import { listFiles } from '../../scripts/house/source-file.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { readText, root } from './project.ts';

const readme = readText('README.md');

describe('this README', () => {
  test('has what a newcomer needs, in that order', () => expect(checkReadme(readme)).toEqual([]));
  test('lists files that exist', () =>
    expect(filesToRead(readme).filter((path) => !existsSync(join(root, path)))).toEqual([]));
  test('shows a policy that is valid', () => {
    const [policy = ''] = blocksOf(sectionOf(readme, 'A policy to start from'), 'yaml');
    expect(parsePolicy(policy)).toHaveProperty('policy.rules.length', 4);
  });
  test('is what CI types', () => {
    const ci = readText('.ci/run');
    for (const command of ['npm ci', 'npm run check', 'npm test', 'npm run demo -- --exit'])
      expect(ci).toContain(`step ${command}`);
  });
  test('names only commands that package.json has', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
    const texts = [
      readme,
      readText('CONTRIBUTING.md'),
      ...listFiles(root, 'docs')
        .filter((path) => path.endsWith('.md'))
        .map(readText),
    ];
    const named = texts.flatMap((text) =>
      [...text.matchAll(/npm run (?:-s )?([a-z-]+)/g)].map((match) => match[1] ?? ''),
    );
    expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
  });
});

const good = `# Countersign

It is a thing. It does this. And that.

<img src="docs/a.svg" width="1" alt="A picture of what it does to you">

## Try it

\`\`\`console
npm ci
npm run demo
\`\`\`

## Install it on an organisation

## A policy to start from

\`\`\`yaml
# not a heading
version: 1
\`\`\`

## Verify a ledger

## Read these seven files

${[1, 2, 3, 4, 5, 6, 7].map((number) => `${number}. [a](src/${number}.ts): why`).join('\n')}
`;

test('a good README passes', () => {
  expect(checkReadme(good)).toEqual([]);
  expect(filesToRead(good)).toHaveLength(7);
});

test.each([
  [
    'another order',
    good.replace('Try it', 'Verify a ledger').replace('## Verify a ledger\n\n## Read', '## Try it\n\n## Read'),
    /headings are/,
  ],
  ['too many words', good.replace('And that.', 'And that. And more.'), /4 sentences/],
  ['no picture', good.replace(/<img.*>/, ''), /no picture/],
  ['a picture that says nothing', good.replace(/alt="[^"]*"/, 'alt=""'), /no picture/],
  ['a third command', good.replace('npm run demo\n', 'npm run build\nnpm run demo\n'), /not the two commands/],
  ['six files', good.replace(/^7\..*$/m, ''), /lists 6 files/],
])('%s is told', (_, text, reason) => expect(checkReadme(text)).toContainEqual(expect.stringMatching(reason)));
