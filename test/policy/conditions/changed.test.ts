import { expect, test } from '@jest/globals';
import { type ChangedSettings, changed } from '../../../src/policy/conditions/changed.ts';
import { type FileFacts, known, unknown } from '../../../src/policy/facts.ts';
import { file, makeFacts, now, policyOf } from '../scenery.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: ChangedSettings, ...files: readonly FileFacts[]) =>
  changed.judge(settings, { facts: makeFacts({ files: known(files) }), policy, at: now });
const docs = file('docs/a.md');
const code = file('src/a.ts');
const moved = file('docs/secret.ts', { previousPath: 'src/auth/secret.ts', change: 'renamed' });

test.each<[string, ChangedSettings, readonly FileFacts[], string]>([
  ['any: one matches', { any: ['src/**'] }, [docs, code], 'met'],
  ['any: none does', { any: ['lib/**'] }, [docs, code], 'unmet'],
  ['any: the old path of a renamed file', { any: ['src/auth/**'] }, [moved], 'met'],
  ['only: all match', { only: ['docs/**'] }, [docs], 'met'],
  ['only: one does not', { only: ['docs/**'] }, [docs, code], 'unmet'],
  ['only: the old path does not', { only: ['docs/**'] }, [moved], 'unmet'],
  ['only: nothing changed', { only: ['docs/**'] }, [], 'unmet'],
  ['none: none matches', { none: ['src/**'] }, [docs], 'met'],
  ['none: the old path matches', { none: ['src/**'] }, [moved], 'unmet'],
  ['none: nothing changed', { none: ['src/**'] }, [], 'met'],
  ['all: each glob has its file', { all: ['docs/**', 'src/**'] }, [docs, code], 'met'],
  ['all: one has not', { all: ['docs/**', 'CHANGELOG.md'] }, [docs, code], 'unmet'],
  ['several keys: all of them', { any: ['docs/**'], none: ['src/**'] }, [docs, code], 'unmet'],
])('%s', (_name, settings, files, expected) => {
  expect(judge(settings, ...files).truth).toBe(expected);
});

test('3,001 files are unknown, whatever is asked', () => {
  const facts = makeFacts({ files: unknown('too-many', 'more than 3,000 files') });
  for (const kind of ['any', 'all', 'none', 'only']) {
    expect(changed.judge({ [kind]: ['src/**'] }, { facts, policy, at: now }).truth).toBe('unknown');
  }
});

test('the evidence: some of the paths, and how many', () => {
  const many = Array.from({ length: 100 }, (_, index) => file(`src/${index}.ts`));
  expect(judge({ any: ['src/**'] }, ...many, docs).findings[0]?.data).toMatchObject({ count: 100, files: 101 });
});

test('globs are checked', () => {
  expect(changed.check({ any: ['ok', '/no'], none: ['{'] }, policy).map(({ path }) => path)).toEqual([
    ['any', 1],
    ['none', 0],
  ]);
});
