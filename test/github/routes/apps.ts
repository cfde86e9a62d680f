/** What an app asks about itself, and how it gets tokens. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createApp, repositoriesOf } from '../behaviour/installations.ts';
import { GitHubError, invalid, notFound } from '../server/github-error.ts';
import { type AppCall, forActor, forAnybody, forApp, ok, page, type Route, textOf } from '../server/route.ts';
import { appShape, ownerShape } from '../shapes/owner.ts';
import { installationShape, repositoryShape } from '../shapes/repository.ts';
import { type Installation, toGitHubTime } from '../world.ts';

export const appRoutes: readonly Route[] = [
  forApp('GET /app', async ({ stage, app }) =>
    ok({ ...appShape(stage.world, app), installations_count: installationsOf({ stage, app }).length }),
  ),

  forActor('GET /apps/{app_slug}', async ({ stage, path }) => {
    const found = [...stage.world.apps.values()].find(({ slug }) => slug === path['app_slug']);
    if (found === undefined) throw notFound();
    return ok(appShape(stage.world, found));
  }),

  forApp('GET /app/installations', async (call) =>
    page(call, installationsOf(call), (list) => list.map((one) => installationShape(call.stage.world, one))),
  ),

  forApp('GET /app/installations/{installation_id}', async (call) =>
    ok(installationShape(call.stage.world, findInstallation(call))),
  ),

  forApp('GET /repos/{owner}/{repo}/installation', async (call) => {
    const { owner = '', repo = '' } = call.path;
    const repository = call.stage.world.findRepository(owner, repo);
    const found = installationsOf(call).find(
      (one) => repository !== undefined && repositoriesOf(call.stage.world, one).includes(repository),
    );
    if (found === undefined) throw notFound();
    return ok(installationShape(call.stage.world, found));
  }),

  forApp('GET /orgs/{org}/installation', async (call) => accountInstallation(call, call.path['org'] ?? '')),

  forApp('GET /users/{username}/installation', async (call) => accountInstallation(call, call.path['username'] ?? '')),

  forApp('POST /app/installations/{installation_id}/access_tokens', async (call) => {
    const { stage, body } = call;
    const installation = findInstallation(call);
    if (installation.suspendedAt !== null) throw new GitHubError(403, 'This installation has been suspended');
    const permissions = narrowPermissions(
      installation,
      body['permissions'] as Readonly<Record<string, string>> | undefined,
    );
    const repositories = narrowRepositories(call, installation);
    const ids = repositories === null ? null : new Set(repositories.map(({ id }) => id));
    const issued = stage.authentication.issueToInstallation(installation, permissions, ids);
    const selection = repositories === null && installation.repositoryIds === null ? 'all' : 'selected';
    const list =
      repositories === null ? {} : { repositories: repositories.map((one) => repositoryShape(stage.world, one)) };
    const expires = toGitHubTime(issued.expiresAt ?? stage.world.now());
    return ok({ token: issued.token, expires_at: expires, permissions, repository_selection: selection, ...list }, 201);
  }),

  forActor('GET /installation/repositories', async (call) => {
    const { actor, stage } = call;
    if (actor.kind !== 'installation')
      throw new GitHubError(
        403,
        'You must authenticate with an installation access token in order to list repositories for an installation.',
      );
    const { installation, repositoryIds } = actor;
    const all = repositoriesOf(stage.world, installation).filter(
      ({ id }) => repositoryIds === null || repositoryIds.has(id),
    );
    const selection = installation.repositoryIds === null ? 'all' : 'selected';
    return page(call, all, (list) => ({
      total_count: all.length,
      repository_selection: selection,
      repositories: list.map((one) => repositoryShape(stage.world, one)),
    }));
  }),

  forActor('DELETE /installation/token', async ({ stage, token }) => {
    if (token !== null) stage.authentication.revoke(token);
    return { status: 204 };
  }),

  forAnybody('POST /app-manifests/{code}/conversions', async ({ stage, path }) => {
    const offered = stage.manifests.get(path['code'] ?? '');
    const owner = offered === undefined ? undefined : stage.world.findOwner(offered.organization);
    if (offered === undefined || owner === undefined) throw notFound();
    stage.manifests.delete(path['code'] ?? '');
    const { manifest } = offered;
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const secret = randomBytes(20).toString('hex');
    const hook = manifest['hook_attributes'] as { readonly url?: string } | undefined;
    const app = createApp(stage.world, {
      slug: (textOf(manifest, 'name') ?? 'app').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
      owner,
      publicKey: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      webhookUrl: hook?.url ?? null,
      webhookSecret: secret,
      permissions: (manifest['default_permissions'] ?? {}) as Readonly<Record<string, string>>,
      events: (manifest['default_events'] ?? []) as readonly string[],
    });
    const pem = keys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const secrets = {
      client_id: app.clientId,
      client_secret: randomBytes(20).toString('hex'),
      webhook_secret: secret,
      pem,
    };
    return ok({ ...appShape(stage.world, app), owner: ownerShape(stage.world, owner), ...secrets }, 201);
  }),
];

function installationsOf({ stage, app }: Pick<AppCall, 'stage' | 'app'>): readonly Installation[] {
  return [...stage.world.installations.values()].filter((one) => one.app === app && !one.deleted);
}

function findInstallation(call: AppCall): Installation {
  const found = installationsOf(call).find(({ id }) => id === Number(call.path['installation_id']));
  if (found === undefined) throw notFound();
  return found;
}

async function accountInstallation(call: AppCall, login: string): Promise<ReturnType<typeof ok>> {
  const found = installationsOf(call).find(({ account }) => account.login.toLowerCase() === login.toLowerCase());
  if (found === undefined) throw notFound();
  return ok(installationShape(call.stage.world, found));
}

function narrowPermissions(
  installation: Installation,
  asked: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  if (asked === undefined) return installation.permissions;
  const levels = ['read', 'write', 'admin'];
  for (const [name, level] of Object.entries(asked)) {
    if (levels.indexOf(installation.permissions[name] ?? '') < levels.indexOf(level)) {
      throw invalid('The permissions requested are not granted to this installation.');
    }
  }
  return { metadata: 'read', ...asked };
}

function narrowRepositories(
  { stage, body }: AppCall,
  installation: Installation,
): ReturnType<typeof repositoriesOf> | null {
  const names = body['repositories'] as readonly string[] | undefined;
  const ids = body['repository_ids'] as readonly number[] | undefined;
  if (names === undefined && ids === undefined) return null;
  const reachable = repositoriesOf(stage.world, installation);
  const picked = [
    ...(names ?? []).map((name) => reachable.find((one) => one.name.toLowerCase() === name.toLowerCase())),
    ...(ids ?? []).map((id) => reachable.find((one) => one.id === id)),
  ];
  return picked.map((one) => {
    if (one === undefined)
      throw invalid(
        'There is at least one repository that does not exist or is not accessible to the parent installation.',
      );
    return one;
  });
}
