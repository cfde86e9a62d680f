import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toBase64, toBytes } from '../../src/base/bytes.ts';
import { signCheckpoint } from '../../src/ledger/checkpoint.ts';
import { verifyCosignature } from '../../src/ledger/cosignature.ts';
import { leafHash, rootOf } from '../../src/ledger/merkle.ts';
import { proveConsistency } from '../../src/ledger/merkle-proof.ts';
import { parseNote } from '../../src/ledger/note.ts';
import { parseWitnessPolicy } from '../../src/ledger/witness-policy.ts';
import { keyFrom } from '../ledger/sample.ts';
import { mlDsaWitnessFrom, witnessFrom } from '../ledger/witnesses.ts';
import { Witness } from './witness.ts';

/** The witness of the tests does what C2SP tlog-witness says, sentence by sentence. */

const TIME = 1_700_000_000;
const signers = [witnessFrom(61), mlDsaWitnessFrom(62)] as const;
let witness: Witness;
beforeAll(async () => {
  witness = await Witness.start({ signers, now: () => TIME });
});
afterAll(async () => await witness.close());

let logs = 0;
/** A log of its own, which the witness knows. */
function newLog() {
  logs += 1;
  const key = keyFrom(logs, `log.example/${logs}`);
  witness.trust(key);
  return key;
}

const leaves = Array.from({ length: 12 }, (_, at) => leafHash(Uint8Array.of(at)));
const noteOf = (key: ReturnType<typeof keyFrom>, size: number, root = rootOf(leaves.slice(0, size))) =>
  Buffer.from(signCheckpoint({ origin: key.name, size, root }, [key])).toString('utf8');

interface Body {
  readonly old: number | string;
  readonly proof?: readonly string[];
  readonly note: string;
}

const bodyOf = ({ old, proof = [], note }: Body) => `old ${old}\n${proof.map((line) => `${line}\n`).join('')}\n${note}`;

async function add(body: Body | string) {
  const text = typeof body === 'string' ? body : bodyOf(body);
  const response = await fetch(`${witness.url}/add-checkpoint`, { method: 'POST', body: text });
  return { status: response.status, body: await response.text(), type: response.headers.get('content-type') };
}

const proof = (from: number, to: number) => proveConsistency(leaves.slice(0, to), from).map(toBase64);

test('a log grows: each checkpoint is cosigned with every key of the witness, at its time', async () => {
  const key = newLog();
  let old = 0;
  for (const size of [0, 1, 4, 4, 12]) {
    const note = noteOf(key, size);
    const answer = await add({ old, proof: proof(old, size), note });
    expect(answer.status).toBe(200);
    const { text } = parseNote(toBytes(note));
    const { signatures } = parseNote(toBytes(`${text}\n${answer.body}`));
    const times = signers.map((signer, at) =>
      verifyCosignature(signer, text, signatures[at]?.signature ?? toBytes('')),
    );
    expect(times).toEqual([TIME, TIME]);
    expect(witness.sizeOf(key.name)).toBe(size);
    old = size;
  }
});

describe('is refused', () => {
  test('a log that the witness does not know: 404', async () => {
    expect(await add({ old: 0, note: noteOf(keyFrom(1, 'log.example/unknown'), 3) })).toMatchObject({ status: 404 });
  });

  test('a checkpoint that the log did not sign, or with a wrong signature beside a right one: 403', async () => {
    const key = newLog();
    const other = keyFrom(200, key.name);
    expect(await add({ old: 0, note: noteOf(other, 3) })).toMatchObject({ status: 403 });
    const [, wrong = ''] = noteOf(key, 4).split('\n\n');
    expect(await add({ old: 0, note: `${noteOf(key, 3)}${wrong}` })).toMatchObject({ status: 403 });
    const [, stranger = ''] = noteOf(other, 4).split('\n\n');
    expect(await add({ old: 0, note: `${noteOf(key, 3)}${stranger}` })).toMatchObject({ status: 200 });
  });

  test('an old size above the size: 400', async () => {
    expect(await add({ old: 4, note: noteOf(newLog(), 3) })).toMatchObject({ status: 400 });
  });

  test('an old size that is not the one it knows: 409, with that size', async () => {
    const key = newLog();
    const conflict = { status: 409, type: 'text/x.tlog.size' };
    expect(await add({ old: 2, proof: proof(2, 3), note: noteOf(key, 3) })).toEqual({ ...conflict, body: '0\n' });
    expect(await add({ old: 0, note: noteOf(key, 3) })).toMatchObject({ status: 200 });
    expect(await add({ old: 0, note: noteOf(key, 5) })).toEqual({ ...conflict, body: '3\n' });
    // A smaller tree than it knows, under the right old size, is a bad request.
    expect(await add({ old: 3, note: noteOf(key, 2) })).toMatchObject({ status: 400 });
    expect(await add({ old: 2, note: noteOf(key, 2) })).toEqual({ ...conflict, body: '3\n' });
  });

  test('a tree that does not continue the one it knows: 422, and it forgets nothing', async () => {
    const key = newLog();
    await add({ old: 0, note: noteOf(key, 3) });
    const forked = rootOf([leafHash(toBytes('other')), ...leaves.slice(1, 5)]);
    expect(await add({ old: 3, proof: proof(3, 5), note: noteOf(key, 5, forked) })).toMatchObject({ status: 422 });
    expect(await add({ old: 3, proof: [], note: noteOf(key, 5) })).toMatchObject({ status: 422 });
    expect(await add({ old: 3, note: noteOf(key, 3, rootOf(leaves.slice(1, 4))) })).toMatchObject({ status: 422 });
    expect(await add({ old: 3, proof: proof(3, 5), note: noteOf(key, 5) })).toMatchObject({ status: 200 });
  });

  test('a proof for old size zero, and an empty tree with another root: 422', async () => {
    const key = newLog();
    expect(await add({ old: 0, proof: proof(3, 5), note: noteOf(key, 5) })).toMatchObject({ status: 422 });
    expect(await add({ old: 0, note: noteOf(key, 0, new Uint8Array(32)) })).toMatchObject({ status: 422 });
  });

  test.each([
    ['no old size', (note: string) => `\n${note}`],
    ['a leading zero', (note: string) => `old 00\n\n${note}`],
    ['another word', (note: string) => `size 0\n\n${note}`],
    ['no empty line', () => 'old 0\n'],
    ['a short hash', (note: string) => `old 0\n${toBase64(new Uint8Array(31))}\n\n${note}`],
    ['64 proof lines', (note: string) => bodyOf({ old: 0, proof: Array(64).fill(toBase64(new Uint8Array(32))), note })],
    ['no checkpoint', () => 'old 0\n\nnothing\n'],
  ])('%s: 400', async (_, body) => {
    expect(await add(body(noteOf(newLog(), 3)))).toMatchObject({ status: 400 });
  });
});

test('monitors read the newest checkpoint with the cosignatures', async () => {
  const key = newLog();
  const hash = createHash('sha256').update(key.name).digest('hex');
  expect((await fetch(`${witness.url}/${hash}/checkpoint`)).status).toBe(404);
  await add({ old: 0, note: noteOf(key, 3) });
  const { text, signatures } = parseNote(toBytes(await (await fetch(`${witness.url}/${hash}/checkpoint`)).text()));
  expect(text).toBe(parseNote(toBytes(noteOf(key, 3))).text);
  expect(signatures.map(({ keyId }) => keyId)).toEqual([key.keyId, ...signers.map(({ keyId }) => keyId)]);
});

test('its policy lines are read', () => {
  const { witnesses } = parseWitnessPolicy(toBytes(`${witness.policyLines('W')}quorum W\n`));
  expect(witnesses.map(({ name, url }) => [name, url])).toEqual([
    ['W', witness.url],
    ['W-2', witness.url],
  ]);
});
