import { expect, test } from '@jest/globals';
import { packCommits, unpackReads } from '../../../src/cli/ledger/packed-commits.ts';
import { type JobTerms, jobRunner } from '../../../src/cli/ledger/verify-job.ts';
import { formatVkey, parseVkey } from '../../../src/ledger/note-key.ts';
import { readCommit } from '../../../src/ledger/verify/commit-checkpoint.ts';
import { readBundle } from '../../../src/ledger/verify/entries.ts';
import { checkSchema, grow, ORIGIN, signer } from '../../ledger/sample.ts';

const ledger = grow(1, 300);
const terms: JobTerms = { origin: ORIGIN, keys: [formatVkey(signer)], candidates: [], depth: 'everything', like: null };
const file = {
  bundle: 0,
  bytes: ledger.files.get('bundle/000.jsonl') ?? new Uint8Array(),
  tile: ledger.files.get('tile/0/000') ?? null,
};

test('a job gives what its function gives', () => {
  const run = jobRunner(terms);
  const statements = { checkSchema, origin: ORIGIN, depth: 'everything' } as const;
  expect(run({ is: 'bundles', files: [file] })).toEqual({
    is: 'bundles',
    reads: [readBundle(file, { statements, like: null })],
  });
  const known = { keys: [parseVkey(formatVkey(signer))], candidates: [], origin: ORIGIN };
  const result = run({ is: 'commits', commits: packCommits(ledger.commits) });
  expect(result.is === 'commits' ? unpackReads(structuredClone(result.reads)) : null).toEqual(
    structuredClone(ledger.commits.map((commit) => readCommit(commit, known))),
  );
});

test('what it takes and gives can cross the border of a thread', () => {
  const run = jobRunner(terms);
  for (const job of [
    { is: 'bundles', files: [file] },
    { is: 'commits', commits: packCommits(ledger.commits) },
  ] as const) {
    const result = run(structuredClone(job));
    expect(structuredClone(result)).toEqual(result);
  }
});
