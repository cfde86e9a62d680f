import { fromRfc3339, type Instant } from '../base/clock.ts';
import { isFault } from '../base/fault.ts';
import { type Known, known, type PropertyValue, unknown } from '../policy/facts.ts';
import type { Api } from './api.ts';
import { readList } from './paging.ts';
import type { Place } from './place.ts';
import { readPlace } from './place.ts';
import type { Reader } from './reader.ts';

type Names = Place['repository'];

export interface RequiredCheck {
  readonly required: boolean;
  /** Can nobody else's check satisfy it? */
  readonly pinned: boolean;
}

/** What a login may do here; nothing when nobody has it. */
export async function readPermission(
  api: Api,
  names: Names,
  login: string,
): Promise<'admin' | 'write' | 'read' | 'none'> {
  try {
    const { body } = await api.rest('GET /repos/{owner}/{repo}/collaborators/{username}/permission', {
      owner: names.owner,
      repo: names.name,
      username: login,
    });
    const word = body.at('permission').text();
    return word === 'admin' || word === 'write' || word === 'read' ? word : 'none';
  } catch (error) {
    if (isFault(error, 'github.not-found')) return 'none';
    throw error;
  }
}

/** Is a check of this name required on the branch, by a rule set of any level or by classic branch protection? */
export async function readRequired(
  api: Api,
  names: Names,
  wanted: { readonly branch: string; readonly checkName: string; readonly appId: number },
): Promise<Known<RequiredCheck>> {
  try {
    const byRules = await requiredByRules(api, names, wanted);
    return known(byRules.required ? byRules : await requiredByProtection(api, names, wanted));
  } catch (error) {
    if (isFault(error, 'github.not-found') || isFault(error, 'github.forbidden')) {
      return unknown('forbidden', `the app may not read the rules of the branch`);
    }
    throw error;
  }
}

/** Custom properties; unknown where the app may not read them. */
export async function readProperties(api: Api, names: Names): Promise<Known<Readonly<Record<string, PropertyValue>>>> {
  try {
    const { body } = await api.rest('GET /repos/{owner}/{repo}/properties/values', {
      owner: names.owner,
      repo: names.name,
    });
    return known(
      Object.fromEntries(body.list().map((each) => [each.at('property_name').text(), readValue(each.at('value'))])),
    );
  } catch (error) {
    if (isFault(error, 'github.not-found') || isFault(error, 'github.forbidden')) {
      return unknown('forbidden', 'the app may not read the properties of the repository');
    }
    throw error;
  }
}

function readValue(value: Reader): PropertyValue {
  if (value.isNothing) return null;
  return value.isText ? value.text() : value.list().map((each) => each.text());
}

/** Newest commit on the branch that touched the path. */
export async function readLastTouched(
  api: Api,
  names: Names,
  wanted: { readonly branch: string; readonly path: string },
): Promise<string | null> {
  const { body } = await api.rest('GET /repos/{owner}/{repo}/commits', {
    owner: names.owner,
    repo: names.name,
    sha: wanted.branch,
    path: wanted.path,
    per_page: 1,
  });
  return body.list()[0]?.at('sha').text() ?? null;
}

/**
 * Under its present name, whichever of its names was given; null: there is none, or it belongs to another installation.
 * Whose it is only the app itself is told: an installation may read every public repository.
 */
export async function findRepository(
  lines: { readonly app: Api; readonly installation: Api },
  installation: number,
  { owner, name }: Omit<Names, 'id'>,
): Promise<{ readonly repository: Names; readonly isPrivate: boolean } | null> {
  try {
    const { body } = await lines.installation.rest('GET /repos/{owner}/{repo}', { owner, repo: name });
    const { repository } = readPlace(body, installation);
    const names = { owner: repository.owner, repo: repository.name };
    const held = await lines.app.rest('GET /repos/{owner}/{repo}/installation', names);
    return held.body.at('id').count() === installation ? { repository, isPrivate: body.at('private').flag() } : null;
  } catch (error) {
    if (isFault(error, 'github.not-found')) return null;
    throw error;
  }
}

/** Those that somebody pushed to last come first: that is where people wait. */
export async function listRepositories(api: Api, installation: number): Promise<readonly Place[]> {
  const all = await readList(api, {
    route: 'GET /installation/repositories',
    parameters: {},
    items: (body) => body.at('repositories').list(),
    read: (repository) => ({ place: readPlace(repository, installation), pushedAt: pushedAt(repository) }),
  });
  return all.toSorted((a, b) => b.pushedAt - a.pushedAt).map(({ place }) => place);
}

/** Nobody ever pushed: 0. */
function pushedAt(repository: Reader): Instant {
  return repository.at('pushed_at').maybe((at) => fromRfc3339(at.text())) ?? 0;
}

/** With the app's own line. */
export async function listInstallations(
  api: Api,
): Promise<readonly { readonly id: number; readonly account: string; readonly suspended: boolean }[]> {
  return readList(api, {
    route: 'GET /app/installations',
    parameters: {},
    items: (body) => body.list(),
    read: (installation) => ({
      id: installation.at('id').count(),
      account: installation.at('account').at('login').text(),
      suspended: !installation.at('suspended_at').isNothing,
    }),
  });
}

/** What the app is registered with; fails when its credentials are wrong. With the app's own line. */
export async function readAppPermissions(api: Api): Promise<Readonly<Record<string, 'read' | 'write' | 'admin'>>> {
  const { body } = await api.rest('GET /app');
  return Object.fromEntries(
    body
      .at('permissions')
      .entries()
      .map(([name, word]) => [name, readLevel(word)]),
  );
}

function readLevel(word: Reader): 'read' | 'write' | 'admin' {
  const text = word.text();
  if (text !== 'read' && text !== 'write' && text !== 'admin') throw word.fault('is no permission');
  return text;
}

interface Wanted {
  readonly branch: string;
  readonly checkName: string;
  readonly appId: number;
}

async function requiredByRules(api: Api, names: Names, wanted: Wanted): Promise<RequiredCheck> {
  const rules = await readList(api, {
    route: 'GET /repos/{owner}/{repo}/rules/branches/{branch}',
    parameters: { owner: names.owner, repo: names.name, branch: wanted.branch },
    items: (body) => body.list(),
    read: (rule) =>
      rule.at('type').text() === 'required_status_checks'
        ? rule.at('parameters').at('required_status_checks').list()
        : [],
  });
  const ours = rules.flat().filter((check) => check.at('context').text() === wanted.checkName);
  return {
    required: ours.length > 0,
    pinned: ours.some((check) => check.at('integration_id').maybe((id) => id.count()) === wanted.appId),
  };
}

/** Classic protection does not show in the rules; the branch itself tells everybody which checks it requires. */
async function requiredByProtection(api: Api, names: Names, wanted: Wanted): Promise<RequiredCheck> {
  try {
    const { body } = await api.rest('GET /repos/{owner}/{repo}/branches/{branch}', {
      owner: names.owner,
      repo: names.name,
      branch: wanted.branch,
    });
    const checks =
      body
        .at('protection')
        .at('required_status_checks')
        .at('checks')
        .maybe((list) => list.list()) ?? [];
    const ours = checks.filter((check) => check.at('context').text() === wanted.checkName);
    const isPinned = ours.some((check) => check.at('app_id').isCount && check.at('app_id').count() === wanted.appId);
    return { required: ours.length > 0, pinned: isPinned };
  } catch (error) {
    if (isFault(error, 'github.not-found')) return { required: false, pinned: false };
    throw error;
  }
}
