import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Json } from '../../../src/base/json.ts';
import { EvidenceShelf } from '../../../src/cli/ledger/evidence-shelf.ts';
import { evidenceFile, makeEvidence } from '../../../src/ledger/evidence.ts';
import { SampleRepository } from '../../git/sample-repository.ts';

let count = 0;
const pieceOf = (document: Json) => {
  count += 1;
  const evidence = makeEvidence(document, new Uint8Array(32).fill(count));
  return { ...evidence, file: evidenceFile(evidence) };
};
const title = pieceOf({ title: 'a' });
const labels = pieceOf({ known: true });
const altered = pieceOf('x');
const uses = { directory: labels.digest, floor: 'f'.repeat(64) };
const facts = pieceOf({
  form: 1,
  content: { kind: 'pull_request', parts: { change: { title: 'a' }, floor: {} }, uses },
});
const group = pieceOf({ kind: 'merge_group', members: [{ number: 3, facts: facts.digest }] });
const base = pieceOf({ form: 1, content: { parts: { change: { title: 'a' }, labels: 'here' } } });
const patch = { '~': { parts: { '~': { change: { '~': { title: { '=': 'b' } } } } } } };
const changed = pieceOf({ form: 1, base: base.digest, patch });
const baseless = pieceOf({ form: 1, base: 'e'.repeat(64), patch });
/** It looks like facts, and an outsider may have written it: its parts are not at its top. */
const text = pieceOf({ text: { kind: 'x', parts: { change: title.digest } } });

let sample: SampleRepository;
let shelf: EvidenceShelf;
beforeAll(async () => {
  sample = new SampleRepository();
  const all = [title, labels, altered, facts, base, changed, baseless, group, text];
  const files = all.map(({ file }) => [file.path, Buffer.from(file.bytes).toString()] as const);
  sample.commit('evidence', { ...Object.fromEntries(files), [altered.file.path]: '{}', 'aa/bb/note.txt': 'x' });
  shelf = new EvidenceShelf({ repository: await sample.open(), ref: 'r', tip: sample.head(), note: null });
});
afterAll(() => {
  shelf[Symbol.dispose]();
  sample.remove();
});

test('digests by their beginning', async () => {
  expect(await shelf.find(title.digest.slice(0, 8))).toEqual([title.digest]);
  expect(await shelf.find(title.digest)).toEqual([title.digest]);
  expect(await shelf.find('aabbaabb')).toEqual([]);
});

test('a document with its salt, or what is wrong with it', async () => {
  expect(await shelf.read(title.digest)).toEqual({
    state: 'there',
    digest: title.digest,
    salt: Buffer.from(title.salt).toString('base64'),
    document: { title: 'a' },
  });
  expect(await shelf.read(altered.digest)).toEqual({ state: 'altered', digest: altered.digest });
  expect(await shelf.read('0'.repeat(64))).toEqual({ state: 'absent', digest: '0'.repeat(64) });
});

describe('whole', () => {
  const parts = { change: { title: 'a' }, directory: { known: true }, floor: { text: null } };
  const missing = [{ as: 'policy', digest: 'f'.repeat(64), state: 'absent' }];

  test('facts with what they use', async () => {
    expect(await shelf.complete(facts)).toEqual({ document: { kind: 'pull_request', parts }, missing });
  });

  test('facts as what changed since others', async () => {
    const content = { parts: { change: { title: 'b' }, labels: 'here' } };
    expect(await shelf.complete(changed)).toEqual({ document: content, missing: [] });
    expect(await shelf.complete(baseless)).toEqual({
      document: baseless.document,
      missing: [{ as: 'facts', digest: 'e'.repeat(64), state: 'absent' }],
    });
  });

  test('a group with its facts and what they use', async () => {
    const members = [{ number: 3, facts: { kind: 'pull_request', parts } }];
    expect(await shelf.complete(group)).toEqual({ document: { kind: 'merge_group', members }, missing });
  });

  test('anything else is whole as it is', async () => {
    for (const document of [text.document, null, 'x', [1]])
      expect(await shelf.complete({ digest: text.digest, document })).toEqual({ document, missing: [] });
  });
});
