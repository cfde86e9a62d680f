import { equalBytes, toBase64 } from '../../base/bytes.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { rootOf } from '../merkle.ts';
import { type Problem, problem } from '../problem.ts';

/** Does the ledger continue a checkpoint that was seen before? This finds what a branch alone cannot show: a rewind. */
export function checkSince(of: {
  readonly since: Checkpoint;
  readonly leaves: readonly (Uint8Array | null)[];
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
  const before = leaves.slice(0, since.size).filter((leaf) => leaf !== null);
  if (before.length < since.size) return []; // the missing entries are named already
  const found = rootOf(before);
  if (equalBytes(found, since.root)) return [];
  const message = `the first ${since.size} entries give the root ${toBase64(found)}, but it was ${toBase64(since.root)} before`;
  return [problem('history-inconsistent', message)];
}
