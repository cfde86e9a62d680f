import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from '@jest/globals';
import { packCommits } from '../../../src/cli/ledger/packed-commits.ts';
import { type JobTerms, jobRunner } from '../../../src/cli/ledger/verify-job.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { grow, ORIGIN, signer } from '../../ledger/sample.ts';

test('a job goes in as a message, and its result comes out', async () => {
  const terms: JobTerms = {
    origin: ORIGIN,
    keys: [formatVkey(signer)],
    candidates: [],
    depth: 'bytes',
    like: 'a'.repeat(40),
  };
  const job = { is: 'commits', commits: packCommits(grow(1, 3).commits) } as const;
  const worker = new Worker(new URL('../../../src/cli/ledger/verify-thread.ts', import.meta.url), {
    workerData: terms,
  });
  worker.postMessage(job, []);
  const [result] = await once(worker, 'message');
  expect(result).toEqual(jobRunner(terms)(job));
  await worker.terminate();
});
