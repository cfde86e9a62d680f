import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { compareTrees } from '../../src/git/compare-trees.ts';
import { collect, SampleRepository } from './sample-repository.ts';

const samples: SampleRepository[] = [];
beforeAll(() => {
  samples.push(new SampleRepository(), new SampleRepository({ format: 'sha256' }));
});
afterAll(() => {
  for (const sample of samples) sample.remove();
});

test('each pair tells what differs, in directories too, in repositories of either object format', async () => {
  for (const sample of samples) {
    sample.commit('one', { a: '1', 'd/b': '2' });
    const one = sample.tree();
    sample.commit('two', { a: null, 'd/b': null, 'a/x': '1\n:100644', d: 'file' });
    const two = sample.tree();
    const pairs = [
      { before: one, after: two },
      { before: one, after: one },
      { before: null, after: two },
      { before: two, after: two },
      { before: one, after: null },
    ];
    const found = await collect(compareTrees(await sample.open(), pairs));
    expect(found.map((changes) => changes.map(({ path, mode }) => `${path} ${mode}`))).toEqual([
      ['a 000000', 'a/x 100644', 'd 100644', 'd/b 000000'],
      [],
      ['a/x 100644', 'd 100644'],
      [],
      ['a 000000', 'd/b 000000'],
    ]);
    const blob = sample.head('HEAD:a/x');
    const zeros = '0'.repeat(blob.length);
    expect(found[2]?.[0]).toEqual({
      path: 'a/x',
      previousMode: '000000',
      mode: '100644',
      previousOid: zeros,
      oid: blob,
    });
  }
});

test('nothing to compare starts nothing', async () => {
  const repository = { ...(await samples[0]?.open()), gitDirectory: '/nonexistent' };
  expect(await collect(compareTrees(repository as never, []))).toEqual([]);
});

test('a tree that is missing, wherever it is asked for, is a Fault and no difference', async () => {
  const sample = samples[0] ?? new SampleRepository();
  const tree = sample.tree();
  const pairs = [
    { before: null, after: tree },
    { before: tree, after: '1'.repeat(40) },
    { before: tree, after: null },
  ];
  const repository = await sample.open();
  for (const some of [pairs, pairs.slice(0, 2)]) {
    await expect(collect(compareTrees(repository, some))).rejects.toMatchObject({
      code: 'git.repository',
      message: expect.stringContaining('1'.repeat(40)),
    });
  }
  const nested = sample.object('tree', Buffer.concat([Buffer.from('40000 gone\0'), Buffer.alloc(20, 1)]));
  await expect(collect(compareTrees(repository, [{ before: null, after: nested }]))).rejects.toMatchObject({
    code: 'git.failed',
  });
});
