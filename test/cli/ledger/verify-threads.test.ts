import { expect, test } from '@jest/globals';
import type { JobTerms } from '../../../src/cli/ledger/verify-job.ts';
import { workHere, workInThreads } from '../../../src/cli/ledger/verify-threads.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { grow, ORIGIN, signer } from '../../ledger/sample.ts';

const ledger = grow(1, 600);
const terms: JobTerms = { origin: ORIGIN, keys: [formatVkey(signer)], candidates: [], depth: 'everything', like: null };

/** With memory of its own, which goes to the thread. */
const bundle = (index: number, bytes = ledger.files.get(`bundle/00${index}.jsonl`)) => ({
  bundle: index,
  bytes: bytes === undefined ? null : Uint8Array.from(bytes),
  tile: ledger.files.get(`tile/0/00${index}`) ?? null,
});

test('threads give the same as here, in whatever order they finish', async () => {
  await using here = workHere(terms);
  await using threads = workInThreads(terms, 2);
  expect(threads.ahead).toBeGreaterThan(here.ahead);
  const [expected, found] = await Promise.all(
    [here, threads].map((room) =>
      Promise.all([
        room.bundles([bundle(0), bundle(1)]),
        room.bundles([bundle(2)]),
        room.bundles([bundle(1, new Uint8Array())]),
        room.commits(ledger.commits),
        room.bundles([]),
      ]),
    ),
  );
  expect(found).toEqual(expected);
});

test('what cannot be sent, or breaks a thread, is an error and no waiting for ever', async () => {
  await using threads = workInThreads(terms, 1);
  await expect(threads.bundles([{ ...bundle(0), bytes: (() => 0) as never }])).rejects.toThrow();
  await expect(threads.bundles([{ ...bundle(0), bytes: 5 as never }])).rejects.toThrow();
  await expect(threads.bundles([bundle(0)])).rejects.toThrow();
});
