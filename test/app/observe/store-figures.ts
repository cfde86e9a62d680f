import type { StoreFigures } from '../../../src/store/store.ts';

const NOTHING = { count: 0, oldest: null };

/** A database at rest. */
export const atRest: StoreFigures = {
  now: 1_000_000,
  deliveries: { ...NOTHING, last: null },
  subjects: NOTHING,
  backlog: NOTHING,
  queues: [],
  ledgers: { count: 0, lagging: 0, unpublished: NOTHING, unwitnessed: 0 },
  evidence: NOTHING,
  witnesses: [],
};

/** One with work to do: something waits everywhere. */
export const busy: StoreFigures = {
  now: 1_000_000,
  deliveries: { count: 3, oldest: 990_000, last: 999_000 },
  subjects: { count: 2, oldest: 995_000 },
  backlog: { count: 40, oldest: 900_000 },
  queues: [{ queue: 'evaluate', waiting: { count: 5, oldest: 998_000 }, delayed: 2, active: 8, failed: 1 }],
  ledgers: { count: 4, lagging: 2, unpublished: { count: 9, oldest: 970_000 }, unwitnessed: 1 },
  evidence: { count: 11, oldest: 1_000_500 },
  witnesses: [{ name: 'witness.example/east', failing: 1, behind: 2 }],
};
