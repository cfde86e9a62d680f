/** Starts a stand-in GitHub and speaks to it. Each command of test/github/control/ is a method here, typed by it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Commands } from './control/control.ts';
import type { CheckRunView } from './control/pull-requests.ts';

type Nothing = { readonly [K in never]: unknown };
type Arguments<K extends keyof Commands> =
  Parameters<Commands[K]> extends [unknown, infer A, ...unknown[]] ? A : Nothing;
type Result<K extends keyof Commands> = Awaited<ReturnType<Commands[K]>>;

/** `createUser({ login: 'dana' })` and so on; arguments may be left out where none is required. */
type Controls = {
  readonly [K in keyof Commands]: Nothing extends Arguments<K>
    ? (args?: Arguments<K>) => Promise<Result<K>>
    : (args: Arguments<K>) => Promise<Result<K>>;
};

export interface ApiOptions {
  readonly token?: string;
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; text where it is not. */
  readonly body: unknown;
}

interface Helpers {
  /** `http://127.0.0.1:PORT`: the `baseUrl` for octokit (REST at `/repos/…`, GraphQL at `/graphql`, git at `/owner/name.git`). */
  readonly url: string;
  /** One request to the REST or GraphQL API. */
  readonly api: (path: string, options?: ApiOptions) => Promise<ApiAnswer>;
  /** A clone URL with credentials in it. */
  readonly cloneUrl: (repository: string, credentials: { readonly login: string; readonly token: string }) => string;
  /** Asks again until `ask` gives something else than null, undefined or false. @throws after the time-out, with `what` */
  readonly waitFor: <T>(
    what: string,
    ask: () => Promise<T | null | undefined | false>,
    timeoutMs?: number,
  ) => Promise<T>;
  /** Waits for the newest check run of this name on a commit to satisfy `isWanted`; by default, to be completed. */
  readonly waitForCheck: (
    where: CheckPlace,
    isWanted?: (run: CheckRunView) => boolean,
    timeoutMs?: number,
  ) => Promise<CheckRunView>;
  /** Waits until every webhook has been delivered (which says nothing about what the app does with it). */
  readonly waitForDeliveries: (timeoutMs?: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface CheckPlace {
  readonly repository: string;
  readonly sha: string;
  readonly name: string;
}

export type StandIn = Controls & Helpers;

const entry = fileURLToPath(new URL('./main.ts', import.meta.url));
const pollEvery = 15;
const waitLimit = 30_000;

interface StandInProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly commands: readonly string[];
}

/** Emptied, and used by nobody: most of a start is to read and compile GitHub's descriptions, which hundreds of files need. */
const idle: StandInProcess[] = [];
const MOST_IDLE = 2;

interface StartOptions {
  /** Any free one, when not given. */
  readonly port?: number;
  /** Arguments for Node. */
  readonly node?: readonly string[];
}

export const StandIn = {
  start: async (options: StartOptions = {}): Promise<StandIn> => {
    const isPlain = options.port === undefined && (options.node ?? []).length === 0;
    const process = (isPlain ? idle.pop() : undefined) ?? (await startProcess(options));
    const { child, url, commands } = process;
    const call = async (name: string, args: unknown): Promise<unknown> => {
      const response = await fetch(`${url}/_control/${name}`, { method: 'POST', body: JSON.stringify(args ?? {}) });
      const answer = (await response.json()) as { readonly result?: unknown; readonly message?: string };
      if (!response.ok) throw new Error(`${name}: ${answer.message ?? response.status}`);
      return answer.result;
    };
    const controls = Object.fromEntries(
      commands.map((name) => [name, (args: unknown) => call(name, args)]),
    ) as unknown as Controls;
    const end = async (): Promise<void> => {
      // Where it does not answer, as after a connection that lay still too long, it is not kept.
      const isKept = isPlain && idle.length < MOST_IDLE && (await call('renew', {}).catch(() => null)) !== null;
      if (isKept) idle.push(process);
      else await stop(child);
    };
    return { ...controls, ...makeHelpers(url, controls, end) };
  },
};

async function startProcess({ port = 0, node = [] }: StartOptions): Promise<StandInProcess> {
  const child = spawn(process.execPath, [...node, entry, String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const hello = await readHello(child);
  // Nobody waits for it: when this process ends, the stand-in does.
  for (const handle of [child, child.stdin, child.stdout]) (handle as { unref?: () => void }).unref?.();
  return { child, ...hello };
}

function makeHelpers(url: string, controls: Controls, end: Helpers['stop']): Helpers {
  const waitForCheck: Helpers['waitForCheck'] = async (
    { repository, sha, name },
    isWanted = isCompleted,
    timeoutMs = waitLimit,
  ) => {
    let last: CheckRunView | undefined;
    const ask = async (): Promise<CheckRunView | false> => {
      const runs = await controls.checkRuns({ repository, sha });
      last = runs.findLast((run) => run.name === name);
      return last !== undefined && isWanted(last) ? last : false;
    };
    const describe = (): string =>
      `check "${name}" on ${sha.slice(0, 7)} (last seen: ${last === undefined ? 'none' : `${last.status} ${last.conclusion} "${last.title}"`})`;
    return waitFor(describe, ask, timeoutMs);
  };
  return {
    url,
    api: (path, options) => callApi(url, path, options),
    cloneUrl: (repository, { login, token }) => `${url.replace('://', `://${login}:${token}@`)}/${repository}.git`,
    waitFor: (what, ask, timeoutMs = waitLimit) => waitFor(() => what, ask, timeoutMs),
    waitForCheck,
    waitForDeliveries: async (timeoutMs = waitLimit) => {
      await waitFor(
        () => 'deliveries',
        () => controls.isIdle(),
        timeoutMs,
      );
    },
    stop: end,
  };
}

async function waitFor<T>(
  what: () => string,
  ask: () => Promise<T | null | undefined | false>,
  timeoutMs: number,
): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const found = await ask();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > until) throw new Error(`waited ${timeoutMs} ms in vain for ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, pollEvery));
  }
}

function isCompleted({ status }: CheckRunView): boolean {
  return status === 'completed';
}

async function callApi(
  url: string,
  path: string,
  { token, method, body, headers = {} }: ApiOptions = {},
): Promise<ApiAnswer> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${url}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { ...authorization, ...headers },
    ...content,
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true && text !== '';
  return { status: response.status, headers: response.headers, body: isJson ? (JSON.parse(text) as unknown) : text };
}

async function readHello(child: ChildProcess): Promise<{ readonly url: string; readonly commands: readonly string[] }> {
  if (child.stdout === null) throw new Error('the stand-in has no standard output');
  const lines = createInterface({ input: child.stdout });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the stand-in ended with ${code} before it listened`)));
  });
  const hello = new Promise<string>((resolve) => lines.once('line', resolve));
  const line = await Promise.race([hello, failed]);
  failed.catch(() => undefined);
  lines.close();
  child.stdout.resume();
  return JSON.parse(line) as { readonly url: string; readonly commands: readonly string[] };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref(); // waited for from here on: without it Node might see nothing left to wait for
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.stdin?.end();
  await ended;
}
