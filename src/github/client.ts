import { createAppAuth } from '@octokit/auth-app';
import { type Clock, monotonicClock, SECOND } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Api } from './api.ts';
import type { Account } from './budget/account.ts';
import { type Bank, localBank } from './budget/bank.ts';
import { defaultLimits, type LimitSettings, limitsOf, type Points, type Urgency } from './budget/limits.ts';
import type { Primary } from './budget/primary.ts';
import { readPrimary } from './budget/primary.ts';
import { Teller } from './budget/teller.ts';
import { createLine, PAUSES } from './line.ts';
import { createOctokit, type Speaker } from './octokit.ts';
import { type RequestWatch, unwatched } from './request-watch.ts';
import { webUrlOf } from './web-url.ts';

/** GitHub itself kills a request after 10 seconds. */
const REQUEST_TIMEOUT = 10 * SECOND;

/** What every line needs, whoever speaks on it. */
export interface LineOptions {
  /** `https://api.github.com`, `https://<host>/api/v3`, or the stand-in's address. */
  readonly baseUrl: string;
  readonly log: Log;
  /** For lengths of time only: waits are counted by it. */
  readonly clock?: Clock;
  /** From 0 to 1: so that not everybody comes back in the same moment. */
  readonly random?: () => number;
  /** Milliseconds. */
  readonly timeout?: number;
  /** Milliseconds before each further attempt at what is safe. */
  readonly pauses?: readonly number[];
  /** For figures and traces. */
  readonly watch?: RequestWatch;
}

export interface ClientOptions extends LineOptions {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly limits?: LimitSettings;
  /** Shared by all processes of the app; without one this process counts for itself. */
  readonly bank?: Bank;
}

/** Everything that may speak to GitHub. */
export interface Client {
  readonly appId: number;
  /** What people open in a browser, without a trailing slash. */
  readonly webUrl: string;
  /** With the installation's token, which is cached and renewed. */
  installation(id: number, urgency?: Urgency): Api;
  /** With the app's own JSON Web Token: for `/app`, `/app/installations`, and which installation holds a repository. */
  app(urgency?: Urgency): Api;
  /** Requests sent since the start, those for tokens included. */
  requests(): number;
  /** What this process knows of the budgets of those that it asked for; costs nothing. */
  budgets(): readonly Budget[];
}

export interface Budget {
  /** Null: the app's own, with its JSON Web Token. */
  readonly installation: number | null;
  /** Points of GitHub's secondary limits that are left to all processes, as of the last exchange. */
  readonly free: Points;
  /** Requests of this process. */
  readonly underWay: number;
  readonly waiting: number;
  /** Milliseconds; 0: GitHub did not ask to wait. */
  readonly hold: number;
  /** The hour's budgets of REST and GraphQL as GitHub said last, `resetAt` in milliseconds from now; null: it did not. */
  readonly core: Primary | null;
  readonly graphql: Primary | null;
}

interface Spoken {
  readonly account: Account;
  readonly lines: Readonly<Record<Urgency, Api>>;
}

export function createClient(options: ClientOptions): Client {
  const { appId, privateKey } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const { clock, random, ...common } = commonOf(options);
  const teller = new Teller({
    bank: options.bank ?? localBank(clock),
    owner: crypto.randomUUID(),
    limits: limitsOf(options.limits ?? defaultLimits),
    clock,
    random,
  });
  const spoken = new Map<number | null, Spoken>();
  let requests = 0;
  const countRequest = (): void => {
    requests += 1;
  };
  const speakAs = (installation: number | null): Spoken => {
    const existing = spoken.get(installation);
    if (existing !== undefined) return existing;
    const credentials = { appId, privateKey, ...(installation === null ? {} : { installationId: installation }) };
    const speaker = { auth: { authStrategy: createAppAuth, auth: credentials }, installation };
    const account = teller.account(installation === null ? `app:${appId}` : `installation:${installation}`);
    const lines = openLines({ ...common, clock, random, baseUrl, speaker, account, countRequest });
    const made = { account, lines };
    spoken.set(installation, made);
    return made;
  };
  return {
    appId,
    webUrl: webUrlOf(baseUrl),
    installation: (id, urgency = 'person') => speakAs(id).lines[urgency],
    app: (urgency = 'person') => speakAs(null).lines[urgency],
    requests: () => requests,
    budgets: () => [...spoken].map(([installation, { account }]) => ({ installation, ...account.view })),
  };
}

/** A line with a person's own token, which may do what that person may. */
export function createPersonApi({ token, ...options }: LineOptions & { readonly token: string }): Api {
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const common = commonOf(options);
  const teller = new Teller({
    bank: localBank(common.clock),
    owner: 'person',
    limits: limitsOf(defaultLimits),
    ...common,
  });
  const speaker = { auth: { auth: token }, installation: null };
  return openLines({ ...common, baseUrl, speaker, account: teller.account('person'), countRequest: () => undefined })
    .person;
}

function commonOf(options: LineOptions) {
  const { log, clock = monotonicClock, random = Math.random, pauses = PAUSES } = options;
  return { log, clock, random, pauses, timeout: options.timeout ?? REQUEST_TIMEOUT, watch: options.watch ?? unwatched };
}

interface Opening extends ReturnType<typeof commonOf> {
  readonly baseUrl: string;
  readonly speaker: Speaker;
  readonly account: Account;
  readonly countRequest: () => void;
}

function openLines(opening: Opening): Readonly<Record<Urgency, Api>> {
  const { account } = opening;
  const note = (headers: object): void => {
    const reading = readPrimary(headers);
    if (reading !== null) account.note(reading);
  };
  const octokit = createOctokit({ ...opening, note });
  const parts = { ...opening, octokit };
  return {
    person: createLine(parts, 'person'),
    record: createLine(parts, 'record'),
    background: createLine(parts, 'background'),
  };
}
