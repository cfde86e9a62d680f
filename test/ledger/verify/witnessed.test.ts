import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBytes } from '../../../src/base/bytes.ts';
import { signCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { formatNote, parseNote } from '../../../src/ledger/note.ts';
import { checkQuorum } from '../../../src/ledger/verify/quorum.ts';
import { verifyLedger } from '../../../src/ledger/verify.ts';
import { parseWitnessPolicy } from '../../../src/ledger/witness-policy.ts';
import { checkSchema, entriesOf, keyFrom, ORIGIN, SampleLedger, signer, treeOf } from '../sample.ts';
import { cosigned, mlDsaWitnessFrom, witnessFrom, witnessLines } from '../witnesses.ts';

const WITNESSED = 'checkpoint.witnessed';

/** A ledger of five entries, and its checkpoint at three. */
function sample() {
  const ledger = new SampleLedger();
  ledger.flush(entriesOf(0, 3));
  const older = ledger.files.get('checkpoint') ?? new Uint8Array();
  ledger.flush(entriesOf(3, 5));
  return { ledger, older };
}

function problemsWith(note: Uint8Array | null, key = signer) {
  const { ledger } = sample();
  if (note !== null) ledger.files.set(WITNESSED, note);
  const { problems } = verifyLedger({ tree: treeOf(ledger.files), keys: [key], checkSchema });
  return problems.map(({ code, message }) => [code, message] as const);
}

const { older } = sample();
const rootOf = (note: Uint8Array) => Buffer.from(parseNote(note).text.split('\n')[2] ?? '', 'base64');

describe('the cosigned checkpoint', () => {
  test('of today’s entries, or of a beginning of them, belongs there; so does none', () => {
    expect(problemsWith(null)).toEqual([]);
    expect(problemsWith(cosigned(older, [witnessFrom(1)]))).toEqual([]);
    expect(problemsWith(sample().ledger.files.get('checkpoint') ?? null)).toEqual([]);
  });

  test.each([
    ['nonsense', toBytes('nonsense\n'), /not a signed note/],
    ['empty', new Uint8Array(), /not a signed note/],
    [
      'of another ledger',
      signCheckpoint({ origin: 'other.example', size: 3, root: rootOf(older) }, [keyFrom(1, 'other.example')]),
      /of the ledger other\.example/,
    ],
    [
      'by another key',
      signCheckpoint({ origin: ORIGIN, size: 3, root: rootOf(older) }, [keyFrom(9)]),
      /no known key signed this/,
    ],
    [
      'with another root',
      signCheckpoint({ origin: ORIGIN, size: 3, root: new Uint8Array(32) }, [signer]),
      /the first 3 entries give the root/,
    ],
    [
      'of more entries than there are',
      signCheckpoint({ origin: ORIGIN, size: 9, root: new Uint8Array(32) }, [signer]),
      /it counts 9 entries, and 5 are here/,
    ],
  ])('%s is named', (_, note, message) => {
    const problems = problemsWith(note);
    expect(problems.length).toBeGreaterThan(0);
    for (const [code, text] of problems) {
      expect(code).toBe('witnessed-altered');
      expect(text).toMatch(/^checkpoint\.witnessed: /);
    }
    expect(problems.map(([, text]) => text).join('\n')).toMatch(message);
  });

  test('whose log signature was flipped is named, whoever cosigned it', () => {
    const { text, signatures } = parseNote(cosigned(older, [witnessFrom(1)]));
    const [first, ...others] = signatures;
    const flipped = { ...signer, ...first, signature: (first?.signature ?? new Uint8Array()).map((byte) => byte ^ 1) };
    expect(problemsWith(formatNote({ text, signatures: [flipped, ...others] }))).toEqual([
      ['witnessed-altered', expect.stringContaining('does not verify')],
    ]);
  });

  test('with any flipped bit is named by verify, or by the policy that asks for those who cosigned it', () => {
    const signers = [witnessFrom(1), mlDsaWitnessFrom(2)];
    const policy = parseWitnessPolicy(toBytes(`${witnessLines(signers)}group Q all W1 W2\nquorum Q\n`));
    const note = cosigned(older, signers);
    const { ledger } = sample();
    fc.assert(
      fc.property(fc.nat(note.length * 8 - 1), (bit) => {
        const flipped = note.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
        const tree = treeOf(new Map([...ledger.files, [WITNESSED, flipped]]));
        const { problems } = verifyLedger({ tree, keys: [signer], checkSchema });
        const asked = checkQuorum(tree, policy);
        expect([...problems, ...asked.problems].length).toBeGreaterThan(0);
        const codes = new Set(problems.map(({ code }) => code));
        expect([...codes].filter((code) => code !== 'witnessed-altered')).toEqual([]);
      }),
    );
  });
});
