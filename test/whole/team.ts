import type { StandIn } from '../github/client.ts';
import type { MadeUser } from '../github/control/accounts.ts';
import type { CheckRunView } from '../github/control/pull-requests.ts';
import type { CommitRequest, PushRequest } from '../github/control/push.ts';
import type { MadeRepository } from '../github/control/repositories.ts';
import type { RunningApp } from './running-app.ts';

/** An organisation of its own for one test, on which the running app is installed. */
export interface Team {
  readonly github: StandIn;
  readonly organization: string;
  /** `acme-…/shop` */
  readonly repository: string;
  readonly made: MadeRepository;
  readonly installationId: number;
  readonly owner: MadeUser;
  /** Writes; no maintainer. */
  readonly dana: MadeUser;
  readonly eli: MadeUser;
  /** Maintainers. */
  readonly amir: MadeUser;
  readonly bo: MadeUser;
  /** Outside of the organisation. */
  readonly eve: MadeUser;
  /** One commit, by dana and signed by her unless it says otherwise. */
  push(branch: string, commit?: CommitRequest & Omit<Partial<PushRequest>, 'branch'>): Promise<string>;
  /** A branch with one such commit, and a pull request for it. */
  propose(branch: string, proposal?: Proposal): Promise<Proposed>;
  check(sha: string, wanted: Wanted, base?: string): Promise<CheckRunView>;
  writePolicy(text: string | null, where?: { readonly branch?: string; readonly as?: string }): Promise<string>;
}

export interface Proposal extends CommitRequest {
  readonly as?: string;
  readonly base?: string;
  readonly title?: string;
  readonly body?: string;
  readonly draft?: boolean;
  /** Who opens it; whoever pushed, when not given. */
  readonly openedBy?: string;
}

export interface Proposed {
  readonly number: number;
  readonly head: string;
}

export type Wanted = 'blocked' | 'waiting' | 'allowed' | ((run: CheckRunView) => boolean);

export interface TeamOptions {
  readonly github: StandIn;
  readonly appId: number;
  /** Null: there is none. */
  readonly policy: string | null | ((organization: string) => string);
  readonly floor?: string | ((organization: string) => string);
  readonly files?: Readonly<Record<string, string>>;
  readonly private?: boolean;
}

export const POLICY = '.github/countersign.yml';
/** Generous: the machine may be busy. */
const WAIT = 15_000;

let counter = 0;

export async function openTeam({ github, appId, ...options }: TeamOptions): Promise<Team> {
  counter += 1;
  const suffix = `${process.pid}-${counter}`;
  const organization = `team-${suffix}`;
  const { owner } = await github.createOrganization({ login: organization });
  const person = (name: string, member = true): Promise<MadeUser> =>
    github.createUser({ login: `${name}-t${suffix}`, ...(member ? { organization } : {}) });
  const people = {
    owner,
    dana: await person('dana'),
    eli: await person('eli'),
    amir: await person('amir'),
    bo: await person('bo'),
    eve: await person('eve', false),
  };
  const textOf = (policy: string | ((login: string) => string)): string =>
    typeof policy === 'string' ? policy : policy(organization);
  if (options.floor !== undefined) {
    await github.createRepository({ owner: organization, name: '.github', files: { [POLICY]: textOf(options.floor) } });
  }
  const files = options.policy === null ? {} : { [POLICY]: textOf(options.policy) };
  const made = await github.createRepository({
    owner: organization,
    name: 'shop',
    private: options.private ?? false,
    files: { 'README.md': '# shop\n', ...options.files, ...files },
  });
  const repository = made.fullName;
  const members = [people.amir.login, people.bo.login];
  await github.createTeam({ organization, name: 'maintainers', members });
  await github.setTeamRepository({ organization, team: 'maintainers', repository, permission: 'maintain' });
  for (const { login } of [people.dana, people.eli])
    await github.setCollaborator({ repository, user: login, permission: 'write' });
  const { installationId } = await github.installApp({ appId, organization });

  const push: Team['push'] = async (branch, commit = {}) => {
    const { oid } = await github.pushCommit({
      repository,
      branch,
      as: people.dana.login,
      message: 'SHOP-1 a change\n',
      sign: true,
      files: commit.tree === undefined && commit.renames === undefined ? { [`${branch}.txt`]: `${branch}\n` } : {},
      ...commit,
    });
    return oid;
  };
  return {
    github,
    organization,
    repository,
    made,
    installationId,
    ...people,
    push,
    propose: async (branch, { base, title, body, draft, openedBy, ...commit } = {}) => {
      const head = await push(branch, commit);
      const words = {
        ...(base === undefined ? {} : { base }),
        ...(title === undefined ? {} : { title }),
        ...(body === undefined ? {} : { body }),
        ...(draft === undefined ? {} : { draft }),
      };
      const as = openedBy ?? commit.as ?? people.dana.login;
      const { number } = await github.openPullRequest({ repository, head: branch, as, ...words });
      return { number, head };
    },
    check: (sha, wanted, base = 'main') =>
      github.waitForCheck({ repository, sha, name: `countersign: ${base}` }, looksAs(wanted), WAIT),
    writePolicy: async (text, { branch = 'main', as = owner.login } = {}) =>
      (await github.pushCommit({ repository, branch, as, files: { [POLICY]: text }, message: 'SHOP-0 policy\n' })).oid,
  };
}

function looksAs(wanted: Wanted): (run: CheckRunView) => boolean {
  if (typeof wanted === 'function') return wanted;
  if (wanted === 'blocked') return ({ conclusion }) => conclusion === 'failure';
  if (wanted === 'allowed') return ({ conclusion }) => conclusion === 'success';
  return ({ status, title }) => status === 'in_progress' && (title?.startsWith('Waiting') ?? false);
}

/** Only that a ticket is named in the title. */
export const TITLE_POLICY = `version: 1
tickets:
  jira: { pattern: 'SHOP-\\d+' }
rules:
  - name: the title names a ticket
    require:
      ticket: { from: jira, in: title }
`;

/** A merge needs this check, by this app. */
export async function requireCheck(team: Team, { appId, base = 'main' }: { appId: number; base?: string }) {
  return await team.github.createRuleset({
    on: team.repository,
    name: `countersign-${base}`,
    include: [`refs/heads/${base}`],
    rules: [
      {
        type: 'required_status_checks',
        parameters: {
          required_status_checks: [{ context: `countersign: ${base}`, integration_id: appId }],
          strict_required_status_checks_policy: false,
        },
      },
    ],
  });
}

/**
 * Stops both. Throws when the stand-in found something wrong with itself or was asked what it does not know, or when the
 * app met a bug of its own: all of them make a test worthless.
 */
export async function endCleanly(github: StandIn, app: RunningApp): Promise<void> {
  await app.stop();
  const { problems, unimplemented } = await github.stats();
  await github.stop();
  const { bugs } = app;
  if (problems.length > 0 || unimplemented.length > 0 || bugs.length > 0)
    throw new Error(JSON.stringify({ problems, unimplemented, bugs }, null, 2));
}
