import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isFault } from '../../src/base/fault.ts';
import { listChanges, parseChanges } from '../../src/git/changes.ts';
import { SampleRepository } from './sample-repository.ts';

let sample: SampleRepository;
beforeAll(() => {
  sample = new SampleRepository();
});
afterAll(() => sample.remove());

const TEXT = Array.from({ length: 30 }, (_, n) => `line ${n}\n`).join('');

test('additions, deletions, changes and renames, whatever the paths', async () => {
  const before = sample.commit('before', {
    'moved.txt': TEXT,
    kept: 'k',
    gone: 'g\n',
    changed: 'a\nb\n',
    ':odd': 'o\n',
  });
  sample.git(['mv', 'moved.txt', '\tto.txt']);
  sample.write('\tto.txt', `${TEXT}one more\n`);
  const after = sample.commit('after', {
    gone: null,
    changed: 'a\nc\nd\n',
    'new\nline': 'n\n',
    ':odd': 'p\n',
    binary: 'a\0b',
  });
  const changes = await listChanges(await sample.open(), before, after);
  expect(changes.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { path: '\tto.txt', previousPath: 'moved.txt', change: 'renamed', additions: 1, deletions: 0 },
    { path: ':odd', previousPath: null, change: 'modified', additions: 1, deletions: 1 },
    { path: 'binary', previousPath: null, change: 'added', additions: 0, deletions: 0 },
    { path: 'changed', previousPath: null, change: 'modified', additions: 2, deletions: 1 },
    { path: 'gone', previousPath: null, change: 'deleted', additions: 0, deletions: 1 },
    { path: 'new\nline', previousPath: null, change: 'added', additions: 1, deletions: 0 },
  ]);
});

test('nothing differs from itself', async () => {
  const head = sample.commit('same');
  expect(await listChanges(await sample.open(), head, head)).toEqual([]);
});

test('a diff driver of the repository is not run', async () => {
  const marker = `${sample.path}/ran`;
  sample.git(['config', 'diff.evil.command', `touch ${marker}`]);
  sample.git(['config', 'diff.evil.textconv', `touch ${marker}; cat`]);
  sample.git(['config', 'diff.external', `touch ${marker}`]);
  const before = sample.commit('attributes', { '.gitattributes': '* diff=evil\n', x: '1\n' });
  const after = sample.commit('x', { x: '2\n' });
  expect(await listChanges(await sample.open(), before, after)).toHaveLength(1);
  expect(() => sample.git(['ls-files', '--error-unmatch', '--others', 'ran'])).toThrow();
});

test('any fields end in files or a Fault', async () => {
  const field = fc.oneof(
    fc.constantFrom(':100644 100644 a b M', ':100644 100644 a b R100', '1\t2\t', '1\t2\tx', '-\t-\tx'),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(field, { maxLength: 8 }), async (fields) => {
      async function* stream(): AsyncGenerator<string> {
        yield* fields;
      }
      await parseChanges(stream()).catch((error: unknown) => {
        if (!isFault(error, 'git.failed')) throw error;
      });
    }),
  );
});
