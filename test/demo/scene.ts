import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, startApp } from '../../src/app/app.ts';
import { readConfig } from '../../src/app/config.ts';
import { createLog } from '../../src/app/logger.ts';
import { StandIn } from '../github/client.ts';
import type { MadeUser } from '../github/control/accounts.ts';
import type { CheckRunView } from '../github/control/pull-requests.ts';
import { sampleEvents, samplePermissions } from '../github/sample.ts';

/** The organisation acme with its repository shop, the people of the story, and a running app. */
export interface Scene {
  readonly github: StandIn;
  readonly app: App;
  readonly appId: number;
  readonly repository: string;
  readonly people: Readonly<Record<'dana' | 'eli' | 'amir', MadeUser>>;
  /** A folder that is removed at the end. */
  readonly folder: string;
  /** Waits for this check on this commit to say something else than before. */
  check(sha: string, wanted: (run: CheckRunView) => boolean, name?: string): Promise<CheckRunView>;
  end(): Promise<void>;
}

const ORGANIZATION = 'acme';
const WAIT = 20_000;
const secret = 'made-for-this-demo-and-worth-nothing';

export const floorPolicy = `version: 1
rules:
  - name: commits are signed by the people who made them
    require:
      signed: { by: committer, allow_github: true }
`;

export const shopPolicy = `version: 1
people:
  maintainers: { teams: [acme/maintainers] }
tickets:
  jira: { pattern: 'SHOP-\\d+', url: 'https://acme.atlassian.net/browse/{key}' }
rules:
  - name: every commit names a ticket
    require:
      ticket: { from: jira, in: each_commit }
  - name: somebody else reviewed the final change
    require:
      approved: { count: 1, by: [maintainers] }
  - name: production runs what was reviewed, or ran there before
    on: [deployment]
    when: { environment: production }
    require:
      any:
        - source: { is: reviewed, late: allow, late_by: [maintainers] }
        - rollback: true
`;

export async function setScene(): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-demo-'));
  const github = await StandIn.start();
  await github.createOrganization({ login: ORGANIZATION });
  const person = (login: string): Promise<MadeUser> => github.createUser({ login, organization: ORGANIZATION });
  const people = { dana: await person('dana'), eli: await person('eli'), amir: await person('amir') };
  const repository = `${ORGANIZATION}/shop`;
  await github.createRepository({
    owner: ORGANIZATION,
    name: '.github',
    files: { '.github/countersign.yml': floorPolicy },
  });
  await github.createRepository({
    owner: ORGANIZATION,
    name: 'shop',
    files: { '.github/countersign.yml': shopPolicy, 'price.ts': 'export const price = 1;\n' },
  });
  await github.createTeam({
    organization: ORGANIZATION,
    name: 'maintainers',
    members: [people.amir.login, people.dana.login],
  });
  await github.setTeamRepository({
    organization: ORGANIZATION,
    team: 'maintainers',
    repository,
    permission: 'maintain',
  });
  await github.setCollaborator({ repository, user: people.eli.login, permission: 'write' });
  const { app, appId } = await install(github, folder);
  await requireCheck(github, repository, appId);
  return {
    github,
    app,
    appId,
    repository,
    people,
    folder,
    check: (sha, wanted, name = 'countersign: main') => github.waitForCheck({ repository, sha, name }, wanted, WAIT),
    end: async () => {
      await app.stop();
      await github.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function install(github: StandIn, folder: string): Promise<{ app: App; appId: number }> {
  const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString();
  const { appId } = await github.createApp({
    owner: ORGANIZATION,
    slug: 'countersign',
    privateKey,
    webhookSecret: secret,
    permissions: samplePermissions,
    events: sampleEvents,
  });
  const config = readConfig({
    APP_ID: String(appId),
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: secret,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'error',
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: github.url,
    COUNTERSIGN_DATA: join(folder, 'data'),
    COUNTERSIGN_LEDGER_WINDOW: '0',
  });
  mkdirSync(config.data, { recursive: true });
  const app = await startApp(config, createLog(config));
  await github.setWebhook({ appId, url: `${app.url}${config.webhookPath}` });
  await github.installApp({ appId, organization: ORGANIZATION });
  return { app, appId };
}

/** As `countersign setup` will do it: the check is required, and only this app's counts. */
async function requireCheck(github: StandIn, repository: string, appId: number): Promise<void> {
  await github.createRuleset({
    on: repository,
    name: 'countersign',
    include: ['refs/heads/main'],
    rules: [
      {
        type: 'required_status_checks',
        parameters: {
          required_status_checks: [{ context: 'countersign: main', integration_id: appId }],
          strict_required_status_checks_policy: false,
        },
      },
    ],
  });
}
