import { describe, expect, test } from '@jest/globals';
import { concatBytes, toBytes, toText } from '../../../src/base/bytes.ts';
import { decide } from '../../../src/ledger/batch.ts';
import { parseCheckpoint, signCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { type Entry, sealEntry } from '../../../src/ledger/entry.ts';
import { formatNote, parseNote } from '../../../src/ledger/note.ts';
import type { Signer } from '../../../src/ledger/note-key.ts';
import { type Files, keyFrom, ORIGIN, policyDraft, SampleLedger, signer, timeOf } from '../sample.ts';
import { Dice } from './dice.ts';
import { type Expectation, judge, NOTHING } from './expectation.ts';
import { damage } from './file-changes.ts';
import { bytesOf, copyFiles, entries, SIZE, verify, whole } from './whole-ledger.ts';

const stranger = keyFrom(2);
const note = bytesOf(whole.files, 'checkpoint');
const state = whole.state();
const { root } = decide(state, []);

function noteChanged(bytes: Uint8Array): Files {
  return copyFiles().set('checkpoint', bytes);
}

function found(files: Files, ...expectations: readonly Expectation[]) {
  return judge(verify(files).problems, expectations);
}

describe('the checkpoint', () => {
  test('damaged: that is said, and no file is blamed', () => {
    const dice = new Dice(7);
    for (let round = 0; round < 16; round += 1) {
      const { how, bytes } = damage(note, dice);
      const files = copyFiles();
      if (bytes === null) files.delete('checkpoint');
      else files.set('checkpoint', bytes);
      const codes = [...new Set(verify(files).problems.map(({ code }) => code))];
      const first = /^checkpoint-(missing|malformed|signature|origin)$/;
      expect({ round, how, codes, named: first.test(codes[0] ?? '') }).toMatchObject({ named: true });
      expect(codes.filter((code) => !first.test(code) && code !== 'root-mismatch')).toEqual([]);
    }
  });

  test('of a stranger, under the same name or the same key id', () => {
    const theirs = signCheckpoint({ origin: ORIGIN, size: SIZE, root }, [stranger]);
    const { text, signatures } = parseNote(theirs);
    const forged = formatNote({ text, signatures: signatures.map((one) => ({ ...one, keyId: signer.keyId })) });
    for (const bytes of [theirs, forged]) {
      expect(found(noteChanged(bytes), { must: [{ code: 'checkpoint-signature' }] })).toEqual(NOTHING);
    }
  });

  test('of another ledger, signed with the same key', () => {
    const other = signCheckpoint({ origin: 'other', size: SIZE, root }, [signer]);
    expect(found(noteChanged(other), { must: [{ code: 'checkpoint-origin' }] })).toEqual(NOTHING);
  });

  test('an older one, valid by itself, over the files of today', () => {
    for (const commit of [0, 4, 8, 9, 14, 16, 17, 21].map((at) => whole.commits[at])) {
      const size = parseCheckpoint(commit?.checkpoint ?? note).size;
      const files = noteChanged(commit?.checkpoint ?? note);
      // Within the same tail the files are too many; before it, the checkpoint is too old for the files.
      const code = size >= 768 ? 'stray-file' : 'checkpoint-outdated';
      expect({
        size,
        ...found(files, { must: [{ code, index: size }], may: (one) => one.code === 'stray-file' }),
      }).toEqual({ size, ...NOTHING });
    }
  });

  test('with more signatures, by keys that nobody knows, is the same checkpoint', () => {
    const { text, signatures } = parseNote(note);
    const others = Array.from({ length: 16 }, (_, at) =>
      parseNote(signCheckpoint({ origin: ORIGIN, size: SIZE, root }, [keyFrom(10 + at)])),
    );
    const bytes = formatNote({ text, signatures: [...signatures, ...others.flatMap((one) => one.signatures)] });
    expect(verify(noteChanged(bytes)).problems).toEqual([]);
  });
});

/** The ledger of these entries, from the first to the last, as if there had never been another. */
function remade(from: readonly Entry[], sign: Signer): SampleLedger {
  const ledger = new SampleLedger([sign]);
  for (let at = 0; at < from.length; at += 250) ledger.flush(from.slice(at, at + 250));
  const readme = bytesOf(whole.files, 'README.md');
  ledger.files.set('README.md', readme);
  return ledger;
}

describe('a ledger that was made again, whole and consistent', () => {
  const lower = sealEntry(policyDraft(700, 2), timeOf(700));
  const early = sealEntry({ statement: { ...entries[701]?.statement } }, timeOf(3));
  const made: readonly [string, readonly Entry[], Expectation][] = [
    ['an entry dropped', entries.toSpliced(700, 1), { must: [] }],
    [
      'an entry twice',
      entries.toSpliced(700, 0, ...entries.slice(699, 700)),
      { must: [{ code: 'entry-duplicate', index: 700 }] },
    ],
    [
      'two entries in another order',
      [...entries.slice(0, 700), ...entries.slice(700, 702).toReversed(), ...entries.slice(702)],
      { must: [{ code: 'time-decreased', index: 701 }] },
    ],
    ['an entry back-dated', entries.with(701, early), { must: [{ code: 'time-decreased', index: 701 }] }],
    [
      'a policy version that falls',
      entries.with(700, lower),
      {
        must: [
          { code: 'policy-version', index: 700 },
          { code: 'entry-duplicate', index: 700 },
        ],
      },
    ],
  ];

  test.each(made)('%s: what it shows by itself, and that it is not what was there', (_, kept, expectation) => {
    const { files } = remade(kept, signer);
    expect(found(files, expectation)).toEqual(NOTHING);
    const since = { must: [...expectation.must, { code: 'history-inconsistent' as const }] };
    const rewound = kept.length < SIZE ? { must: [{ code: 'history-rewound' as const, index: kept.length }] } : since;
    const { problems } = verify(files, { since: parseCheckpoint(note) });
    expect(judge(problems, [rewound])).toEqual(NOTHING);
  });

  test.each(made.slice(0, 2))('%s, by a stranger: their key is not the one', (_, kept, expectation) => {
    const { files } = remade(kept, stranger);
    expect(found(files, { must: [{ code: 'checkpoint-signature' }, ...expectation.must] })).toEqual(NOTHING);
  });

  test('and with the key of the branch replaced: who verifies with their key sees that the log does not name it', () => {
    const { files } = remade(entries, stranger);
    const key = concatBytes(toBytes(toText(bytesOf(whole.files, `keys/${signer.keyId}`)) ?? ''));
    files.set(`keys/${stranger.keyId}`, key);
    const problems = verify(files, { keys: [stranger] }).problems.map(({ code }) => code);
    expect(problems).toEqual(['key-altered', 'stray-file']);
  });
});
