import type { Clock, Instant } from '../../base/clock.ts';
import type { RequestEnd, SentRequest } from '../../github/request-watch.ts';

/** What GitHub's answers told this process. */
export interface GithubFigures {
  /** Budgets whose hour is not over: afterwards nobody knows what is left. */
  readonly budgets: readonly Budget[];
  readonly lastAnswer: Instant | null;
  readonly lastFailure: Instant | null;
}

export interface Budget {
  /** Null: the app's own. */
  readonly installation: number | null;
  /** `core`, `graphql` … as GitHub calls it. */
  readonly resource: string;
  readonly remaining: number;
  readonly limit: number;
  readonly resetAt: Instant;
}

export interface GithubMemory {
  note(request: Pick<SentRequest, 'installation'>, end: RequestEnd): void;
  read(): GithubFigures;
}

export function createGithubMemory(clock: Clock): GithubMemory {
  const budgets = new Map<string, Budget>();
  let lastAnswer: Instant | null = null;
  let lastFailure: Instant | null = null;
  return {
    note: ({ installation }, { status, budget }) => {
      if (status !== null && status < 500) lastAnswer = clock.now();
      else lastFailure = clock.now();
      if (budget !== null) budgets.set(`${installation} ${budget.resource}`, { installation, ...budget });
    },
    read: () => {
      const now = clock.now();
      for (const [key, { resetAt }] of budgets) if (resetAt <= now) budgets.delete(key);
      return { budgets: [...budgets.values()], lastAnswer, lastFailure };
    },
  };
}

/** Null: nobody asked yet. Of two moments that are the same, the failure is believed. */
export function isReachable({ lastAnswer, lastFailure }: GithubFigures): boolean | null {
  if (lastAnswer === null) return lastFailure === null ? null : false;
  return lastFailure === null || lastAnswer > lastFailure;
}
