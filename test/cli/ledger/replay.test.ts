import { expect, test } from '@jest/globals';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { type Replay, Replayer, replayProblems } from '../../../src/cli/ledger/replay.ts';
import { EVIDENCE_URI } from '../../../src/ledger/evidence-names.ts';
import { predicateTypes } from '../../../src/ledger/kind.ts';
import type { EvidenceFiles } from '../../../src/ledger/verify/evidence.ts';
import { ENGINE } from '../../../src/policy/verdict.ts';
import { openCorpus } from '../../replay/corpus.ts';

/** That real decisions are the same again: test/replay. Here, what becomes of those that cannot be made again. */
const digest = (n: number): string => String(n).padStart(64, '0');

function filesOf(documents: Readonly<Record<number, Json>>): EvidenceFiles {
  const files = new Map(Object.entries(documents).map(([n, document]) => [digest(Number(n)), document]));
  return {
    digests: () => files.keys(),
    state: (name) => (files.get(name) === 'altered' ? 'altered' : files.has(name) ? 'sound' : 'absent'),
    document: (name) => files.get(name) ?? null,
  };
}

const decision = (n: number, engine = ENGINE): JsonObject => ({
  predicateType: predicateTypes.decision,
  predicate: {
    inputAttestations: [{ uri: `${EVIDENCE_URI}facts`, digest: { sha256: digest(n) } }],
    countersign_decision: { engine },
  },
});

function replay(files: EvidenceFiles, entries: readonly JsonObject[], redacted: readonly string[] = []): Replay {
  const replayer = new Replayer(files);
  for (const [index, statement] of entries.entries()) replayer.visit(index, statement);
  return replayer.finish((each) => redacted.includes(each));
}

test('each is counted with its reason; other kinds are not decisions', () => {
  const files = filesOf({ 1: { form: 1, content: { uses: { directory: digest(2) } } }, 3: 'altered', 4: {}, 5: null });
  const other = { predicateType: predicateTypes.ledger, predicate: {} };
  const found = replay(
    files,
    [decision(1), other, decision(1), decision(3), decision(4), decision(5), decision(9)],
    [digest(2)],
  );
  expect(found).toEqual({
    engine: ENGINE,
    decisions: 6,
    same: 0,
    differs: [],
    notReplayable: [
      { index: 0, engine: ENGINE, why: 'redacted' },
      { index: 2, engine: ENGINE, why: 'redacted' },
      { index: 3, engine: ENGINE, why: 'altered' },
      { index: 4, engine: ENGINE, why: 'unreadable' },
      { index: 5, engine: ENGINE, why: 'unreadable' },
      { index: 6, engine: ENGINE, why: 'missing' },
    ],
  });
  // What is there and says nothing to the engine that is said to have judged it; of another engine, nothing follows.
  expect(replayProblems(found)).toMatchObject([
    { code: 'replay-unreadable', index: 4 },
    { code: 'replay-unreadable', index: 5 },
  ]);
  expect(replayProblems(replay(files, [decision(4, 'countersign-policy/0')]))).toEqual([]);
});

test('a decision of somebody else, who attests to other documents, names no evidence', () => {
  const predicate = { inputAttestations: [{ uri: 'https://example.org/facts', digest: { sha256: digest(1) } }] };
  const found = replay(filesOf({ 1: {} }), [{ predicateType: predicateTypes.decision, predicate }]);
  expect(found.notReplayable).toEqual([{ index: 0, engine: '', why: 'none' }]);
});

test('however long the chain is that documents name, nothing is exhausted', () => {
  const count = 15_000;
  const chain = Array.from({ length: count }, (_, n) => [
    n,
    { form: 1, members: [{ facts: digest(n + 1) }], base: digest(n + 1), patch: {} },
  ]);
  const uses = Object.fromEntries(Array.from({ length: 130_000 }, (_, n) => [`p${n}`, digest(n)]));
  const wide = { form: 1, content: { uses } };
  const files = filesOf({ ...Object.fromEntries(chain), [count]: wide });
  expect(replay(files, [decision(count), decision(0)]).notReplayable).toHaveLength(2);
});

test('what this engine decides otherwise is a problem, what another one did is none', () => {
  const differs = [
    { index: 4, engine: ENGINE, in: ['findings', 'verdict'] },
    { index: 5, engine: 'countersign-policy/0', in: ['verdict'] },
  ];
  expect(replayProblems({ engine: ENGINE, decisions: 2, same: 0, differs, notReplayable: [] })).toMatchObject([
    { code: 'replay-differs', index: 4, message: expect.stringContaining('differs in findings, verdict') },
  ]);
});

test('a decision that names a policy version which the ledger never brought differs, whatever its evidence says', () => {
  const corpus = openCorpus('groups');
  const documents = corpus.documents();
  const files: EvidenceFiles = {
    digests: () => documents.keys(),
    state: (name) => (documents.has(name) ? 'sound' : 'absent'),
    document: (name) => documents.get(name) ?? null,
  };
  const entries = corpus.entries();
  corpus.remove();
  expect(replay(files, entries).differs).toEqual([]);
  const without = entries.filter(({ predicateType }) => predicateType !== predicateTypes.policy);
  const { decisions, differs } = replay(files, without);
  expect(differs.length).toBeGreaterThan(decisions / 2);
  expect(new Set(differs.flatMap((each) => each.in))).toEqual(new Set(['policy versions']));
});
