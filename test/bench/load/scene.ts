import { execFileSync } from 'node:child_process';
import type { StandIn } from '../../github/client.ts';
import type { CopiedRepository } from '../../github/control/many.ts';
import { installSampleApp, type SampleApp } from '../../github/sample.ts';

/** One app in several organisations, and open pull requests of which it has not heard yet. */
export interface Scene {
  readonly app: SampleApp;
  readonly organizations: readonly Organization[];
  readonly changes: readonly Change[];
}

export interface Organization {
  readonly login: string;
  readonly installation: number;
  readonly repositories: readonly CopiedRepository[];
}

/** An open pull request. */
export interface Change {
  readonly installation: number;
  readonly repository: CopiedRepository;
  readonly number: number;
  readonly headSha: string;
}

export interface Size {
  readonly organizations: number;
  readonly repositories: readonly Kind[];
}

/** Of each organisation: so many repositories with so many pull requests. */
export interface Kind {
  readonly count: number;
  readonly changes: number;
  /** How many of them are open at first; all, unless it is said. The others are opened later (`openChange`). */
  readonly open?: number;
}

/** Half of the pull requests satisfy it: the others name no ticket in their titles. */
const POLICY = `version: 1
tickets:
  jira: { pattern: 'SHOP-\\d+' }
rules:
  - name: the title names a ticket
    require:
      ticket: { from: jira, in: title }
  - name: every commit names a ticket
    require:
      ticket: { from: jira, in: each_commit }
`;

/** Repositories of one organisation share their objects, and so their commits: each has a policy and branches of its own. */
export async function makeScene(github: StandIn, size: Size): Promise<Scene> {
  const organizations: Organization[] = [];
  let app: SampleApp | null = null;
  for (let at = 0; at < size.organizations; at++) {
    const login = `load-${at + 1}`;
    await github.createOrganization({ login });
    const repositories = await makeRepositories(github, login, size.repositories);
    // One app for all, which belongs to the first.
    const installation: number =
      app === null
        ? (app = await installSampleApp(github, { organization: login })).installationId
        : (await github.installApp({ appId: app.appId, organization: login })).installationId;
    organizations.push({ login, installation, repositories });
  }
  if (app === null) throw new Error('a scene without organisations');
  return { app, organizations, changes: organizations.flatMap(changesOf) };
}

/** The first of each repository, then the second of each, and so on. */
export function changesOf({ installation, repositories }: Organization): readonly Change[] {
  return repositories
    .flatMap((repository) =>
      repository.pullRequests.map((change, at) => ({ at, change: { installation, repository, ...change } })),
    )
    .toSorted((a, b) => a.at - b.at)
    .map(({ change }) => change);
}

const AT_ONCE = 100;

async function makeRepositories(
  github: StandIn,
  login: string,
  kinds: Size['repositories'],
): Promise<readonly CopiedRepository[]> {
  const dana = authorOf(login);
  await github.createUser({ login: dana, organization: login });
  const template = await github.createRepository({
    owner: login,
    name: 'template',
    files: { '.github/countersign.yml': POLICY },
  });
  await github.setCollaborator({ repository: template.fullName, user: dana, permission: 'write' });
  const most = Math.max(...kinds.map(({ changes }) => changes));
  const stream = Array.from({ length: most }, (_, at) => commitOf(at + 1)).join('');
  execFileSync('git', ['-C', template.gitDir, 'fast-import', '--quiet'], { input: stream });
  const made: CopiedRepository[] = [];
  for (const { count, changes, open = changes } of kinds) {
    const titles = Array.from({ length: open }, (_, at) => change(at + 1));
    for (let left = count; left > 0; left -= AT_ONCE) {
      const names = Array.from({ length: Math.min(left, AT_ONCE) }, (_, at) => `shop-${made.length + at + 1}`);
      made.push(...(await github.copyRepository({ template: template.fullName, names, changes: titles, as: dana })));
    }
  }
  return made;
}

/** The pull request of this number, which was not open at first. */
export async function openChange(
  github: StandIn,
  { login, installation }: Organization,
  { repository, number }: Pick<Change, 'repository' | 'number'>,
): Promise<Change> {
  const asked = { repository: repository.fullName, as: authorOf(login), ...change(number) };
  return { installation, repository, ...(await github.openCopied(asked)) };
}

const authorOf = (login: string): string => `dana-${login}`;
const change = (number: number) => ({ branch: branchOf(number), title: titleOf(number) });
const branchOf = (number: number): string => `change-${number}`;
const titleOf = (number: number): string => (number % 2 === 0 ? `SHOP-${number} change` : `change ${number}`);

function commitOf(number: number): string {
  const message = `SHOP-${number} change\n`;
  const text = `${number}\n`;
  return `commit refs/heads/${branchOf(number)}
author Dana <dana@example.com> 1700000000 +0000
committer Dana <dana@example.com> 1700000000 +0000
data ${message.length}
${message}
from refs/heads/main
M 100644 inline file-${number}.txt
data ${text.length}
${text}
`;
}
