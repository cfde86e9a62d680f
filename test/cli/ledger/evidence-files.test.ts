import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SpooledEvidence } from '../../../src/cli/ledger/evidence-files.ts';
import { Spool } from '../../../src/cli/ledger/spool.ts';
import { evidenceFile, makeEvidence } from '../../../src/ledger/evidence.ts';
import { SampleRepository } from '../../git/sample-repository.ts';

const pieceOf = (document: string, salt: number) => {
  const evidence = makeEvidence({ document }, new Uint8Array(32).fill(salt));
  return { ...evidence, file: evidenceFile(evidence) };
};
const [one, two, linked] = [pieceOf('one', 1), pieceOf('two', 2), pieceOf('linked', 3)];
const LARGE = 'x'.repeat(5_000_000);
const large = [4, 5, 6, 7].map((salt) => pieceOf(LARGE, salt));

let sample: SampleRepository;
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-evidence-'));
  sample = new SampleRepository();
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
  sample.git(['config', 'core.symlinks', 'true']);
  sample.commit('evidence', {
    'README.md': 'what this is',
    'aa/bb/short.json': '{}',
    [one.file.path]: text(one.file.bytes),
    [two.file.path]: text(one.file.bytes),
    ...Object.fromEntries(large.map(({ file }) => [file.path, text(file.bytes)])),
  });
  const blob = sample.object('blob', linked.file.bytes);
  sample.git(['update-index', '--add', '--cacheinfo', `120000,${blob},${linked.file.path}`]);
  sample.git(['commit', '--quiet', '-m', 'a link']);
});
afterAll(() => {
  sample.remove();
  rmSync(directory, { recursive: true });
});

async function read(spool: Spool): Promise<SpooledEvidence> {
  const repository = await sample.open();
  return await SpooledEvidence.read({ repository, ref: 'r', tip: sample.head(), note: null }, spool);
}

test('each file is what its digest says, or altered; another’s content and a link are no file of it', async () => {
  using spool = new Spool(directory);
  const files = await read(spool);
  const digests = [one, two, linked, ...large].map(({ digest }) => digest);
  expect([...files.digests()].toSorted()).toEqual(digests.toSorted());
  expect(digests.slice(0, 3).map((digest) => files.state(digest))).toEqual(['sound', 'altered', 'altered']);
  expect(files.state('0'.repeat(64))).toBe('absent');
  expect(files.document(one.digest)).toEqual({ document: 'one' });
  expect([two.digest, linked.digest, '0'.repeat(64)].map((digest) => files.document(digest))).toEqual([
    null,
    null,
    null,
  ]);
});

test('more than is kept in memory is read again', async () => {
  using spool = new Spool(directory);
  const files = await read(spool);
  for (const { digest } of [...large, ...large]) expect(files.document(digest)).toEqual({ document: LARGE });
});
