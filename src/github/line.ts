import type { Octokit } from '@octokit/rest';
import { type Clock, SECOND } from '../base/clock.ts';
import { type Fault, isFault } from '../base/fault.ts';
import type { Api, GraphqlAnswer, RestAnswer } from './api.ts';
import type { Account } from './budget/account.ts';
import { type Cost, costOfGraphql, costOfRest } from './budget/cost.ts';
import type { Urgency } from './budget/limits.ts';
import { answerReader, toFault } from './fault.ts';
import { readGraphqlAnswer } from './graphql-answer.ts';

/**
 * What is safe is asked again after passing trouble, a little later each time. A write is not: it may have been stored
 * all the same, and only the stages know how to find out.
 */
export const PAUSES: readonly number[] = [SECOND / 3, SECOND];
/** Nobody begins again after so long: with its last attempt a call stays far below the shortest lease of a stage. */
const LATEST_AGAIN = 12 * SECOND;

export interface LineParts {
  readonly octokit: Octokit;
  readonly account: Account;
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly random: () => number;
  /** Milliseconds before each further attempt at what is safe. */
  readonly pauses: readonly number[];
}

/** One speaker's line: each request waits for its part of the budget, and is made again where that is safe. */
export function createLine(parts: LineParts, urgency: Urgency): Api {
  const { octokit, baseUrl } = parts;
  return {
    rest: async (route, parameters = {}): Promise<RestAnswer> =>
      await call(parts, { cost: costOfRest(route), urgency }, async () => {
        const response = await request(octokit, route, parameters);
        return { body: answerReader(response.data, route), next: nextPage(response.headers.link, baseUrl) };
      }),
    graphql: async (query, variables): Promise<GraphqlAnswer> =>
      await call(parts, { cost: costOfGraphql(query), urgency }, async () => {
        const response = await request(octokit, graphqlRoute(baseUrl), { query, variables });
        return readGraphqlAnswer(response.data, response.headers);
      }),
  };
}

async function request(octokit: Octokit, route: string, parameters: Readonly<Record<string, unknown>>) {
  try {
    return await octokit.request(route, parameters);
  } catch (error) {
    throw toFault(error, route);
  }
}

interface Call {
  readonly cost: Cost;
  readonly urgency: Urgency;
}

async function call<T>(parts: LineParts, { cost, urgency }: Call, attempt: () => Promise<T>): Promise<T> {
  const { account, clock, random, pauses } = parts;
  const began = clock.now();
  for (let again = 0; ; again += 1) {
    await account.enter(cost, urgency);
    try {
      return await attempt();
    } catch (error) {
      if (isFault(error)) heed(account, error);
      const pause = pauses[again];
      const isWorthIt = cost.isSafe && isPassing(error) && clock.now() - began < LATEST_AGAIN;
      if (pause === undefined || !isWorthIt) throw error;
      await sleep(pause * (1 + random()));
    } finally {
      account.leave(cost);
    }
  }
}

/** After "wait", nothing is sent until the wait is over: asking on while limited can get an app blocked. */
function heed(account: Account, { code, details }: Fault): void {
  const wait = details['retryAfter'];
  if (code === 'github.rate-limited' && typeof wait === 'number') account.hold(wait);
}

/** No answer, a broken one, or one of a server in trouble; not "conflict", which an empty repository answers for ever. */
function isPassing(error: unknown): boolean {
  return isFault(error, 'github.unavailable') && error.details['status'] !== 409;
}

const sleep = async (milliseconds: number): Promise<void> =>
  await new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Enterprise Server has REST below /api/v3 and GraphQL at /api/graphql. */
const graphqlRoute = (baseUrl: string): string =>
  `POST ${baseUrl.endsWith('/api/v3') ? baseUrl.replace(/\/v3$/, '/graphql') : '/graphql'}`;

/** The next page of a Link header; one on another host would be sent our token, so it does not count. */
function nextPage(link: unknown, baseUrl: string): string | null {
  if (typeof link !== 'string') return null;
  const url = /<([^>]+)>;\s*rel="next"/.exec(link)?.[1];
  return url?.startsWith(`${baseUrl}/`) ? url : null;
}
