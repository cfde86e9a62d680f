import { expect, test } from '@jest/globals';
import { type LinesSettings, lines } from '../../../src/policy/conditions/lines.ts';
import { type FileFacts, known, unknown } from '../../../src/policy/facts.ts';
import { file, makeFacts, now, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: LinesSettings, ...files: readonly FileFacts[]) =>
  lines.judge(settings, { facts: makeFacts({ files: known(files) }), policy, at: now });
const code = file('src/a.ts', { additions: 30, deletions: 10 });
const lock = file('web/package-lock.json', { additions: 1_000, deletions: 900 });
const binary = file('logo.png', { additions: 0, deletions: 0 });

test.each<[string, LinesSettings, readonly FileFacts[], string]>([
  ['at most', { added: { max: 30 } }, [code], 'met'],
  ['one too many', { added: { max: 29 } }, [code], 'unmet'],
  ['removed', { removed: { max: 9 } }, [code], 'unmet'],
  ['at least', { removed: { min: 10 } }, [code], 'met'],
  ['total', { total: { min: 40, max: 40 } }, [code], 'met'],
  ['of all files', { total: { max: 1_939 } }, [code, lock], 'unmet'],
  ['several keys', { added: { max: 100 }, removed: { max: 5 } }, [code], 'unmet'],
  ['ignored', { total: { max: 40 }, ignore: ['**/package-lock.json'] }, [code, lock], 'met'],
  ['binary files count nothing', { total: { max: 0 } }, [binary], 'met'],
  ['no files', { total: { min: 1 } }, [], 'unmet'],
  [
    'moved to where it would be ignored',
    { total: { max: 0 }, ignore: ['vendor/**'] },
    [file('vendor/a.ts', { previousPath: 'src/a.ts' })],
    'unmet',
  ],
  [
    'moved within what is ignored',
    { total: { max: 0 }, ignore: ['vendor/**'] },
    [file('vendor/a.ts', { previousPath: 'vendor/b.ts' })],
    'met',
  ],
])('%s', (_name, settings, files, expected) => {
  expect(judge(settings, ...files).truth).toBe(expected);
});

test('the evidence: the number, the limits, and what was left out', () => {
  expect(judge({ total: { max: 400 }, ignore: ['web/**'] }, code, lock).findings).toEqual([
    { code: 'lines.total', truth: 'met', commits: [], data: { count: 40, min: null, max: 400, ignored: 1 } },
  ]);
});

test('3,001 files have an unknown number of lines, whatever is asked', () => {
  const facts = makeFacts({ files: unknown('too-many', 'x') });
  for (const range of [{ max: 0 }, { min: 0 }])
    expect(lines.judge({ total: range }, { facts, policy, at: now }).truth).toBe('unknown');
});

test('a bare range has its files too', () => {
  const facts = makeFacts({ change: { number: null }, files: known([code]) });
  expect(lines.judge({ total: { max: 40 } }, { facts, policy, at: now }).truth).toBe('met');
});

test.each([
  ['{}', ['1 policy.schema "lines" needs "added" or "removed" or "total"']],
  ['{ ignore: [a] }', ['1 policy.schema "lines" needs "added" or "removed" or "total"']],
  ['{ total: {} }', ['10 policy.schema "total" must not be empty']],
  ['{ total: 400 }', ['10 policy.schema "total" must be a map']],
  ['{ total: { max: -1 } }', ['17 policy.schema "max" must be at least 0']],
  ['{ total: { min: 5, max: 4 } }', ['17 policy.schema "min" is above "max" (4)']],
  ['{ total: { max: 4 }, ignore: [a, "b["] }', ['34 policy.pattern "[" is never closed']],
])('%s', (settings, expected) => {
  expect(problemsIn('lines', settings)).toEqual(expected);
});
