/** A small organisation to test in: people, a team, a repository, and an app that is installed. */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { StandIn } from './client.ts';
import type { MadeUser } from './control/accounts.ts';
import type { MadeRepository } from './control/repositories.ts';

/** What Countersign asks for: app.yml itself. */
const manifest = parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8')) as {
  readonly default_permissions: Readonly<Record<string, string>>;
  readonly default_events: readonly string[];
};

export const samplePermissions = manifest.default_permissions;

export const sampleEvents = manifest.default_events;

export interface SampleApp {
  readonly appId: number;
  readonly installationId: number;
  readonly slug: string;
  /** PKCS #1 PEM, as GitHub hands it out. */
  readonly privateKey: string;
  /** An installation token. */
  readonly token: string;
}

export interface Sample {
  readonly organization: string;
  /** `organization/shop` */
  readonly repository: string;
  readonly made: MadeRepository;
  readonly owner: MadeUser;
  /** Writes; not in the team. */
  readonly dana: MadeUser;
  /** Writes; in the team `maintainers`. */
  readonly amir: MadeUser;
  /** Outside the organisation. */
  readonly eve: MadeUser;
  readonly app: SampleApp;
}

let counter = 0;

export interface SampleOptions {
  /** Where deliveries go; nowhere, when not given. */
  readonly webhook?: { readonly url: string; readonly secret: string };
  readonly private?: boolean;
  /** What the app hears of; what app.yml asks for, when not given. */
  readonly events?: readonly string[];
}

export async function makeSample(github: StandIn, options: SampleOptions = {}): Promise<Sample> {
  counter += 1;
  const suffix = `${process.pid}-${counter}`;
  const organization = `acme-${suffix}`;
  const { owner } = await github.createOrganization({ login: organization });
  const dana = await github.createUser({ login: `dana-${suffix}`, organization });
  const amir = await github.createUser({ login: `amir-${suffix}`, organization });
  const eve = await github.createUser({ login: `eve-${suffix}` });
  const made = await github.createRepository({ owner: organization, name: 'shop', private: options.private ?? false });
  const repository = made.fullName;
  await github.createTeam({ organization, name: 'maintainers', members: [amir.login] });
  await github.setTeamRepository({ organization, team: 'maintainers', repository, permission: 'maintain' });
  await github.setCollaborator({ repository, user: dana.login, permission: 'write' });
  const app = await installSampleApp(github, {
    organization,
    ...(options.webhook === undefined ? {} : { webhook: options.webhook }),
    ...(options.events === undefined ? {} : { events: options.events }),
  });
  return { organization, repository, made, owner, dana, amir, eve, app };
}

export interface SampleAppOptions {
  readonly organization: string;
  readonly slug?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly events?: readonly string[];
  readonly webhook?: { readonly url: string; readonly secret: string };
}

export async function installSampleApp(
  github: StandIn,
  { organization, slug, permissions, events, webhook }: SampleAppOptions,
): Promise<SampleApp> {
  const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString();
  const hook = webhook === undefined ? {} : { webhookUrl: webhook.url, webhookSecret: webhook.secret };
  const asked = {
    permissions: permissions ?? samplePermissions,
    events: events ?? (permissions === undefined ? sampleEvents : []),
  };
  const app = await github.createApp({
    owner: organization,
    slug: slug ?? `countersign-${organization}`,
    privateKey,
    ...hook,
    ...asked,
  });
  const { installationId } = await github.installApp({ appId: app.appId, organization });
  const { token } = await github.installationToken({ installationId });
  return { appId: app.appId, installationId, slug: app.slug, privateKey, token };
}
