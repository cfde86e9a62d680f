import { chanceOf } from './chance.ts';

/** What somebody does, as the seed wants it: the same list for the same seed, whatever comes of each. */
export interface Action {
  readonly kind: Kind;
  /** Which of the lane's repositories. */
  readonly repository: number;
  /** Which of the changes that are worked on there; where none is open, one is opened instead. */
  readonly slot: number;
  /** From 0 to below 1: decides on whatever else there is to decide. */
  readonly dice: number;
}

export type Kind = keyof typeof WEIGHTS;

/** How often each comes, beside the others. */
const WEIGHTS = {
  push: 26,
  'force-push': 4,
  approve: 24,
  'request-changes': 5,
  comment: 4,
  dismiss: 5,
  retitle: 10,
  draft: 3,
  close: 3,
  recheck: 3,
  merge: 12,
  'move-base': 2,
  policy: 1,
} as const;

const KINDS = Object.entries(WEIGHTS).flatMap(([kind, weight]) => Array.from({ length: weight }, () => kind as Kind));

export interface Lane {
  readonly seed: number;
  /** Which of those that act at the same time. */
  readonly lane: number;
  readonly repositories: number;
  readonly slots: number;
}

/** Without end. */
export function* actionsOf({ seed, lane, repositories, slots }: Lane): Generator<Action, never> {
  const chance = chanceOf(seed * 1_000 + lane);
  for (;;)
    yield {
      kind: chance.pick(KINDS),
      repository: chance.below(repositories),
      slot: chance.below(slots),
      dice: chance.draw(),
    };
}
