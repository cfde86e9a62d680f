import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { concatBytes, toBytes } from '../../src/base/bytes.ts';
import { parseCheckpoint, signCheckpoint } from '../../src/ledger/checkpoint.ts';
import type { ProblemCode } from '../../src/ledger/problem.ts';
import { type Verification, type VerifyOptions, verifyLedger } from '../../src/ledger/verify.ts';
import { checkSchema, entriesOf, type Files, grow, keyFrom, ORIGIN, SampleLedger, signer, treeOf } from './sample.ts';

const sample = grow(1, 3, 255, 257, 590, 600);
/** Many verifications in a row, on machines that do other things too. */
const SLOW = 90_000;

function verify(files: Files, options: Partial<VerifyOptions> = {}): Verification {
  return verifyLedger({ tree: treeOf(files), keys: [signer], checkSchema, ...options });
}

/** The sample ledger's files, one of them changed (null: removed). */
function changed(path: string, change: (bytes: Uint8Array) => Uint8Array | null): Files {
  const files = new Map(sample.files);
  const bytes = change(files.get(path) ?? new Uint8Array());
  if (bytes === null) files.delete(path);
  else files.set(path, bytes);
  return files;
}

function codes(result: Verification): readonly ProblemCode[] {
  return [...new Set(result.problems.map(({ code }) => code))];
}

const flip = (at: number) => (bytes: Uint8Array) => bytes.map((byte, i) => (i === at % bytes.length ? byte ^ 1 : byte));

describe('a ledger that nobody touched', () => {
  test.each([[[1]], [[1, 2, 5]], [[255, 257]], [[1, 256]], [[300, 900]], [[1, 3, 40, 600, 601]]])(
    'of sizes %j is valid',
    (sizes) => {
      const ledger = grow(...sizes);
      const result = verify(ledger.files, { history: { commits: ledger.commits, isComplete: true } });
      expect(result.problems).toEqual([]);
      expect(result).toMatchObject({ ok: true, origin: ORIGIN, size: sizes.at(-1) });
    },
  );

  test('is valid from a shallow clone, and against what was seen before', () => {
    const history = { commits: sample.commits.slice(-2), isComplete: false };
    const since = parseCheckpoint(grow(1, 255).files.get('checkpoint') ?? new Uint8Array());
    expect(verify(sample.files, { history, since }).problems).toEqual([]);
  });
});

describe('damage is found', () => {
  const names = fc.constantFrom(...sample.files.keys());
  // Half of the files are of the tail: the other kinds get their share.
  const rare = fc.constantFrom(...[...sample.files.keys()].filter((path) => !path.startsWith('tail/')));
  const path = fc.oneof(names, rare);

  test(
    'a changed byte anywhere',
    () => {
      fc.assert(
        fc.property(path, fc.nat(), fc.integer({ min: 1, max: 255 }), (name, at, by) => {
          const files = changed(name, (bytes) => bytes.map((byte, i) => (i === at % bytes.length ? byte ^ by : byte)));
          expect([name, verify(files).ok]).toEqual([name, false]);
        }),
        { numRuns: 30 },
      );
    },
    SLOW,
  );

  test(
    'a byte too many or too few at the end',
    () => {
      fc.assert(
        fc.property(path, fc.nat(255), (name, byte) => {
          expect([name, verify(changed(name, (bytes) => bytes.slice(0, -1))).ok]).toEqual([name, false]);
          expect([name, verify(changed(name, (bytes) => concatBytes(bytes, Uint8Array.of(byte)))).ok]).toEqual([
            name,
            false,
          ]);
        }),
        { numRuns: 10 },
      );
    },
    SLOW,
  );

  test(
    'a file that is gone, or exchanged with another',
    () => {
      fc.assert(
        fc.property(path, path, (one, other) => {
          expect([one, verify(changed(one, () => null)).ok]).toEqual([one, false]);
          const files = changed(one, () => sample.files.get(other) ?? null);
          if (one !== other)
            expect([one, other, verify(files.set(other, sample.files.get(one) ?? new Uint8Array())).ok]).toContain(
              false,
            );
        }),
        { numRuns: 15 },
      );
    },
    SLOW,
  );

  test('a file too many', () => {
    for (const name of [
      'hello.txt',
      'tail/600.json',
      'tail/5.json',
      'tile/0/002.p/88',
      'bundle/002.jsonl',
      'keys/00000000',
      'schema/weather/1.json',
    ]) {
      expect(codes(verify(changed(name, () => toBytes('x'))))).toContain('stray-file');
    }
  });
});

describe('what was changed is named', () => {
  test(
    'an altered entry in a bundle, by its index and nothing else',
    () => {
      fc.assert(
        fc.property(fc.nat(511), (index) => {
          const bundle = `bundle/00${Math.floor(index / 256)}.jsonl`;
          const start = entriesOf(Math.floor(index / 256) * 256, index).reduce(
            (sum, { bytes }) => sum + bytes.length + 1,
            0,
          );
          const { problems } = verify(changed(bundle, flip(start + 200)));
          expect(problems.filter(({ code }) => code === 'entry-altered').map((one) => one.index)).toEqual([index]);
          expect(problems.every((one) => one.index === index || one.code === 'root-mismatch')).toBe(true);
        }),
        { numRuns: 10 },
      );
    },
    SLOW,
  );

  test('an entry alone in the tail, as the suspect', () => {
    const { files } = grow(257);
    const { problems } = verify(new Map(files).set('tail/256.json', entriesOf(300, 301)[0]?.bytes ?? new Uint8Array()));
    expect(problems).toContainEqual(expect.objectContaining({ code: 'root-mismatch', index: 256 }));
  });

  test.each<[string, ProblemCode]>([
    ['README.md', 'readme-altered'],
    [`keys/${signer.keyId}`, 'key-altered'],
    ['schema/policy/1.json', 'schema-altered'],
    ['.gitattributes', 'file-altered'],
    ['tile/0/001', 'tile-altered'],
    ['tile/1/000.p/2', 'tile-altered'],
  ])('%s, by %s', (path, code) => {
    expect(codes(verify(changed(path, flip(40))))).toEqual([code]);
  });

  test('missing files, each by its kind', () => {
    expect(verify(changed('bundle/001.jsonl', () => null)).problems).toMatchObject([
      { code: 'bundle-missing', index: 256 },
    ]);
    expect(verify(changed('tail/590.json', () => null)).problems).toMatchObject([
      { code: 'entry-missing', index: 590 },
    ]);
    expect(codes(verify(changed('tile/0/000', () => null)))).toEqual(['tile-missing']);
    expect(codes(verify(changed('checkpoint', () => null)))).toEqual(['checkpoint-missing']);
    expect(codes(verify(changed('README.md', () => null)))).toEqual(['readme-altered']);
  });

  test('several things at once', () => {
    const files = changed('tail/599.json', () => null);
    files.set('tile/0/000', flip(9)(files.get('tile/0/000') ?? new Uint8Array()));
    files.set('stray', toBytes(''));
    expect(codes(verify(files))).toEqual(expect.arrayContaining(['entry-missing', 'tile-altered', 'stray-file']));
  });
});

describe('the checkpoint', () => {
  test('of another key, another ledger, or no note', () => {
    expect(codes(verify(sample.files, { keys: [keyFrom(2)] }))).toEqual(['checkpoint-signature']);
    expect(codes(verify(sample.files, { keys: [], origin: ORIGIN }))).toEqual(['checkpoint-signature']);
    expect(codes(verify(sample.files, { keys: [keyFrom(1, 'other')], origin: 'other' }))).toContain(
      'checkpoint-origin',
    );
    expect(codes(verify(changed('checkpoint', () => toBytes('x'))))).toEqual(['checkpoint-malformed']);
  });

  test('signed by a key that the ledger does not name', () => {
    const mallory = keyFrom(6);
    const ledger = new SampleLedger([mallory]);
    ledger.flush(entriesOf(0, 3));
    expect(codes(verify(ledger.files, { keys: [mallory] }))).toEqual(['key-altered']);
  });

  test('that claims more than there is, or an absurd size, ends quickly', () => {
    for (const size of [601, 70_000, Number.MAX_SAFE_INTEGER]) {
      const note = signCheckpoint({ origin: ORIGIN, size, root: new Uint8Array(32) }, [keyFrom(3)]);
      const { problems } = verify(changed('checkpoint', () => note).set(`tail/${10 ** 14}.json`, toBytes('x')));
      expect(problems.length).toBeLessThan(3_000);
      expect(problems.map(({ code }) => code)).toContain('checkpoint-signature');
    }
  });

  test('that was wound back to an earlier one is noticed by who saw the later', () => {
    const since = parseCheckpoint(sample.files.get('checkpoint') ?? new Uint8Array());
    expect(verify(grow(1, 3, 255, 257).files, { since }).problems).toMatchObject([
      { code: 'history-rewound', index: 257 },
    ]);
  });
});
