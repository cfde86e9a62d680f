import { isFault } from '../base/fault.ts';
import type { LandedFields } from './entries/landed.ts';
import { type Draft, draftEntry, type HeaderFields } from './entry.ts';
import type { Subject } from './terms.ts';

interface Landing {
  readonly origin: string;
  readonly header: HeaderFields;
  /** The commit that the branch was left at; of a deleted one the last that it had. */
  readonly subject: Subject;
  readonly landed: Omit<LandedFields, 'omitted'>;
}

/**
 * Something reached a branch. Commits that do not fit below the writers' limit are left out and counted in `omitted`, those
 * that are covered first: what nobody decided about is what people look for. Throws like draftEntry.
 */
export function draftLanded({ origin, header, subject, landed }: Landing): Draft {
  const covered = landed.covered.reduce((sum, { commits }) => sum + commits.length, 0);
  let keep = { covered, uncovered: landed.uncovered.length };
  for (;;) {
    const predicate = { countersign_landed: cutLanded(landed, keep) };
    try {
      return draftEntry({ origin, header, kind: 'landed', subject, predicate });
    } catch (error) {
      if (!isFault(error, 'ledger.too-large') || keep.covered + keep.uncovered === 0) throw error;
      keep =
        keep.covered > 0
          ? { ...keep, covered: Math.floor((keep.covered * 3) / 4) }
          : { ...keep, uncovered: Math.floor((keep.uncovered * 3) / 4) };
    }
  }
}

interface Kept {
  readonly covered: number;
  readonly uncovered: number;
}

/** With so many commits of each sort, the newest of them. */
function cutLanded(landed: Omit<LandedFields, 'omitted'>, keep: Kept): LandedFields {
  let left = keep.covered;
  const covered = landed.covered
    .toReversed()
    .flatMap((group) => {
      const commits = left === 0 ? [] : group.commits.slice(-left);
      left -= commits.length;
      return commits.length === 0 ? [] : [{ ...group, commits }];
    })
    .toReversed();
  const uncovered = keep.uncovered === 0 ? [] : landed.uncovered.slice(-keep.uncovered);
  const all = landed.covered.reduce((sum, { commits }) => sum + commits.length, 0);
  const omitted = { covered: all - keep.covered, uncovered: landed.uncovered.length - keep.uncovered };
  const isWhole = omitted.covered + omitted.uncovered === 0;
  return { ...landed, covered, uncovered, ...(isWhole ? {} : { omitted }) };
}
