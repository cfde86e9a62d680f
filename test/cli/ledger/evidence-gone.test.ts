import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { explainGone, type GoneEvidence } from '../../../src/cli/ledger/evidence-gone.ts';
import { openEvidence } from '../../../src/cli/ledger/evidence-source.ts';
import { evidenceOf } from '../../../src/ledger/evidence-names.ts';
import { predicateTypes } from '../../../src/ledger/kind.ts';
import { paths } from '../../../src/ledger/layout.ts';
import { type Corpus, openCorpus } from '../../replay/corpus.ts';
import { testIo } from '../test-io.ts';

let corpus: Corpus;
let temporary: string;
/** Of the facts of the first decision, which are not on the branch any more. */
let facts: { readonly digest: string; readonly index: number };
beforeEach(() => {
  corpus = openCorpus('groups');
  temporary = mkdtempSync(join(tmpdir(), 'countersign-gone-'));
  const named = corpus.entries().map((entry) => evidenceOf(entry)[0]);
  const index = named.findIndex((each) => each?.as === 'facts');
  facts = { index, digest: named[index]?.digest ?? '' };
  corpus.writeEvidence({ [paths.evidence(facts.digest)]: null });
});
afterEach(() => {
  corpus.remove();
  rmSync(temporary, { recursive: true });
});

async function explain(digest: string): Promise<readonly GoneEvidence[]> {
  const options = { source: corpus.path, temporary, io: testIo() };
  const branch = await openEvidence(options);
  if (branch === null) throw new Error('the corpus has no evidence');
  return await explainGone(digest, branch, options);
}

test('an entry names it: which, and what may be', async () => {
  expect(await explain(facts.digest.slice(0, 8))).toMatchObject([
    { state: 'unsure', digest: facts.digest, namedBy: facts.index, redactedBy: null },
  ]);
});

test('an entry says that it was erased', async () => {
  const redactedBy = corpus.append({
    predicateType: predicateTypes.ledger,
    predicate: { countersign_ledger: { act: 'redaction', evidence: [facts.digest, 'e'.repeat(64)] } },
  });
  const sentence = expect.stringContaining(`entry ${redactedBy} says`);
  expect(await explain(facts.digest)).toMatchObject([
    { state: 'redacted', namedBy: facts.index, redactedBy, sentence },
  ]);
  // Whatever named it may be gone as well.
  expect(await explain('eeeeeeee')).toMatchObject([{ state: 'redacted', digest: 'e'.repeat(64), namedBy: null }]);
});

test('nothing names it; a document that may have named it is not there either', async () => {
  expect(await explain('0'.repeat(64))).toMatchObject([
    { state: 'unnamed', namedBy: null, sentence: expect.stringContaining('1 other document') },
  ]);
});
