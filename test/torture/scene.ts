import { generateKeyPairSync } from 'node:crypto';
import type { StandIn } from '../github/client.ts';
import type { MadeUser } from '../github/control/accounts.ts';
import type { MadeRepository } from '../github/control/repositories.ts';
import { sampleEvents, samplePermissions } from '../github/sample.ts';

/** Organisations with people and repositories, on all of which the app is installed. */
export interface Scene {
  readonly github: StandIn;
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  /** PEM, of the ledgers. */
  readonly ledgerKey: string;
  readonly webhookSecret: string;
  /** Stands in every text that an outsider may have written. */
  readonly marker: string;
  readonly lanes: readonly Organization[];
}

export interface Organization {
  readonly login: string;
  readonly installationId: number;
  readonly owner: MadeUser;
  /** They write. */
  readonly authors: readonly MadeUser[];
  /** They approve, and never push. */
  readonly reviewers: readonly MadeUser[];
  readonly repositories: readonly MadeRepository[];
}

export const CHECK = 'countersign: main';
export const POLICY = '.github/countersign.yml';

export interface SceneOptions {
  readonly organizations: number;
  /** Of each. */
  readonly repositories: number;
}

export async function makeScene(github: StandIn, options: SceneOptions): Promise<Scene> {
  const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString();
  const ledgerKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const webhookSecret = 'a-webhook-secret-for-the-torture-run';
  await github.setLimits({ enforced: false });
  await github.createOrganization({ login: 'makers' });
  const { appId } = await github.createApp({
    owner: 'makers',
    slug: 'countersign',
    privateKey,
    webhookUrl: 'http://127.0.0.1:9/',
    webhookSecret,
    permissions: samplePermissions,
    events: sampleEvents,
  });
  const lanes: Organization[] = [];
  for (let at = 0; at < options.organizations; at += 1)
    lanes.push(await makeOrganization(github, { appId, login: `org${at}`, repositories: options.repositories }));
  return { github, appId, privateKey, ledgerKey, webhookSecret, marker: 'zebra-crossing', lanes };
}

interface NewOrganization {
  readonly appId: number;
  readonly login: string;
  readonly repositories: number;
}

async function makeOrganization(
  github: StandIn,
  { appId, login, repositories }: NewOrganization,
): Promise<Organization> {
  const { owner } = await github.createOrganization({ login });
  const person = async (name: string): Promise<MadeUser> =>
    await github.createUser({ login: `${name}-${login}`, organization: login });
  const authors = [await person('dana'), await person('eli')];
  const reviewers = [await person('amir'), await person('bo')];
  await github.createTeam({ organization: login, name: 'maintainers', members: reviewers.map((each) => each.login) });
  const made: MadeRepository[] = [];
  for (let at = 0; at < repositories; at += 1) {
    const files = { 'README.md': `# ${at}\n`, [POLICY]: policyOf(login, 0) };
    const repository = await github.createRepository({ owner: login, name: `repo${at}`, files });
    made.push(repository);
    const where = { repository: repository.fullName };
    await github.setTeamRepository({ ...where, organization: login, team: 'maintainers', permission: 'maintain' });
    for (const { login: user } of authors) await github.setCollaborator({ ...where, user, permission: 'write' });
    await github.createRuleset({
      on: repository.fullName,
      name: 'countersign',
      include: ['refs/heads/main'],
      rules: [
        {
          type: 'required_status_checks',
          parameters: {
            required_status_checks: [{ context: CHECK, integration_id: appId }],
            strict_required_status_checks_policy: false,
          },
        },
      ],
    });
  }
  const { installationId } = await github.installApp({ appId, organization: login });
  return { login, installationId, owner, authors, reviewers, repositories: made };
}

/** Of many policies the one with this number: all of them differ in their text, and some in what they ask. */
export function policyOf(organization: string, number: number): string {
  const count = number % 3 === 2 ? 2 : 1;
  return `# version ${number}
version: 1
people:
  maintainers: { teams: [${organization}/maintainers] }
tickets:
  jira: { pattern: 'SHOP-\\d+' }
rules:
  - name: the title names a ticket
    require:
      ticket: { from: jira, in: title }
  - name: commits are signed
    require:
      signed: { by: committer, allow_github: true }
  - name: somebody else reviewed the change
    require:
      approved: { count: ${count}, by: [maintainers] }
`;
}
