import { equalBytes, toBase64 } from '../../base/bytes.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { type Problem, problem } from '../problem.ts';
import type { Leaves } from './leaves.ts';

/** Does the ledger continue a checkpoint that was seen before? This finds what a branch alone cannot show: a rewind. */
export function checkSince(of: {
  readonly since: Checkpoint;
  readonly leaves: Leaves;
  readonly origin: string;
}): readonly Problem[] {
  const { since, leaves, origin } = of;
  if (since.origin !== origin) {
    return [
      problem('checkpoint-origin', `the earlier checkpoint is of the ledger ${since.origin}, expected ${origin}`),
    ];
  }
  if (since.size > leaves.length) {
    const message = `the ledger has ${leaves.length} entries, but ${since.size} were there before`;
    return [problem('history-rewound', message, { index: leaves.length })];
  }
  const found = leaves.rootAt(since.size);
  if (found === null) return []; // the missing entries are named already
  if (equalBytes(found, since.root)) return [];
  const message = `the first ${since.size} entries give the root ${toBase64(found)}, but it was ${toBase64(since.root)} before`;
  return [problem('history-inconsistent', message)];
}
