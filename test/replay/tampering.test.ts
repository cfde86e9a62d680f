import { beforeAll, expect, test } from '@jest/globals';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { Replayer, replayProblems } from '../../src/cli/ledger/replay.ts';
import { isEvidenceFile } from '../../src/ledger/evidence.ts';
import { evidenceDigest } from '../../src/ledger/evidence-branch.ts';
import { type EvidenceFiles, EvidenceReader, evidenceProblems } from '../../src/ledger/verify/evidence.ts';
import { Dice } from '../ledger/tampering/dice.ts';
import { openCorpus } from './corpus.ts';

/** Evidence changed by somebody: each file that is not what its digest says is named, no other is, and nobody is blamed for what is gone. */

let entries: readonly JsonObject[];
/** Digest → file. */
let files: ReadonlyMap<string, Buffer>;
beforeAll(() => {
  const corpus = openCorpus('groups');
  entries = corpus.entries();
  const found = [...corpus.evidence()].map(([path, text]) => [evidenceDigest(path) ?? '', Buffer.from(text)] as const);
  files = new Map(found.filter(([digest]) => digest !== ''));
  corpus.remove();
});

/** Those that were not touched are sound: that is known, and computed once (golden.test.ts). */
function filesOf(before: ReadonlyMap<string, Buffer>, after: ReadonlyMap<string, Buffer>): EvidenceFiles {
  const isSound = (digest: string, bytes: Buffer): boolean =>
    before.get(digest) === bytes || isEvidenceFile(digest, bytes);
  return {
    digests: () => after.keys(),
    state: (digest) => {
      const bytes = after.get(digest);
      if (bytes === undefined) return 'absent';
      return isSound(digest, bytes) ? 'sound' : 'altered';
    },
    document: (digest) => {
      const bytes = after.get(digest);
      if (bytes === undefined || !isSound(digest, bytes)) return null;
      return (JSON.parse(bytes.toString()) as { readonly document: Json }).document;
    },
  };
}

type Tamper = (changed: Map<string, Buffer>, digests: readonly string[], dice: Dice) => readonly string[];

const one =
  (change: (bytes: Buffer, dice: Dice) => Buffer): Tamper =>
  (changed, digests, dice) => {
    const digest = dice.pick(digests);
    changed.set(digest, change(changed.get(digest) ?? Buffer.alloc(0), dice));
    return [digest];
  };

const splice = (bytes: Buffer, at: number, gone: number, put: string): Buffer =>
  Buffer.concat([bytes.subarray(0, at), Buffer.from(put), bytes.subarray(at + gone)]);

const ways: Readonly<Record<string, Tamper>> = {
  'a flipped bit': one((bytes, dice) => {
    const flipped = Buffer.from(bytes);
    const at = dice.below(bytes.length);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << dice.below(8));
    return flipped;
  }),
  'a byte less': one((bytes, dice) => splice(bytes, dice.below(bytes.length), 1, '')),
  'a byte more': one((bytes, dice) => splice(bytes, dice.below(bytes.length + 1), 0, ' ')),
  truncated: one((bytes, dice) => bytes.subarray(0, dice.below(bytes.length))),
  emptied: one(() => Buffer.alloc(0)),
  'another salt': one((bytes) => Buffer.from(bytes.toString().replace(/"salt":"..../, '"salt":"----'))),
  'a line more': one((bytes) => Buffer.concat([bytes, Buffer.from('\n')])),
  'another file in its place': (changed, digests, dice) => {
    const [digest, other] = dice.pair(digests);
    changed.set(digest, Buffer.from(changed.get(other) ?? ''));
    return [digest];
  },
  'two swapped': (changed, digests, dice) => {
    const [digest, other] = dice.pair(digests);
    const [bytes, others] = [changed.get(digest), changed.get(other)];
    changed.set(digest, Buffer.from(others ?? ''));
    changed.set(other, Buffer.from(bytes ?? ''));
    return [digest, other];
  },
};

const ROUNDS = 25;
const rounds = Array.from({ length: ROUNDS }, (_, round) => round);

test.each(Object.keys(ways))('%s is found, and named', (way) => {
  for (const round of rounds) {
    const changed = new Map(files);
    const touched = ways[way]?.(changed, [...files.keys()], new Dice(round)) ?? [];
    const { problems, differs, notReplayable } = read(changed);
    expect(problems.map(({ code }) => code)).toEqual(touched.map(() => 'evidence-altered'));
    for (const digest of touched) expect(problems.some(({ message }) => message.includes(digest))).toBe(true);
    // Nothing is judged by what was altered: it differs in nothing, it cannot be judged.
    expect(differs).toEqual([]);
    expect(notReplayable.every(({ why }) => why === 'altered')).toBe(true);
  }
});

test('what is taken away is said to be missing, with whoever names it, and is no problem', () => {
  for (const digest of files.keys()) {
    const left = new Map(files);
    left.delete(digest);
    const { problems, missing, differs, notReplayable } = read(left);
    expect([problems, differs]).toEqual([[], []]);
    expect(missing).toMatchObject([{ digest, isRedacted: false }]);
    expect(notReplayable.every(({ why }) => why === 'missing')).toBe(true);
  }
});

function read(changed: ReadonlyMap<string, Buffer>) {
  const looked = filesOf(files, changed);
  const reader = new EvidenceReader(looked);
  const replayer = new Replayer(looked);
  for (const [index, statement] of entries.entries()) {
    reader.visit(index, statement);
    replayer.visit(index, statement);
  }
  const check = reader.finish();
  const replay = replayer.finish((digest) => reader.isRedacted(digest));
  const problems = [...evidenceProblems(check), ...replayProblems(replay)];
  return { problems, missing: check.missing, differs: replay.differs, notReplayable: replay.notReplayable };
}
