import { readApi, readLedgerRepositories } from '../../app/config.ts';
import { Fault } from '../../base/fault.ts';
import type { RepositoryNames } from '../../github/rulesets.ts';
import type { Io } from '../io.ts';
import type { Words } from '../words.ts';
import { parseRepositoryName } from './repository-name.ts';
import { type Bases, isPattern } from './wanted.ts';

/** What somebody asked for, checked, before anything is asked of GitHub. */
export interface SetupRequest {
  readonly names: RepositoryNames;
  readonly baseUrl: string;
  /** Of the person who runs the command. Never shown. */
  readonly token: string;
  readonly app: { readonly id: number } | { readonly slug: string };
  /** The branches given, each once. */
  readonly branches: readonly string[];
  /** The branch whose check all of them carry; null: each has its own. */
  readonly gate: string | null;
  /** The repository that keeps one ledger for everything of its owner; null: each repository has its own. */
  readonly ledger: RepositoryNames | null;
  readonly apply: boolean;
}

/** Throws Fault `cli.usage` or `config.invalid`. */
export function readRequest(words: Words, { environment }: Io): SetupRequest {
  const [repository = ''] = words.positionals;
  const names = parseRepositoryName(repository);
  const gate = words.value('gate');
  const branches = [...new Set(words.values('branch'))];
  for (const branch of gate === null ? branches : [gate, ...branches]) refuseBadBranch(branch);
  const pattern = [gate ?? '', ...(gate === null ? branches : [])].find(isPattern);
  if (pattern !== undefined) {
    throw usage(
      `${JSON.stringify(pattern)} is a pattern, and a check carries the name of one branch`,
      'Patterns go with --gate BRANCH, where the branches of a floor’s gate share one check.',
    );
  }
  return {
    names,
    baseUrl: readBaseUrl(words.value('api'), environment),
    token: readToken(environment),
    app: readApp(words, environment),
    branches,
    gate,
    ledger: readLedger(words, environment, names),
    apply: words.has('apply'),
  };
}

/** Where the ledger is, as seen from this repository. */
export function placeOfLedger(
  ledger: RepositoryNames | null,
  { owner, name }: RepositoryNames,
): 'own' | 'shared' | 'elsewhere' {
  if (ledger === null) return 'own';
  const isHere = `${ledger.owner}/${ledger.name}`.toLowerCase() === `${owner}/${name}`.toLowerCase();
  return isHere ? 'shared' : 'elsewhere';
}

/** One list of bases for each check. Who sets up a repository that keeps the ledger of others may mean nothing but that. */
export function basesOf(
  { gate, branches, ledger }: SetupRequest,
  repository: RepositoryNames & { readonly defaultBranch: string },
): readonly Bases[] {
  const { defaultBranch } = repository;
  if (gate === null && branches.length === 0 && placeOfLedger(ledger, repository) === 'shared') return [];
  if (gate !== null) return [[gate, ...branches.filter((branch) => branch !== gate)]];
  return (branches.length === 0 ? [defaultBranch] : branches).map((branch): Bases => [branch]);
}

function readLedger(words: Words, environment: Io['environment'], { owner }: RepositoryNames): RepositoryNames | null {
  const given = words.value('ledger');
  if (given !== null) return parseRepositoryName(given);
  const all = readLedgerRepositories(environment);
  return all.find((each) => each.owner.toLowerCase() === owner.toLowerCase()) ?? null;
}

function readApp(words: Words, environment: Io['environment']): SetupRequest['app'] {
  const slug = words.value('app');
  const given = words.value('app-id');
  if (slug !== null) {
    if (given !== null) throw usage('Either --app or --app-id names the app', 'Leave one of them out.');
    if (/^[a-z0-9][a-z0-9-]{0,99}$/i.test(slug)) return { slug: slug.toLowerCase() };
    throw usage(
      `${JSON.stringify(slug)} is not the name of an app`,
      'Give it as it stands in https://github.com/apps/NAME.',
    );
  }
  const text = given ?? environment['APP_ID']?.trim() ?? '';
  if (text === '')
    throw usage('It is not said which app the check belongs to', 'Give --app-id ID, --app NAME, or set APP_ID.');
  const id = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
  if (id !== null) return { id };
  throw usage(
    `${given === null ? 'APP_ID' : '--app-id'} is not a number`,
    'It stands on the settings page of the app.',
  );
}

function readToken(environment: Io['environment']): string {
  const token = [environment['GITHUB_TOKEN'], environment['GH_TOKEN']].map((each) => each?.trim() ?? '').find(Boolean);
  if (token !== undefined && /^[\u{21}-\u{7e}]+$/u.test(token)) return token;
  throw usage(
    token === undefined ? 'Neither GITHUB_TOKEN nor GH_TOKEN is set' : 'The token holds characters that no token has',
    'Set it to a token of yours: export GITHUB_TOKEN="$(gh auth token)".',
  );
}

function readBaseUrl(given: string | null, environment: Io['environment']): string {
  if (given === null) return readApi(environment);
  const isUrl = URL.canParse(given) && ['https:', 'http:'].includes(new URL(given).protocol);
  if (isUrl) return given.replace(/\/+$/, '');
  throw usage('--api is not a URL', 'Give the base of the REST interface: https://HOST/api/v3.');
}

/** What git forbids in the name of a branch, patterns aside (git-check-ref-format). */
function refuseBadBranch(branch: string): void {
  const isBad =
    /[\p{Cc}\s~^:\\]|\.\.|@\{|\/\/|^[/.-]|[/.]$|\.lock$/u.test(branch) ||
    branch.split('/').some((part) => part.startsWith('.'));
  if (isBad) throw usage(`${JSON.stringify(branch)} is not the name of a branch`, 'Give it as git shows it: main.');
  if (branch.startsWith('refs/'))
    throw usage(`${JSON.stringify(branch)} is a ref, not the name of a branch`, 'Leave refs/heads/ out.');
}

const usage = (message: string, next: string): Fault => new Fault('cli.usage', message, { next });
