import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatQuestion, type WitnessAnswer, witnessClient } from '../../src/app/witness-client.ts';
import { toBytes } from '../../src/base/bytes.ts';
import { signCheckpoint } from '../../src/ledger/checkpoint.ts';
import { verifyCosignature } from '../../src/ledger/cosignature.ts';
import { leafHash, rootOf } from '../../src/ledger/merkle.ts';
import { proveConsistency } from '../../src/ledger/merkle-proof.ts';
import { parseNote } from '../../src/ledger/note.ts';
import { keyFrom } from '../ledger/sample.ts';
import { mlDsaWitnessFrom, witnessFrom } from '../ledger/witnesses.ts';
import { Witness, type WitnessFault } from '../witness/witness.ts';

const log = keyFrom(1, 'log.example/one');
const signers = [witnessFrom(71), mlDsaWitnessFrom(72)] as const;
const leaves = Array.from({ length: 9 }, (_, at) => leafHash(Uint8Array.of(at)));
const noteOf = (size: number, key = log) =>
  signCheckpoint({ origin: key.name, size, root: rootOf(leaves.slice(0, size)) }, [key]);
const ask = witnessClient({ timeout: 10_000 });
const hurriedly = witnessClient({ timeout: 100 });

let witness: Witness;
beforeAll(async () => {
  witness = await Witness.start({ signers, logs: [log] });
});
afterEach(() => {
  witness.fault = null;
});
afterAll(async () => await witness.close());

const question = (size: number, oldSize = witness.sizeOf(log.name)) => ({
  url: `${witness.url}/`,
  oldSize,
  proof: oldSize <= size ? proveConsistency(leaves.slice(0, size), oldSize) : [],
  note: noteOf(size),
});

test('a checkpoint is cosigned with every key of the witness, and so is the one that continues it', async () => {
  for (const size of [3, 3, 9]) {
    const answer = await ask(question(size));
    const { text } = parseNote(noteOf(size));
    const signatures = answer.is === 'cosigned' ? answer.signatures : [];
    const times = signatures.map(({ signature }, at) => verifyCosignature(signers[at] ?? signers[0], text, signature));
    expect(times).toEqual([expect.any(Number), expect.any(Number)]);
  }
});

test('the request is as the specification shows it', () => {
  const text = formatQuestion({ oldSize: 20852014, proof: [new Uint8Array(32)], note: toBytes('a\n1\nb\n\n— a b\n') });
  expect(text).toBe('old 20852014\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\na\n1\nb\n\n— a b\n');
});

test('another size than the one that it knows is a conflict that names it', async () => {
  await ask(question(4));
  expect(await ask(question(9, 0))).toEqual({ is: 'conflict', size: witness.sizeOf(log.name) });
});

test('what it cannot prove to continue is inconsistent', async () => {
  expect(await ask({ ...question(9), proof: [new Uint8Array(32)] })).toEqual({ is: 'inconsistent' });
});

test('an unknown log, a wrong key and a request that cannot be read are refused', async () => {
  const { url } = witness;
  const stranger = keyFrom(2, 'log.example/stranger');
  const of = { url, oldSize: 0, proof: [] };
  expect(await ask({ ...of, note: noteOf(3, stranger) })).toEqual({ is: 'refused', why: 'status 404' });
  expect(await ask({ ...of, note: noteOf(3, keyFrom(3, log.name)) })).toEqual({ is: 'refused', why: 'status 403' });
  expect(await ask({ ...of, oldSize: 99, note: noteOf(3) })).toEqual({ is: 'refused', why: 'status 400' });
});

describe('is a failure, and nothing worse', () => {
  const elsewhere = 'http://127.0.0.1:9/elsewhere';
  test.each<[string, WitnessFault, RegExp]>([
    ['no answer', { is: 'silent' }, /in time/],
    ['an answer that comes too late', { is: 'slow', milliseconds: 1000 }, /in time/],
    ['a connection that breaks', { is: 'cut' }, /./],
    ['an error of the server', { is: 'status', status: 503 }, /status 503/],
    ['a limit', { is: 'status', status: 429 }, /status 429/],
    ['a redirect, which is not followed', { is: 'redirect', to: elsewhere }, /status 307/],
    ['a body without an end', { is: 'endless' }, /above 100000 bytes/],
    ['garbage', { is: 'body', body: '<html>hello</html>' }, /no signatures/],
    ['nothing', { is: 'body', body: '' }, /no signatures/],
    ['an empty line', { is: 'body', body: '\n— a b\n' }, /empty line/],
    ['another note', { is: 'body', body: '— a bbbbbbbb\n\nx\n' }, /empty line/],
    ['a conflict without a size', { is: 'status', status: 409, body: 'no\n', type: 'text/x.tlog.size' }, /409/],
    ['a conflict of another type', { is: 'status', status: 409, body: '3\n' }, /409/],
    [
      'a conflict beyond all sizes',
      { is: 'status', status: 409, body: '9999999999999999\n', type: 'text/x.tlog.size' },
      /409/,
    ],
  ])('%s', async (_, fault, why) => {
    witness.fault = fault;
    const client = String(why) === '/in time/' ? hurriedly : ask;
    expect(await client(question(9))).toEqual({ is: 'failed', why: expect.stringMatching(why) });
  });

  test('nobody there', async () => {
    const answer = await ask({ ...question(9), url: 'http://127.0.0.1:9' });
    expect(answer).toMatchObject({ is: 'failed' });
  });

  test('any body at all', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.constantFrom(200, 409),
        async (body, status) => {
          witness.fault = { is: 'status', status, body, type: 'text/x.tlog.size' };
          const expected: readonly WitnessAnswer['is'][] = ['failed', 'cosigned', 'conflict'];
          expect(expected).toContain((await ask(question(9))).is);
        },
      ),
      { numRuns: 50 },
    );
  });
});
