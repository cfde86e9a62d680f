import { describe, expect, test } from '@jest/globals';
import { toBytes } from '../../../src/base/bytes.ts';
import { type ProofReport, showProofJson, showProofText } from '../../../src/cli/ledger/proof-report.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { parseWitnessPolicy } from '../../../src/ledger/witness-policy.ts';
import { entryAt, ORIGIN, signer } from '../../ledger/sample.ts';
import { witnessFrom, witnessLines } from '../../ledger/witnesses.ts';

const policy = parseWitnessPolicy(toBytes(`${witnessLines([witnessFrom(1)])}quorum W1\n`));
const [witness] = policy.witnesses;
const good: ProofReport = {
  check: {
    ok: true,
    checkpoint: { origin: ORIGIN, size: 1300, root: new Uint8Array(32) },
    signers: [signer],
    cosigners: witness === undefined ? [] : [{ witness, time: 253_402_300_799 }],
    problems: [],
  },
  index: 2,
  entry: entryAt(2).bytes,
  from: 'proof',
  trust: 'given',
  policy,
};

describe('the text', () => {
  test('says which log, which entry, by whose word', () => {
    const text = showProofText(good, false);
    expect(text).toContain('entry    2 of 1,300 entries');
    expect(text).toContain('says     decision');
    expect(text).toContain(`${formatVkey(signer)} (given)`);
    expect(text).toContain('witness  W1, 9999-12-31T23:59:59Z\nquorum   W1\n');
    expect(text.endsWith('✓ This entry is in this log.\n')).toBe(true);
  });

  test('names every problem, and shows what is no statement as such; nothing foreign reaches the terminal', () => {
    const problems = [
      { code: 'quorum' as const, message: 'too few' },
      { code: 'inclusion' as const, message: '\u001b[2J' },
    ];
    const bad = {
      ...good,
      check: { ...good.check, ok: false, checkpoint: null, problems },
      entry: toBytes('\u001b[2J'),
    };
    const text = showProofText({ ...bad, from: 'file' }, false);
    expect(text).toContain('no statement that can be read');
    expect(text).toContain('✗ quorum: too few\n✗ inclusion: \\u{1b}[2J\nNot proved.\n');
    expect(text).not.toContain('\u001b');
    expect(text).toContain('as given');
  });
});

test('the JSON says the same, absent things as null', () => {
  expect(JSON.parse(showProofJson(good))).toMatchObject({
    ok: true,
    origin: ORIGIN,
    index: 2,
    says: { index: 2, kind: 'decision' },
    quorum: 'W1',
    witnesses: [{ name: 'W1', time: '9999-12-31T23:59:59Z' }],
  });
  const bare = { ...good, policy: null, check: { ...good.check, checkpoint: null } };
  expect(JSON.parse(showProofJson(bare))).toMatchObject({ origin: null, size: null, root: null, quorum: null });
});
