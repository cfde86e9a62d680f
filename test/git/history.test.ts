import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readHistory } from '../../src/git/history.ts';
import { collect, longHistory, SampleRepository } from './sample-repository.ts';

const ZERO = '0'.repeat(40);
let sample: SampleRepository;
beforeAll(() => {
  sample = new SampleRepository();
});
afterAll(() => sample.remove());

test('each commit tells what it changed against its first parent', async () => {
  const one = sample.commit('one', { a: '1', 'd/b': 'b' });
  const two = sample.commit('nothing changed');
  sample.git(['checkout', '--quiet', '-b', 'side']);
  sample.commit('side', { c: 'c' });
  sample.git(['checkout', '--quiet', 'main']);
  const three = sample.commit('three', { a: '2', 'd/b': null });
  sample.git(['merge', '--quiet', '--no-ff', '-m', 'merge', 'side']);
  const blob = (name: string, revision: string): string => sample.head(`${revision}:${name}`);
  const steps = (await collect(readHistory(await sample.open(), sample.head()))).flat();
  const nothing = { previousMode: '000000', previousOid: ZERO };
  const file = { previousMode: '100644', mode: '100644' };
  expect(steps).toEqual([
    {
      oid: one,
      parents: [],
      message: 'one',
      changes: [
        { path: 'a', ...nothing, mode: '100644', oid: blob('a', one) },
        { path: 'd', ...nothing, mode: '040000', oid: blob('d', one) },
      ],
    },
    { oid: two, parents: [one], message: 'nothing changed', changes: [] },
    {
      oid: three,
      parents: [two],
      message: 'three',
      changes: [
        { path: 'a', ...file, oid: blob('a', three), previousOid: blob('a', one) },
        { path: 'd', previousMode: '040000', mode: '000000', oid: ZERO, previousOid: blob('d', one) },
      ],
    },
    {
      oid: sample.head(),
      parents: [three, sample.head('side')],
      message: 'merge\n',
      changes: [{ path: 'c', ...nothing, mode: '100644', oid: blob('c', 'side') }],
    },
  ]);
});

test('ten thousand commits take a moment, not a process each', async () => {
  const long = new SampleRepository({ bare: true, format: 'sha256' });
  long.git(['fast-import', '--quiet'], [...longHistory(10_000, (n) => `commit ${n}`)].join(''));
  const repository = await long.open();
  const started = performance.now();
  const steps = (await collect(readHistory(repository, long.head('main')))).flat();
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(steps).toHaveLength(10_000);
  expect(steps.every(({ changes }) => changes.length === 1)).toBe(true);
  long.remove();
});

test('a missing tree is a Fault', async () => {
  const broken = sample.object('commit', `tree ${'1'.repeat(40)}\nauthor a <a> 1 +0000\ncommitter a <a> 1 +0000\n\nx`);
  await expect(collect(readHistory(await sample.open(), broken))).rejects.toMatchObject({ code: 'git.failed' });
});

test('whatever a message says, it is told as a message', async () => {
  const texts = [
    'commit 0000\n\n:100644 100644 a b M\n',
    ':000000 100644 x y A\n',
    '\n\nthird line\n',
    '',
    'Grüße\n\nLedger-Size: 1\n',
  ];
  let parent = '';
  const tree = sample.git(['mktree'], '');
  for (const text of texts) {
    const parents = parent === '' ? '' : `parent ${parent}\n`;
    parent = sample.object(
      'commit',
      `tree ${tree}\n${parents}author a <a> 1 +0000\ncommitter a <a> 1 +0000\n\n${text}`,
    );
  }
  const steps = (await collect(readHistory(await sample.open(), parent))).flat();
  expect(steps.map(({ message }) => message.trim())).toEqual(texts.map((text) => text.trim()));
  expect(steps.every(({ changes }) => changes.length === 0)).toBe(true);
});

test('no setting of the repository changes the answer', async () => {
  const before = (await collect(readHistory(await sample.open(), sample.head('main')))).flat();
  const settings = {
    'log.showRoot': 'false',
    'log.showSignature': 'true',
    'log.follow': 'true',
    'log.decorate': 'full',
    'log.diffMerges': 'off',
    'i18n.logOutputEncoding': 'UTF-16',
    'format.pretty': 'oneline',
    'format.notes': 'true',
    'diff.renames': 'copies',
    'diff.relative': 'true',
    'diff.ignoreSubmodules': 'all',
    'color.ui': 'always',
    'core.quotePath': 'true',
    'core.abbrev': '4',
  };
  for (const [name, value] of Object.entries(settings)) sample.git(['config', name, value]);
  expect((await collect(readHistory(await sample.open(), sample.head('main')))).flat()).toEqual(before);
});
