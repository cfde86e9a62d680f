import { expect, test } from '@jest/globals';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { EVIDENCE_URI } from '../../../src/ledger/evidence-names.ts';
import { predicateTypes } from '../../../src/ledger/kind.ts';
import { type EvidenceFiles, EvidenceReader, evidenceProblems } from '../../../src/ledger/verify/evidence.ts';

const digest = (n: number): string => String(n).padStart(64, '0');

/** `null`: altered. */
function filesOf(documents: Readonly<Record<number, Json | null>>): EvidenceFiles {
  const files = new Map(Object.entries(documents).map(([n, document]) => [digest(Number(n)), document]));
  return {
    digests: () => files.keys(),
    state: (name) => (files.get(name) === null ? 'altered' : files.has(name) ? 'sound' : 'absent'),
    document: (name) => files.get(name) ?? null,
  };
}

const decision = (as: string, n: number): JsonObject => ({
  predicateType: predicateTypes.decision,
  predicate: { inputAttestations: [{ uri: EVIDENCE_URI + as, digest: { sha256: digest(n) } }] },
});
const redaction = (...numbers: readonly number[]): JsonObject => ({
  predicateType: predicateTypes.ledger,
  predicate: { countersign_ledger: { act: 'redaction', evidence: numbers.map(digest) } },
});

function read(files: EvidenceFiles, entries: readonly JsonObject[]): EvidenceReader {
  const reader = new EvidenceReader(files);
  for (const [index, statement] of entries.entries()) reader.visit(index, statement);
  return reader;
}

const facts = (...policies: readonly number[]): Json => ({
  form: 1,
  content: { uses: Object.fromEntries(policies.map((n) => [`policy ${n}`, digest(n)])) },
});

test('policies are followed, through the facts of a group too, and counted once', () => {
  const files = filesOf({
    1: facts(2, 3),
    2: 'a',
    3: 'b',
    4: { members: [{ facts: digest(1) }, { facts: digest(5) }] },
    5: facts(3),
    9: 'x',
  });
  const reader = read(files, [decision('facts', 1), decision('group', 4)]);
  expect(reader.finish()).toEqual({ checked: 6, unnamed: 1, altered: [], missing: [] });
  expect(reader.search(digest(3))).toEqual([
    { digest: digest(3), naming: { as: 'policy', digest: digest(3), index: 0 }, redactedBy: null },
  ]);
  expect(reader.search(digest(5))).toMatchObject([{ naming: { as: 'facts', index: 1 } }]);
  expect(reader.search(digest(9))).toEqual([]);
  expect(reader.search('0'.repeat(60))).toHaveLength(5);
});

test('what is not there is named with the first entry that asks for it: no problem, and redacted only where an entry says so', () => {
  const files = filesOf({ 1: facts(2) });
  const reader = read(files, [decision('facts', 1), redaction(2, 8), decision('facts', 7), decision('facts', 1)]);
  const check = reader.finish();
  expect(check.missing).toEqual([
    { as: 'policy', digest: digest(2), index: 0, isRedacted: true },
    { as: 'facts', digest: digest(7), index: 2, isRedacted: false },
  ]);
  expect(evidenceProblems(check)).toEqual([]);
  expect(reader.search(digest(2))).toMatchObject([{ naming: { index: 0 }, redactedBy: 1 }]);
  expect(reader.search(digest(8))).toEqual([{ digest: digest(8), naming: null, redactedBy: 1 }]);
});

test('what is not as its digest says is a problem, named by an entry or not', () => {
  const check = read(filesOf({ 1: null, 2: null }), [redaction(1, 2), decision('facts', 2)]).finish();
  const found = evidenceProblems(check, new Map([[digest(2), 'c'.repeat(40)]]));
  expect(found).toMatchObject([
    { code: 'evidence-altered', index: null, commit: null },
    { code: 'evidence-altered', index: 1, commit: 'c'.repeat(40) },
  ]);
  expect(check).toMatchObject({ checked: 0, missing: [] });
  expect(found[1]?.message).toContain(`00/00/${digest(2)}.json`);
});
