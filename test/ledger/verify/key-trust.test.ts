import { describe, expect, test } from '@jest/globals';
import { toBytes } from '../../../src/base/bytes.ts';
import { keyFile, keyFiles, pinFiles } from '../../../src/ledger/genesis.ts';
import { formatVkey, type Signer } from '../../../src/ledger/note-key.ts';
import { signRotation } from '../../../src/ledger/rotation.ts';
import { findKeys } from '../../../src/ledger/verify/key-trust.ts';
import { type Verification, verifyLedger } from '../../../src/ledger/verify.ts';
import { actEntry, rotated, rotationEntry, second, third } from '../rotated.ts';
import { checkSchema, entriesOf, keyFrom, ORIGIN, SampleLedger, signer, treeOf } from '../sample.ts';

function verify(ledger: SampleLedger, keys: readonly Signer[], isShallow = false): Verification {
  const commits = isShallow ? ledger.commits.slice(-1) : ledger.commits;
  const history = { commits, isComplete: !isShallow };
  return verifyLedger({ tree: treeOf(ledger.files), keys, checkSchema, history });
}
const codes = (...of: Parameters<typeof verify>): readonly string[] => verify(...of).problems.map(({ code }) => code);

describe('a ledger that went over to another key', () => {
  test.each([
    ['the old key', [signer]],
    ['the new key', [second]],
    ['both', [signer, second]],
  ])('verifies with %s, whole and shallow, and says so', (_which, keys) => {
    for (const isShallow of [false, true]) {
      const { ok, problems, rotations } = verify(rotated(), keys, isShallow);
      expect(problems).toEqual([]);
      expect(ok).toBe(true);
      expect(rotations).toMatchObject([{ index: 4, from: { keyId: signer.keyId }, to: { keyId: second.keyId } }]);
    }
  });

  test('verifies with the first key over several of them, and with the one in the middle', () => {
    const ledger = rotated();
    ledger.signWith(third, second);
    ledger.flush([rotationEntry({ index: 7, n: 3 }, second, third)], keyFiles(third));
    ledger.signWith(third);
    ledger.flush(entriesOf(8, 9));
    for (const key of [signer, second, third]) expect(verify(ledger, [key]).problems).toEqual([]);
    expect(verify(ledger, [signer]).rotations).toHaveLength(2);
  });

  test('does not verify with a key that has nothing to do with it', () => {
    expect(new Set(codes(rotated(), [third], true))).toEqual(new Set(['checkpoint-signature']));
    expect(verify(rotated(), [third], true).rotations).toEqual([]);
  });
});

describe('the old key, in the wrong hands afterwards', () => {
  test('signs no checkpoint alone', () => {
    const ledger = rotated();
    ledger.signWith(signer);
    ledger.flush(entriesOf(7, 8));
    for (const key of [signer, second]) {
      const { problems } = verify(ledger, [key]);
      expect(problems.map(({ code }) => code)).toContain('checkpoint-signature');
    }
    expect(verify(ledger, [signer], true).problems[0]?.message).toBe(
      `the key ${signer.keyId} signed a checkpoint of 8 entries, where ${second.keyId} is in force`,
    );
  });

  test('names no other successor', () => {
    const ledger = rotated();
    ledger.signWith(third);
    ledger.flush([rotationEntry({ index: 7, n: 3 }, signer, third)], keyFiles(third));
    expect(new Set(codes(ledger, [signer], true))).toEqual(new Set(['checkpoint-signature', 'rotation']));
  });

  test('in a branch that was rewound to before, it is found by whoever knows the new one', () => {
    const rewound = new SampleLedger([signer]);
    rewound.flush(entriesOf(0, 4));
    expect(codes(rewound, [second])).toContain('checkpoint-signature');
    // Who knows the old key alone cannot tell: docs/ledger.md says so.
    expect(codes(rewound, [signer])).toEqual([]);
  });
});

test('the new key signs nothing of the time before it', () => {
  const ledger = new SampleLedger([signer]);
  ledger.flush(entriesOf(0, 2));
  ledger.signWith(second);
  ledger.flush(entriesOf(2, 4));
  ledger.signWith(second, signer);
  ledger.flush([rotationEntry({ index: 4, n: 2 }, signer, second)], keyFiles(second));
  const found = verify(ledger, [second]).problems;
  expect(found[0]).toMatchObject({ code: 'checkpoint-signature', commit: ledger.commits[1]?.oid });
  expect(new Set(found.map(({ commit }) => commit)).size).toBe(1);
});

describe('a rotation that the old key did not sign', () => {
  const forge = (): SampleLedger => {
    const ledger = new SampleLedger([signer]);
    ledger.flush(entriesOf(0, 4));
    const { signature } = signRotation(third, second);
    const act = { ...signRotation(signer, second), signature, files: pinFiles(keyFiles(second)) };
    ledger.signWith(second);
    ledger.flush([actEntry({ index: 4, n: 2 }, act)], keyFiles(second));
    return ledger;
  };

  test('is named, and leads to no key', () => {
    const { problems } = verify(forge(), [signer], true);
    expect(problems.slice(0, 2).map(({ code }) => code)).toEqual(['checkpoint-signature', 'rotation']);
    expect(problems[1]).toMatchObject({ index: 4, message: expect.stringContaining('does not verify') });
  });
});

describe('a ledger that went over to another key, tampered with', () => {
  const { files } = rotated();
  test.each([...files.keys()])('in %s: a flipped bit is found with either key', (path) => {
    const bytes = Uint8Array.from(files.get(path) ?? []);
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    for (const key of [signer, second]) {
      const tree = treeOf(new Map(files).set(path, bytes));
      expect(verifyLedger({ tree, keys: [key], checkSchema }).ok).toBe(false);
    }
  });

  test('the new key replaced by a stranger’s, in its file and in the entry', () => {
    const mine = keyFrom(7);
    const act = { ...signRotation(signer, second), files: pinFiles(keyFiles(mine)) };
    const { path, bytes } = keyFile(mine);
    const changed = new Map(files).set(
      'tail/4.json',
      actEntry({ index: 4, n: 2 }, { ...act, to: formatVkey(mine) }).bytes,
    );
    changed.delete(keyFile(second).path);
    for (const key of [signer, second]) {
      const { problems } = verifyLedger({ tree: treeOf(changed.set(path, bytes)), keys: [key], checkSchema });
      expect(problems).toContainEqual(expect.objectContaining({ code: 'rotation', index: 4 }));
      expect(problems.map(({ code }) => code)).toContain('root-mismatch');
    }
  });
});

test('keys are looked for among the files of keys/, each of this ledger, and not too many', () => {
  const files = new Map(rotated().files);
  const { keys, candidates } = findKeys(treeOf(files), [signer], ORIGIN);
  expect([keys, candidates.map(formatVkey)]).toEqual([[signer], [formatVkey(second)]]);
  files.set('keys/rubbish', toBytes('x'));
  files.set('keys/other', toBytes(`${formatVkey(keyFrom(5, 'other'))}\n`));
  files.set('keys/binary', Uint8Array.of(0xff));
  expect(findKeys(treeOf(files), [signer], ORIGIN).candidates).toHaveLength(1);
  for (let seed = 10; seed < 60; seed++) {
    const { path, bytes } = keyFile(keyFrom(seed));
    files.set(path, bytes);
  }
  expect(findKeys(treeOf(files), [signer], ORIGIN).candidates).toHaveLength(32);
});
