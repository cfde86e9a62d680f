import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readBasePolicy, readPolicyFile } from '../../../src/cli/check/policy-source.ts';
import { SampleRepository } from '../../git/sample-repository.ts';

let sample: SampleRepository;
beforeAll(() => {
  sample = new SampleRepository();
});
afterAll(() => sample.remove());

test('the file at the commit that is named, whatever came later', async () => {
  const base = sample.commit('base', { '.github/countersign.yml': 'strict' });
  sample.commit('weaker', { '.github/countersign.yml': 'weak' });
  const source = await readBasePolicy(await sample.open(), { text: 'main~1', oid: base });
  expect({ ...source, bytes: Buffer.from(source.bytes).toString() }).toEqual({
    bytes: 'strict',
    path: '.github/countersign.yml',
    commit: base,
  });
});

test('no file, a link, a submodule, a huge file: each is said', async () => {
  const read = async (oid: string) => readBasePolicy(await sample.open(), { text: 'HEAD', oid });
  await expect(read(sample.commit('gone', { '.github/countersign.yml': null }))).rejects.toMatchObject({
    code: 'cli.unreadable',
    message: expect.stringMatching(/^There is no \.github\/countersign\.yml at HEAD \([0-9a-f]{7}\)$/),
  });
  for (const entry of [`120000,${sample.object('blob', 'elsewhere')}`, `160000,${sample.head()}`]) {
    sample.git(['update-index', '--add', '--cacheinfo', `${entry},.github/countersign.yml`]);
    sample.git(['commit', '--quiet', '-m', 'odd']);
    await expect(read(sample.head())).rejects.toMatchObject({ message: expect.stringContaining('is not a file') });
  }
  const huge = sample.object('blob', 'x'.repeat(2 * 1024 * 1024));
  sample.git(['update-index', '--add', '--cacheinfo', `100644,${huge},.github/countersign.yml`]);
  sample.git(['commit', '--quiet', '-m', 'huge']);
  await expect(read(sample.head())).rejects.toMatchObject({ message: expect.stringContaining('2097152 bytes') });
});

test('a file that the user names', async () => {
  sample.write('draft.yml', 'draft');
  expect(await readPolicyFile(`${sample.path}/draft.yml`)).toMatchObject({
    path: `${sample.path}/draft.yml`,
    commit: null,
  });
  await expect(readPolicyFile(`${sample.path}/none.yml`)).rejects.toMatchObject({ code: 'cli.unreadable' });
});
