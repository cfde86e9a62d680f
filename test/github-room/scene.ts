import { silentLog } from '../../src/base/log.ts';
import type { Api } from '../../src/github/api.ts';
import { type Client, createClient } from '../../src/github/client.ts';
import { type Collected, collect } from '../../src/github/collect.ts';
import type { Place } from '../../src/github/place.ts';
import type { FileFacts, Known } from '../../src/policy/facts.ts';
import { allNeeds, type Needs } from '../../src/policy/needs.ts';
import type { StandIn } from '../github/client.ts';
import { privateKey } from './key.ts';

/** A small organisation at the stand-in GitHub, with our app installed on it, and one repository. */

export interface Scene {
  readonly github: StandIn;
  readonly client: Client;
  readonly api: Api;
  readonly appId: number;
  readonly place: Place;
  /** `acme-1/shop` */
  readonly repository: string;
  readonly organization: string;
  /** The first commit of `main`. */
  readonly root: string;
  /** Collects one pull request with all needs. */
  readonly read: (number: number, options?: ReadOptions) => Promise<Collected>;
  /** Reads with a token of its own from now on: one that was issued keeps its permissions. */
  readonly renewToken: () => void;
  /** Requests that the stand-in got while `act` ran, by route; those for tokens left out. */
  readonly counting: <T>(act: () => Promise<T>) => Promise<{ readonly result: T; readonly requests: number }>;
}

export interface ReadOptions {
  readonly needs?: Partial<Needs>;
  readonly floor?: { readonly owner: string; readonly name: string; readonly named: boolean };
  readonly policyBranch?: string;
  readonly groupHead?: string;
}

const permissions = {
  actions: 'read',
  attestations: 'read',
  checks: 'write',
  contents: 'write',
  deployments: 'write',
  issues: 'write',
  members: 'read',
  metadata: 'read',
  pull_requests: 'write',
  secret_scanning_alerts: 'read',
  security_events: 'read',
  statuses: 'write',
  vulnerability_alerts: 'read',
};

let count = 0;

export async function openScene(
  github: StandIn,
  files: Readonly<Record<string, string>> = { 'README.md': '# shop\n' },
): Promise<Scene> {
  count += 1;
  const organization = `acme-${count}`;
  await github.createOrganization({ login: organization });
  for (const login of ['dana', 'amir', 'bo']) {
    await github.createUser({ login: `${login}-${count}`, organization });
  }
  const made = await github.createRepository({ owner: organization, name: 'shop', files });
  await github.changeRepository({ repository: made.fullName, basePermission: 'write' });
  const { appId } = await github.createApp({
    owner: organization,
    slug: `countersign-${count}`,
    privateKey: privateKey(),
    permissions,
    webhookUrl: 'http://127.0.0.1:9/',
    events: ['deployment_protection_rule'],
  });
  const { installationId } = await github.installApp({ appId, organization });
  const open = () => createClient({ appId, privateKey: privateKey(), baseUrl: github.url, log: silentLog, pauses: [] });
  const client = open();
  const place = { installation: installationId, repository: { id: made.id, owner: organization, name: 'shop' } };
  const api = client.installation(installationId);
  let line = api;
  await api.rest('GET /repos/{owner}/{repo}', { owner: organization, repo: 'shop' });
  return {
    github,
    client,
    api,
    appId,
    place,
    repository: made.fullName,
    organization,
    root: made.head ?? '',
    renewToken: () => {
      line = open().installation(installationId);
    },
    read: async (number, options = {}) =>
      collect(
        line,
        { webUrl: client.webUrl, appId },
        {
          place,
          number,
          needs: { ...allNeeds, ...options.needs },
          floor: options.floor ?? { owner: organization, name: '.github', named: false },
          policyBranch: options.policyBranch ?? null,
          groupHead: options.groupHead ?? null,
        },
      ),
    counting: async (act) => {
      await github.resetStats();
      const result = await act();
      const stats = await github.stats();
      if (stats.problems.length > 0) throw new Error(stats.problems.join('\n'));
      return { result, requests: stats.total };
    },
  };
}

/** The login of one of the scene's people. */
export const loginOf = (scene: Scene, name: 'dana' | 'amir' | 'bo'): string => scene.organization.replace('acme', name);

export function valueOf<T>(fact: Known<T>): T {
  if (!fact.known) throw new Error(`unknown: ${fact.why.code} ${fact.why.detail}`);
  return fact.value;
}

export const pathsOf = (fact: Known<readonly FileFacts[]>): readonly string[] => valueOf(fact).map((file) => file.path);

/** Opens a pull request with these commits on a branch of its own. */
export async function openChange(
  scene: Scene,
  change: {
    readonly branch: string;
    readonly as?: string;
    readonly title?: string;
    readonly commits: Parameters<StandIn['pushCommits']>[0]['commits'];
  },
): Promise<{ readonly number: number; readonly head: string }> {
  const as = change.as ?? loginOf(scene, 'dana');
  const { oid } = await scene.github.pushCommits({
    repository: scene.repository,
    branch: change.branch,
    as,
    commits: change.commits,
  });
  const { number } = await scene.github.openPullRequest({
    repository: scene.repository,
    head: change.branch,
    as,
    ...(change.title === undefined ? {} : { title: change.title }),
  });
  return { number, head: oid };
}

/** A job of a run for this commit that waits before an environment, whose gate is ours. */
export async function openGate(
  scene: Scene,
  waiting: { readonly commit?: string; readonly environment?: string; readonly more?: object } = {},
): Promise<{ readonly run: number; readonly id: number }> {
  const { commit = scene.root, environment = 'production', more = {} } = waiting;
  const { github, repository, appId } = scene;
  await github.createEnvironment({ repository, name: environment, gates: [appId], ...more });
  const { run } = await github.runWorkflow({
    repository,
    sha: commit,
    path: '.github/workflows/deploy.yml',
    event: 'push',
    as: loginOf(scene, 'dana'),
  });
  const { id } = await github.deploy({ repository, run, environment });
  return { run, id };
}
