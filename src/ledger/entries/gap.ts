import { count, described, list, type Of, object, oneOf, optional } from '../shape.ts';
import { timestamp } from '../terms.ts';
import { statement } from './statement.ts';

/** Why the app could not watch, closed: whoever can tell a new reason adds it here. */
export const gapReasons = [
  // No process ran.
  'not-running',
  // It ran, but had no database to keep anything in.
  'database-away',
  // The database that is there now is an older copy, or was empty.
  'database-lost',
  'github-unreachable',
  // GitHub says that it could not deliver webhooks.
  'deliveries-failed',
] as const;

/** From when to when the app could not watch what this ledger records, and what was read back from GitHub afterwards. */
export const gapFields = {
  countersign_gap: object({
    from: timestamp,
    to: timestamp,
    why: list(oneOf(...gapReasons), { min: 1, max: gapReasons.length }),
    readBack: described(
      'What was read back: counts of what concerns this ledger.',
      object({
        deliveries: object({
          redelivered: count(),
          fetched: described('Taken from the log that GitHub keeps of its deliveries.', count()),
          lost: described('GitHub kept them no more.', count()),
        }),
        changes: object({
          compared: described('Open pull requests whose checks were compared with the verdicts.', count()),
          judged: described('Those of them that had to be judged again.', count()),
        }),
        pushes: count(),
        landed: optional(
          described(
            'What reached branches with a policy meanwhile, and how much of it no passing decision covers: each of those is an alert.',
            object({ seen: count(1), unjudged: count() }),
          ),
        ),
      }),
    ),
    unread: optional(
      described('What could not be read back within a day.', list(oneOf('deliveries', 'changes'), { min: 1, max: 2 })),
    ),
  }),
} as const;

export const gapStatement = statement('gap', gapFields);
export type GapStatement = Of<typeof gapStatement>;
export type GapFields = GapStatement['predicate']['countersign_gap'];
