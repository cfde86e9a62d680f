import { isFault } from '../base/fault.ts';
import { type BuildFields, type EventFields, MOST_JOBS } from './entries/event.ts';
import { type Draft, draftEntry, type HeaderFields } from './entry.ts';
import type { Subject } from './terms.ts';

interface Run {
  readonly origin: string;
  readonly header: HeaderFields;
  /** The commit that was built. */
  readonly subject: Subject;
  readonly event: Omit<EventFields, 'event' | 'build'>;
  readonly build: Omit<BuildFields, 'counts' | 'omitted'>;
  /** False: nobody could read its jobs. */
  readonly isCounted: boolean;
}

/**
 * A run of a workflow ended. Jobs that do not fit below the writers' limit are counted in `omitted`, those that succeeded
 * first: what went wrong is what people look for. Throws like draftEntry.
 */
export function draftRun({ origin, header, subject, event, build, isCounted }: Run): Draft {
  const jobs = build.jobs.toSorted((a, b) => rankOf(a) - rankOf(b));
  const counts = isCounted ? { counts: countOutcomes(jobs) } : {};
  let keep = Math.min(jobs.length, MOST_JOBS);
  for (;;) {
    const omitted = jobs.length - keep;
    const named = { ...build, jobs: jobs.slice(0, keep), ...counts, ...(omitted === 0 ? {} : { omitted }) };
    try {
      const predicate = { countersign_event: { event: 'build', ...event, build: named } };
      return draftEntry({ origin, header, kind: 'event', subject, predicate });
    } catch (error) {
      if (!isFault(error, 'ledger.too-large') || keep === 0) throw error;
      keep = Math.floor((keep * 3) / 4);
    }
  }
}

type Job = BuildFields['jobs'][number];

const rankOf = ({ outcome }: Job): number => (outcome === 'success' ? 1 : 0);

function countOutcomes(jobs: readonly Job[]): NonNullable<BuildFields['counts']> {
  const counts: Record<string, number> = {};
  for (const { outcome } of jobs) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
