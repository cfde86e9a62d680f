import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { DAY, HOUR } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { systemErrorCode } from '../base/system-error.ts';
import { defaultLimits, type LimitSettings } from '../github/budget/limits.ts';
import type { TrustRoot } from '../signatures/trusted-roots.ts';
import type { Environment } from './environment.ts';
import { type LedgerConfig, ledgerRepositories, readLedgerConfig } from './ledger-config.ts';
import { type MonitorConfig, readMonitorConfig, readTraceConfig, type TraceConfig } from './observe/observe-config.ts';
import { readPrivateKey } from './private-key.ts';
import { number, oneOf, repository, text } from './setting.ts';
import { readTrustedRoots } from './trusted-roots.ts';
import { readWitnessConfig, type WitnessConfig } from './witness-config.ts';

/** Everything that can be set, parsed and checked once. The only place that reads the environment. */
export interface Config {
  readonly appId: number;
  /** PEM. Never logged. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly webhookPath: string;
  readonly host: string;
  readonly port: number;
  readonly logLevel: LogLevel;
  readonly logFormat: 'pretty' | 'json';
  /** Base of GitHub's REST interface, without a slash at the end. */
  readonly api: string;
  /** Base of GitHub's pages. */
  readonly site: string;
  readonly data: string;
  readonly databaseUrl: string | null;
  /** The organisation's floor; null: `<owner>/.github` where there is one. */
  readonly floor: { readonly owner: string; readonly name: string } | null;
  /** Subjects of an installation that are judged again in a minute because of one event that concerns many. */
  readonly sweepRate: number;
  /** Decisions about pull requests of one person from outside that are recorded in an hour, for each installation. */
  readonly outsiderRate: number;
  /** Milliseconds that a policy counts which GitHub fails to show again; 0: none does. */
  readonly policyGrace: number;
  /** A job that waits for us before an environment, where no policy speaks of deployments at all. */
  readonly unnamedEnvironments: 'approve' | 'leave';
  /** How much of what GitHub allows an installation is used. */
  readonly limits: LimitSettings;
  readonly ledger: LedgerConfig;
  /** Against which attestations are proved; null: none can be. */
  readonly trustedRoots: readonly TrustRoot[] | null;
  /** Null: nobody is asked to cosign. */
  readonly witnesses: WitnessConfig | null;
  /** Null: figures and status are served nowhere. */
  readonly monitor: MonitorConfig | null;
  /** Null: nothing is traced. */
  readonly traces: TraceConfig | null;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'fatal'];

/** Words that people leave in place of a secret; the first is Probot's default for an unset one. */
const KNOWN_SECRETS = new Set([
  'development',
  'secret',
  'changeme',
  'password',
  'webhook_secret',
  'your-webhook-secret',
]);

/** The process' environment over what a `.env` file in this directory says. */
export function readEnvironment(directory: string, own: Environment = process.env): Environment {
  return { ...readDotEnv(resolve(directory, '.env')), ...own };
}

function readDotEnv(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return {};
    throw new Fault('cli.unreadable', `${path} cannot be read`, { cause: error });
  }
}

/** No credential at all: the app has not been set up yet. A half of them is a mistake, not a beginning. */
export function isNotSetUp(env: Environment): boolean {
  return !['APP_ID', 'PRIVATE_KEY', 'PRIVATE_KEY_PATH', 'WEBHOOK_SECRET'].some((name) => text(env, name) !== null);
}

/** The port alone, for the set-up page. Throws Fault `config.invalid`. */
export function readPort(env: Environment): number {
  const problems: string[] = [];
  const port = portOf(env, problems);
  refuse(problems);
  return port;
}

/** The base of GitHub's REST interface alone, for commands that speak to GitHub. Throws Fault `config.invalid`. */
export function readApi(env: Environment): string {
  const problems: string[] = [];
  const api = gitHubApi(env, problems);
  refuse(problems);
  return api;
}

/** The repositories that keep ledgers, alone. Throws Fault `config.invalid`. */
export function readLedgerRepositories(env: Environment): LedgerConfig['repositories'] {
  const problems: string[] = [];
  const found = ledgerRepositories(env, problems);
  refuse(problems);
  return found;
}

/** Where the database is, alone: for commands that need no more of an app. Throws Fault `config.invalid`. */
export function readPlace(env: Environment): Pick<Config, 'data' | 'databaseUrl'> {
  const problems: string[] = [];
  const place = placeOf(env, problems);
  refuse(problems);
  return place;
}

/** The configuration, or one Fault `config.invalid` that lists every problem at once. */
export function readConfig(env: Environment): Config {
  const problems: string[] = [];
  const site = gitHubSite(env, problems);
  const config: Config = {
    appId: number(env, problems, { name: 'APP_ID', fallback: null, from: 1, to: Number.MAX_SAFE_INTEGER }),
    privateKey: readPrivateKey({ env, problems, name: 'PRIVATE_KEY', kind: 'rsa', required: true }) ?? '',
    webhookSecret: webhookSecret(env, problems),
    webhookPath: urlPath(env, problems, 'WEBHOOK_PATH', '/api/github/webhooks'),
    host: text(env, 'HOST') ?? '0.0.0.0',
    port: portOf(env, problems),
    logLevel: oneOf(env, problems, { name: 'LOG_LEVEL', values: LOG_LEVELS, fallback: 'info' }),
    logFormat: oneOf(env, problems, { name: 'LOG_FORMAT', values: ['pretty', 'json'], fallback: 'json' }),
    api: gitHubApi(env, problems),
    site,
    ...placeOf(env, problems),
    floor: repository(env, problems, 'COUNTERSIGN_FLOOR'),
    sweepRate: number(env, problems, { name: 'COUNTERSIGN_SWEEP_RATE', fallback: 60, from: 1, to: 100_000 }),
    outsiderRate: number(env, problems, { name: 'COUNTERSIGN_OUTSIDER_RATE', fallback: 30, from: 1, to: 10_000 }),
    policyGrace: number(env, problems, { name: 'COUNTERSIGN_POLICY_GRACE', fallback: HOUR, from: 0, to: DAY }),
    unnamedEnvironments: oneOf(env, problems, {
      name: 'COUNTERSIGN_UNNAMED_ENVIRONMENTS',
      values: ['approve', 'leave'],
      fallback: 'approve',
    }),
    limits: limitSettings(env, problems),
    ledger: readLedgerConfig(env, problems, site),
    trustedRoots: readTrustedRoots(env, problems),
    witnesses: readWitnessConfig(env, problems),
    monitor: readMonitorConfig(env, problems),
    traces: readTraceConfig(env, problems),
  };
  refuse(problems);
  return config;
}

function limitSettings(env: Environment, problems: string[]): LimitSettings {
  const { percent, background } = defaultLimits;
  return {
    percent: number(env, problems, { name: 'COUNTERSIGN_GITHUB_LIMITS', fallback: percent, from: 0, to: 10_000 }),
    background: number(env, problems, { name: 'COUNTERSIGN_BACKGROUND_SHARE', fallback: background, from: 1, to: 100 }),
  };
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const list = problems.map((each) => `- ${each}`).join('\n');
  throw new Fault('config.invalid', `The configuration has ${problems.length} problem(s):\n${list}`, {
    details: { problems },
  });
}

function placeOf(env: Environment, problems: string[]): Pick<Config, 'data' | 'databaseUrl'> {
  return { data: resolve(text(env, 'COUNTERSIGN_DATA') ?? 'data'), databaseUrl: databaseUrl(env, problems) };
}

function portOf(env: Environment, problems: string[]): number {
  return number(env, problems, { name: 'PORT', fallback: 3000, from: 0, to: 65_535 });
}

function webhookSecret(env: Environment, problems: string[]): string {
  const value = text(env, 'WEBHOOK_SECRET') ?? '';
  if (value === '') problems.push('WEBHOOK_SECRET is not set: without it anybody could send webhooks in GitHub’s name');
  else if (KNOWN_SECRETS.has(value.toLowerCase()))
    problems.push('WEBHOOK_SECRET is a word that everybody knows: make a random one (openssl rand -hex 32)');
  else if (value.length < 16)
    problems.push('WEBHOOK_SECRET is shorter than 16 characters: make a random one (openssl rand -hex 32)');
  return value;
}

function url(value: string, schemes: readonly string[]): URL | null {
  return URL.canParse(value) && schemes.includes(new URL(value).protocol) ? new URL(value) : null;
}

function gitHubSite(env: Environment, problems: string[]): string {
  const named = text(env, 'GHE_HOST');
  const value =
    text(env, 'GITHUB_SERVER_URL') ??
    (named === null ? 'https://github.com' : `${text(env, 'GHE_PROTOCOL') ?? 'https'}://${named}`);
  if (url(value, ['https:', 'http:']) !== null) return value.replace(/\/+$/, '');
  problems.push('GHE_HOST and GHE_PROTOCOL (or GITHUB_SERVER_URL) do not make a URL');
  return 'https://github.com';
}

function gitHubApi(env: Environment, problems: string[]): string {
  const named = text(env, 'GHE_HOST');
  const value =
    text(env, 'GITHUB_API_URL') ??
    (named === null ? 'https://api.github.com' : `${text(env, 'GHE_PROTOCOL') ?? 'https'}://${named}/api/v3`);
  if (url(value, ['https:', 'http:']) === null) problems.push('GITHUB_API_URL is not a URL');
  return value.replace(/\/+$/, '');
}

function databaseUrl(env: Environment, problems: string[]): string | null {
  const value = text(env, 'DATABASE_URL');
  if (value !== null && url(value, ['postgres:', 'postgresql:']) === null)
    problems.push('DATABASE_URL must begin with postgres://');
  return value;
}

function urlPath(env: Environment, problems: string[], name: string, fallback: string): string {
  const value = text(env, name) ?? fallback;
  if (!/^\/[\w./-]*$/.test(value)) problems.push(`${name} must be a path that begins with a slash`);
  return value;
}
