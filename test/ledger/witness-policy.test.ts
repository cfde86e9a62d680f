import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBytes } from '../../src/base/bytes.ts';
import { isFault } from '../../src/base/fault.ts';
import type { WitnessKey } from '../../src/ledger/cosignature.ts';
import { formatVkey } from '../../src/ledger/note-key.ts';
import { isQuorumReached, MAXIMUM_POLICY_BYTES, parseWitnessPolicy } from '../../src/ledger/witness-policy.ts';
import { faultOf } from './faults.ts';
import { keyFrom } from './sample.ts';
import { witnessFrom, witnessLines } from './witnesses.ts';

const log = keyFrom(1, 'example.com/log');
const witnesses = [1, 2, 3, 4, 5, 6].map((seed) => witnessFrom(seed));
const LOG = `log ${formatVkey(log)}\n`;
const LINES = witnessLines(witnesses);
const parse = (text: string) => parseWitnessPolicy(toBytes(text));

/** Do the witnesses with these numbers (from 1) reach the quorum? */
function isReached(text: string, cosigners: readonly number[]): boolean {
  const policy = parse(text);
  const keys = cosigners.flatMap((at) => policy.witnesses[at - 1]?.key ?? []);
  return isQuorumReached(policy.quorum, new Set<WitnessKey>(keys));
}

describe('quorums', () => {
  const example = `${LOG}\n${LINES}
group X-witnesses 2 W1 W2 W3
group Y-witnesses any W4 W5 W6
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;
  test.each([
    [[1, 2, 4], true],
    [[1, 2, 3, 4, 5, 6], true],
    [[1, 2, 3], false],
    [[1, 4, 5, 6], false],
    [[], false],
  ])('of the example of the specification: %j is %j', (cosigners, reached) => {
    expect(isReached(example, cosigners)).toBe(reached);
  });

  test.each([
    ['quorum none', [], true],
    ['quorum W2', [2], true],
    ['quorum W2', [1, 3, 4, 5, 6], false],
    ['group g all W1 W2\nquorum g', [1], false],
    ['group g all W1 W2\nquorum g', [1, 2], true],
    ['group g any W1 W2\nquorum g', [2], true],
    ['group g 1 W1\ngroup h any g W2\nquorum h', [2], true],
  ])('%j with %j: %j', (lines, cosigners, reached) => {
    expect(isReached(`${LINES}${lines}\n`, cosigners)).toBe(reached);
  });

  test('one more cosignature never makes a quorum fail', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.subarray([1, 2, 3, 4, 5]), (threshold, cosigners) => {
        const text = `${LINES}group a ${threshold} W1 W2 W3 W4\ngroup b any W5 a\nquorum b\n`;
        const expected = cosigners.includes(5) || cosigners.filter((at) => at < 5).length >= threshold;
        expect(isReached(text, cosigners)).toBe(expected);
        if (expected) expect(isReached(text, [...cosigners, 6])).toBe(true);
      }),
    );
  });
});

describe('the file', () => {
  test('names logs and witnesses with their addresses; tabs, spaces, comments and empty lines mean nothing', () => {
    const [first] = witnesses;
    const vkey = first === undefined ? '' : formatVkey(first);
    const text = ` \t# Löwe\n\n\tlog  ${formatVkey(log)}\thttps://log.example/ \nwitness Löwe ${vkey} https://w.example\n quorum Löwe`;
    expect(parse(text)).toMatchObject({
      logs: [{ key: { name: 'example.com/log' }, url: 'https://log.example/' }],
      witnesses: [{ name: 'Löwe', key: { keyId: first?.keyId }, url: 'https://w.example' }],
      quorum: { is: 'witness', name: 'Löwe' },
    });
  });

  test('octets that are no UTF-8 are kept apart, in comments and in names', () => {
    const [first = witnessFrom(1)] = witnesses;
    const bytes = Buffer.concat([
      Buffer.from(`# \xe9\nwitness \xe9 ${formatVkey(first)}\n`, 'latin1'),
      Buffer.from('quorum é\n'),
    ]);
    expect(faultOf(() => parseWitnessPolicy(bytes))).toBe('ledger.witness-policy');
    expect(parseWitnessPolicy(Buffer.from(bytes.toString('latin1').replace('Ã©', 'é'), 'latin1')).quorum.is).toBe(
      'witness',
    );
  });

  test('thirty-two logs, witnesses and groups are read, a thousand are the limit', () => {
    const many = Array.from({ length: 32 }, (_, at) => witnessFrom(at + 1));
    const groups = many.map((_, at) => `group g${at} any W${at + 1}\n`).join('');
    const logs = many.map((_, at) => `log ${formatVkey(keyFrom(at + 1))}\n`).join('');
    expect(parse(`${logs}${witnessLines(many)}${groups}quorum g31\n`).witnesses).toHaveLength(32);
    const deep = Array.from({ length: 1000 }, (_, at) => `group g${at + 1} all g${at}\n`).join('');
    expect(faultOf(() => parse(`${LINES}group g0 all W1\n${deep}quorum g1000\n`))).toBe('ledger.witness-policy');
    expect(faultOf(() => parse('#'.repeat(MAXIMUM_POLICY_BYTES + 1)))).toBe('ledger.witness-policy');
  });
});

describe('what is wrong is said with its place', () => {
  const vkey = formatVkey(log);
  test.each([
    ['', 1, 1, 'no quorum'],
    [`${LINES}quorum none\nquorum none\n`, 8, 1, 'already'],
    [`${LINES}quorum W7\n`, 7, 8, 'no line before this one defines W7'],
    [`quorum W1\n${LINES}`, 1, 8, 'no line before'],
    [`${LINES}group g 3 W1 W2\n`, 7, 9, '1 to 2'],
    [`${LINES}group g 0 W1 W2\n`, 7, 9, '1 to 2'],
    [`${LINES}group g most W1 W2\n`, 7, 9, 'most'],
    [`${LINES}group g all\n`, 7, 1, 'a group is written'],
    [`${LINES}group g all W1 W1\n`, 7, 16, 'already'],
    [`${LINES}group g all W1\ngroup h all W1\n`, 8, 13, 'already'],
    [`${LINES}group g all g\n`, 7, 13, 'no line before'],
    [`${LINES}group g all none\n`, 7, 13, 'no line before'],
    [`${LINES}group W1 all W2\n`, 7, 7, 'defined already'],
    [`${LINES}group none all W2\n`, 7, 7, 'none'],
    [`log ${vkey}\nlog ${vkey.replace('example', 'example')}\n`, 2, 5, 'same public key'],
    [`log ${vkey} a b\n`, 1, 1, 'a log is written'],
    [`witness W ${vkey}\n`, 1, 11, 'the key of a log'],
    [`log ${LINES.split(' ')[2]?.split('\n')[0]}\n`, 1, 5, 'the key of a witness'],
    [`${LINES}witness again ${LINES.split(' ')[2]}`, 7, 15, 'same public key'],
    ['witness W\n', 1, 1, 'a witness is written'],
    ['  constructor x\n', 1, 3, 'constructor is not log'],
    ['quorum none\r\n', 1, 12, 'carriage return'],
    ['\u0000', 1, 1, 'control character'],
    ['\u007f', 1, 1, 'control character'],
  ])('%j', (text, line, column, message) => {
    try {
      parse(text);
      throw new Error('it was read');
    } catch (error) {
      if (!isFault(error, 'ledger.witness-policy')) throw error;
      expect([error.position, error.message]).toEqual([{ line, column }, expect.stringContaining(message)]);
    }
  });
});

test('foreign bytes are read or refused, and never anything else', () => {
  const words = fc.constantFrom(
    'log',
    'witness',
    'group',
    'quorum',
    'none',
    'any',
    '2',
    'W1',
    'W2',
    'g',
    '#',
    formatVkey(log),
  );
  const line = fc.array(words, { maxLength: 6 }).map((all) => all.join(' '));
  const text = fc.array(line, { maxLength: 8 }).map((lines) => toBytes(`${LINES}${lines.join('\n')}`));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), text), (bytes) => {
      expect([null, 'ledger.witness-policy']).toContain(faultOf(() => parseWitnessPolicy(bytes)));
    }),
    { numRuns: 300 },
  );
});
