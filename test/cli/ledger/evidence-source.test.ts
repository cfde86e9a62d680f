import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openEvidence } from '../../../src/cli/ledger/evidence-source.ts';
import { SampleRepository } from '../../git/sample-repository.ts';
import { testIo } from '../test-io.ts';

let sample: SampleRepository;
let tip: string;
let temporary: string;
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'countersign-evidence-'));
  sample = new SampleRepository();
  sample.commit('code');
  sample.git(['checkout', '--quiet', '--orphan', 'countersign/evidence']);
  sample.commit('one', { a: '1' });
  tip = sample.commit('two', { a: '2' });
  sample.git(['checkout', '--quiet', 'main']);
});
afterAll(() => {
  sample.remove();
  rmSync(temporary, { recursive: true });
});

const open = (source: string) => openEvidence({ source, temporary, io: testIo() });

test('in a repository: the branch itself; in a clone what the other side had', async () => {
  expect(await open(sample.path)).toMatchObject({ ref: 'refs/heads/countersign/evidence', tip });
  const path = join(temporary, 'clone');
  sample.git(['clone', '--quiet', sample.path, path]);
  expect(await open(path)).toMatchObject({ ref: 'refs/remotes/origin/countersign/evidence', tip });
});

test('of a URL the newest commit alone', async () => {
  const source = await open(`file://${sample.path}`);
  expect(source).toMatchObject({ ref: 'refs/heads/countersign/evidence', tip, repository: { isShallow: true } });
});

test.each([
  ['no such path', '/nowhere/at/all'],
  ['a transport that runs a program', 'ext::sh -c "touch /tmp/x"'],
])('%s is refused', async (_what, source) => {
  const message = `There is no ${source} here, and it is not a URL that git can clone`;
  await expect(open(source)).rejects.toMatchObject({ code: 'git.repository', message });
});

test('where there is none: null', async () => {
  const path = join(temporary, 'single');
  sample.git(['clone', '--quiet', '--single-branch', '--branch', 'main', sample.path, path]);
  expect(await open(path)).toBeNull();
  const empty = new SampleRepository();
  expect(await open(`file://${empty.path}`)).toBeNull();
  empty.remove();
});
