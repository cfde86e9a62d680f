import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBase64, toText } from '../../src/base/bytes.ts';
import { canonicalize } from '../../src/ledger/canonical.ts';
import { evidenceFile, makeEvidence, parseEvidence } from '../../src/ledger/evidence.ts';
import {
  evidenceBranchFiles,
  evidenceDigest,
  evidenceMessage,
  storedEvidenceFile,
} from '../../src/ledger/evidence-branch.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evidence-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const salt = new Uint8Array(32).fill(7);
const pieceOf = (document: Parameters<typeof makeEvidence>[0]) => {
  const made = makeEvidence(document, salt);
  return { made, stored: { digest: made.digest, salt: toBase64(salt), document: canonicalize(document) } };
};

test('a stored piece becomes the file that the parsed one has', () => {
  fc.assert(
    fc.property(fc.jsonValue({ depthSize: 'small' }), (value) => {
      const { made, stored } = pieceOf(JSON.parse(JSON.stringify(value)) as string);
      expect(storedEvidenceFile(stored)).toEqual(evidenceFile(made));
      expect(parseEvidence(storedEvidenceFile(stored).bytes).digest).toBe(stored.digest);
    }),
    { numRuns: 200 },
  );
});

test('a path names a digest only where evidence stands', () => {
  const digest = 'ab'.repeat(32);
  expect(evidenceDigest(`ab/ab/${digest}.json`)).toBe(digest);
  for (const path of [
    `ab/cd/${digest}.json`,
    `ab/ab/${digest}`,
    `ab/ab/${digest.toUpperCase()}.json`,
    `ab/ab/${digest}.json/x`,
    `x/ab/ab/${digest}.json`,
    `${digest}.json`,
    'README.md',
    '',
  ])
    expect(evidenceDigest(path)).toBeNull();
});

test('commits start no work anywhere', () => {
  expect(evidenceMessage('added', 1)).toEqual({
    headline: 'evidence: 1 piece [skip ci]',
    body: '\nskip-checks: true',
  });
  expect(evidenceMessage('erased', 12).headline).toBe('evidence: 12 pieces erased [skip ci]');
});

test('the script in the README tells what is as it was from what is not', () => {
  const files = [...evidenceBranchFiles()];
  const pieces = [{ title: 'é ",\\"salt\\":\\"' }, ['a', 1.5, null], 'text'].map(
    (document) => pieceOf(document).stored,
  );
  files.push(...pieces.map(storedEvidenceFile));
  const [, altered] = pieces;
  for (const { path, bytes } of files) {
    const text = toText(bytes) ?? '';
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), path.includes(altered?.digest ?? '-') ? text.replace('1.5', '2.5') : text);
  }
  const readme = toText(files[0]?.bytes ?? new Uint8Array()) ?? '';
  const script = /```python\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const out = execFileSync('python3', ['-c', script], { cwd: folder, encoding: 'utf8' });
  expect(out.trim().split('\n').toSorted()).toEqual(
    pieces
      .map((piece) => {
        const { path } = storedEvidenceFile(piece);
        return `${piece === altered ? 'ALTERED' : 'ok'} ${path}`;
      })
      .toSorted(),
  );
});
