import { type Instant, toRfc3339 } from '../../base/clock.ts';
import type { StoreFigures, Waiting } from '../../store/store.ts';
import type { RecoveryFigures } from '../recovery/recovery-figures.ts';
import { VERSION } from '../version.ts';
import { type GithubFigures, isReachable } from './github-figures.ts';
import type { Lack } from './health.ts';
import { secondsSince } from './store-samples.ts';

export interface StatusParts {
  readonly lacks: readonly Lack[];
  /** When this process started. */
  readonly since: Instant;
  /** Null: the database does not answer. */
  readonly store: StoreFigures | null;
  readonly github: GithubFigures;
  /** Null: the database does not answer. */
  readonly recovery: RecoveryFigures | null;
}

/** What a monitor wants to know at a glance, as JSON: numbers and times, no secret, nobody's name. */
export function statusOf({ lacks, since, store, github, recovery }: StatusParts): object {
  return {
    status: lacks.length === 0 ? 'ready' : 'not ready',
    lacks,
    version: VERSION,
    since: toRfc3339(since),
    github: { reachable: isReachable(github), lastAnswer: timeOf(github.lastAnswer) },
    recovery: recovery === null ? null : recoveryOf(recovery),
    ...(store === null ? NOTHING_KNOWN : kept(store)),
  };
}

/** `last`: when all that could not be watched was read back and recorded. */
function recoveryOf({ isUnderWay, last, comparedUntil, left }: RecoveryFigures): object {
  return { underWay: isUnderWay, last: timeOf(last), deliveriesComparedUntil: timeOf(comparedUntil), stepsLeft: left };
}

const NOTHING_KNOWN = { deliveries: null, evaluations: null, ledgers: null, jobs: null };

function kept({ now, deliveries, subjects, backlog, ledgers, queues }: StoreFigures): object {
  const waiting = ({ count, oldest }: Waiting) => ({ waiting: count, oldestWaitingSeconds: secondsSince(oldest, now) });
  return {
    deliveries: { last: timeOf(deliveries.last), ...waiting(deliveries) },
    evaluations: { ...waiting(subjects), backlog: backlog.count },
    ledgers: {
      lagging: ledgers.lagging,
      unpublishedEntries: ledgers.unpublished.count,
      oldestUnpublishedSeconds: secondsSince(ledgers.unpublished.oldest, now),
      unwitnessed: ledgers.unwitnessed,
    },
    jobs: { failed: queues.reduce((sum, { failed }) => sum + failed, 0) },
  };
}

const timeOf = (at: Instant | null): string | null => (at === null ? null : toRfc3339(at));
