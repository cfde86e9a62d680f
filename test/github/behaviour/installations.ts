/** Apps and their installations. */
import { installationShape, simpleRepositoryShape } from '../shapes/repository.ts';
import type { App, Installation, Owner, Repository, User, World } from '../world.ts';

/** Event → the permission that an app needs to subscribe to it (GitHub refuses the subscription otherwise). */
const eventPermissions: Readonly<Record<string, string>> = {
  pull_request: 'pull_requests',
  pull_request_review: 'pull_requests',
  push: 'contents',
  check_run: 'checks',
  check_suite: 'checks',
  issue_comment: 'issues',
  membership: 'members',
  team: 'members',
  member: 'members',
  organization: 'members',
  merge_group: 'merge_queues',
  deployment: 'deployments',
  deployment_status: 'deployments',
  deployment_protection_rule: 'deployments',
  deployment_review: 'deployments',
  workflow_run: 'actions',
  status: 'statuses',
  code_scanning_alert: 'security_events',
  secret_scanning_alert: 'secret_scanning_alerts',
  dependabot_alert: 'vulnerability_alerts',
  custom_property_values: 'organization_custom_properties',
  repository: 'metadata',
  repository_ruleset: 'administration',
  branch_protection_rule: 'administration',
};

/** Sent to every app, subscribed or not. */
export const unconditionalEvents: ReadonlySet<string> = new Set(['installation', 'installation_repositories', 'ping']);

export interface NewApp {
  readonly id?: number;
  readonly slug: string;
  readonly owner: Owner;
  readonly publicKey: string;
  readonly webhookUrl: string | null;
  readonly webhookSecret: string | null;
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
}

export function createApp(world: World, request: NewApp): App {
  const permissions = { metadata: 'read', ...request.permissions };
  for (const event of request.events) {
    const permission = eventPermissions[event];
    if (permission === undefined) throw new Error(`the stand-in knows no event ${event} that apps subscribe to`);
    if (!(permission in permissions)) throw new Error(`event ${event} needs the permission ${permission}`);
  }
  const id = request.id ?? world.nextId();
  const login = `${request.slug}[bot]`;
  const botId = world.nextId();
  const email = `${botId}+${login}@users.noreply.github.com`;
  const bot: User = {
    id: botId,
    login,
    type: 'Bot',
    name: request.slug,
    emails: [
      {
        email,
        verified: true,
      },
    ],
    signingKeys: [],
    createdAt: world.now(),
    deleted: false,
  };
  const app: App = {
    id,
    slug: request.slug,
    name: request.slug,
    owner: request.owner,
    clientId: `Iv23${String(id).padStart(16, '0')}`,
    publicKey: request.publicKey,
    webhookUrl: request.webhookUrl,
    webhookSecret: request.webhookSecret,
    permissions,
    events: request.events,
    bot: world.addUser(bot),
    createdAt: world.now(),
  };
  world.apps.set(app.id, app);
  return app;
}

export async function installApp(
  world: World,
  app: App,
  { account, repositories, sender }: { account: Owner; repositories: readonly Repository[] | null; sender: User },
): Promise<Installation> {
  const installation: Installation = {
    id: world.nextId(),
    app,
    account,
    permissions: app.permissions,
    events: app.events,
    repositoryIds: repositories === null ? null : new Set(repositories.map(({ id }) => id)),
    suspendedAt: null,
    deleted: false,
    createdAt: world.now(),
    updatedAt: world.now(),
  };
  world.installations.set(installation.id, installation);
  await announceInstallation(world, installation, sender, 'created');
  return installation;
}

export async function uninstallApp(world: World, installation: Installation, sender: User): Promise<void> {
  // Told before it takes effect: the payload still lists the repositories.
  await announceInstallation(world, installation, sender, 'deleted');
  installation.deleted = true;
}

export async function setSuspended(
  world: World,
  installation: Installation,
  sender: User,
  suspended: boolean,
): Promise<void> {
  installation.suspendedAt = suspended ? world.now() : null;
  await announceInstallation(world, installation, sender, suspended ? 'suspend' : 'unsuspend');
}

/** Adds and removes repositories of an installation that has selected ones. */
export async function selectRepositories(
  world: World,
  installation: Installation,
  { sender, add, remove }: { sender: User; add: readonly Repository[]; remove: readonly Repository[] },
): Promise<void> {
  const selected = installation.repositoryIds ?? new Set(repositoriesOf(world, installation).map(({ id }) => id));
  installation.repositoryIds = selected;
  for (const { id } of add) selected.add(id);
  for (const { id } of remove) selected.delete(id);
  const tell = async (action: 'added' | 'removed', changed: readonly Repository[]): Promise<void> => {
    if (changed.length === 0) return;
    const list = changed.map(simpleRepositoryShape);
    await world.announce({
      event: 'installation_repositories',
      action,
      repository: null,
      organization: organizationOf(installation.account),
      sender,
      onlyApp: installation.app,
      installation,
      body: async () => ({
        installation: installationShape(world, installation),
        repository_selection: 'selected',
        repositories_added: action === 'added' ? list : [],
        repositories_removed: action === 'removed' ? list : [],
        requester: null,
      }),
    });
  };
  await tell('added', add);
  await tell('removed', remove);
}

export function repositoriesOf(world: World, installation: Installation): readonly Repository[] {
  return [...world.repositories.values()].filter(
    (one) =>
      one.owner.id === installation.account.id &&
      (installation.repositoryIds === null || installation.repositoryIds.has(one.id)),
  );
}

async function announceInstallation(
  world: World,
  installation: Installation,
  sender: User,
  action: string,
): Promise<void> {
  const repositories = repositoriesOf(world, installation).map(simpleRepositoryShape);
  await world.announce({
    event: 'installation',
    action,
    repository: null,
    organization: organizationOf(installation.account),
    sender,
    onlyApp: installation.app,
    installation,
    body: async () => ({
      installation: installationShape(world, installation),
      repositories,
      requester: null,
    }),
  });
}

export function permissionForEvent(event: string): string | undefined {
  return eventPermissions[event];
}

function organizationOf(owner: Owner): Extract<Owner, { type: 'Organization' }> | null {
  return owner.type === 'Organization' ? owner : null;
}
