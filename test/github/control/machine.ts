/** Control commands about apps, deliveries, faults, limits, counters and the clock. */
import { createPublicKey } from 'node:crypto';
import { createApp, installApp, selectRepositories, setSuspended, uninstallApp } from '../behaviour/installations.ts';
import type { Fault } from '../server/faults.ts';
import { githubLimits, type LimitSettings } from '../server/limits.ts';
import type { Stage } from '../server/stage.ts';
import type { StatsSnapshot } from '../server/stats.ts';
import type { WeatherReport, WeatherRequest } from '../server/weather.ts';
import type { DeliveryFault } from '../webhooks/courier.ts';
import type { Delivery } from '../world.ts';
import { appOf, doer, installationOf, organizationOf, repositoryOf } from './find.ts';

export interface AppRequest {
  /** Chosen by the stand-in, when not given. */
  readonly appId?: number;
  readonly slug?: string;
  /** The owner of the app: a login. */
  readonly owner: string;
  /** PEM; of a private key only its public half is kept. */
  readonly privateKey: string;
  readonly webhookUrl?: string | null;
  readonly webhookSecret?: string | null;
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
}

export interface DeliveryView {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly redelivery: boolean;
  readonly status: string;
  readonly statusCode: number;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

export type DeliveryNote = Pick<DeliveryView, 'guid' | 'event' | 'action' | 'redelivery' | 'status'>;

export const machineCommands = {
  createApp: async (stage: Stage, args: AppRequest): Promise<{ appId: number; slug: string; botId: number }> => {
    const owner = stage.world.findOwner(args.owner);
    if (owner === undefined) throw new Error(`there is no owner ${args.owner}`);
    const publicKey = createPublicKey(args.privateKey).export({ type: 'spki', format: 'pem' }).toString();
    const slug = args.slug ?? `app-${args.owner}`.toLowerCase();
    const hook = { webhookUrl: args.webhookUrl ?? null, webhookSecret: args.webhookSecret ?? null };
    const given = { slug, owner, publicKey, ...hook, permissions: args.permissions, events: args.events };
    const app = createApp(stage.world, args.appId === undefined ? given : { ...given, id: args.appId });
    await stage.hooks.ping(app);
    return { appId: app.id, slug: app.slug, botId: app.bot.id };
  },

  setWebhook: async (
    stage: Stage,
    args: { appId: number; url?: string | null; secret?: string | null },
  ): Promise<void> => {
    const app = appOf(stage, args.appId);
    if (args.url !== undefined) app.webhookUrl = args.url;
    if (args.secret !== undefined) app.webhookSecret = args.secret;
  },

  /** @param args.repositories names without owner; every repository, when not given */
  installApp: async (
    stage: Stage,
    args: { appId: number; organization: string; repositories?: readonly string[]; as?: string },
  ): Promise<{ installationId: number }> => {
    const account = organizationOf(stage, args.organization);
    const repositories = args.repositories?.map((name) => repositoryOf(stage, `${args.organization}/${name}`)) ?? null;
    const installation = await installApp(stage.world, appOf(stage, args.appId), {
      account,
      repositories,
      sender: doer(stage, args.as, account),
    });
    return { installationId: installation.id };
  },

  uninstallApp: async (stage: Stage, { installationId, as }: InstallationArguments): Promise<void> => {
    const installation = installationOf(stage, installationId);
    await uninstallApp(stage.world, installation, doer(stage, as, installation.account));
  },

  suspendInstallation: async (
    stage: Stage,
    { installationId, suspended, as }: InstallationArguments & { suspended: boolean },
  ): Promise<void> => {
    const installation = installationOf(stage, installationId);
    await setSuspended(stage.world, installation, doer(stage, as, installation.account), suspended);
  },

  /** Silently: GitHub tells an app only when somebody accepts new permissions. */
  setPermissions: async (
    stage: Stage,
    { installationId, permissions }: InstallationArguments & { permissions: Readonly<Record<string, string>> },
  ): Promise<void> => {
    installationOf(stage, installationId).permissions = { metadata: 'read', ...permissions };
  },

  selectRepositories: async (
    stage: Stage,
    args: InstallationArguments & { add?: readonly string[]; remove?: readonly string[] },
  ): Promise<void> => {
    const installation = installationOf(stage, args.installationId);
    const named = (names: readonly string[] = []) =>
      names.map((name) => repositoryOf(stage, `${installation.account.login}/${name}`));
    const change = {
      sender: doer(stage, args.as, installation.account),
      add: named(args.add),
      remove: named(args.remove),
    };
    await selectRepositories(stage.world, installation, change);
  },

  /** A token as the app would get it, without a JSON Web Token. */
  installationToken: async (stage: Stage, { installationId }: InstallationArguments): Promise<{ token: string }> => {
    const installation = installationOf(stage, installationId);
    return { token: stage.authentication.issueToInstallation(installation, installation.permissions, null).token };
  },

  /** The code that a person brings back from GitHub's page "Create GitHub App from manifest". */
  offerManifest: async (
    stage: Stage,
    { organization, manifest }: { organization: string; manifest: Readonly<Record<string, unknown>> },
  ): Promise<{ code: string }> => {
    organizationOf(stage, organization);
    const code = `code${stage.world.nextId()}`;
    stage.manifests.set(code, { organization, manifest });
    return { code };
  },

  deliveries: async (
    { world }: Stage,
    { appId, event }: { appId?: number; event?: string } = {},
  ): Promise<readonly DeliveryView[]> =>
    world.deliveries
      .filter((one) => (appId === undefined || one.app.id === appId) && (event === undefined || one.event === event))
      .map(viewDelivery),

  redeliver: async ({ world, courier }: Stage, { id }: { id: number }): Promise<{ id: number }> => {
    const delivery = world.deliveries.find((one) => one.id === id);
    if (delivery === undefined) throw new Error(`there is no delivery ${id}`);
    return { id: courier.redeliver(delivery).id };
  },

  /** Deliveries wait while paused. */
  pauseDeliveries: async ({ courier }: Stage, { paused }: { paused: boolean }): Promise<void> =>
    courier.setPaused(paused),

  isIdle: async ({ courier }: Stage): Promise<boolean> => courier.isIdle(),

  arm: async ({ faults }: Stage, fault: Fault): Promise<void> => faults.arm(fault),

  armDelivery: async ({ courier }: Stage, fault: DeliveryFault): Promise<void> => courier.arm(fault),

  disarm: async ({ faults, courier }: Stage): Promise<{ left: number }> => {
    const left = faults.left();
    faults.disarm();
    courier.disarm();
    return { left };
  },

  /** From now on a share of everything goes wrong; null: nothing does. @returns what went wrong in the weather before */
  setWeather: async ({ weather }: Stage, { request }: { request: WeatherRequest | null }): Promise<WeatherReport> =>
    weather.set(request),

  /** The log of deliveries without what they said: attempts that were made or dropped, in that order. */
  deliveryLog: async (
    { world }: Stage,
    { appId, from = 0 }: { appId: number; from?: number },
  ): Promise<readonly DeliveryNote[]> =>
    world.deliveries
      .slice(from)
      .filter(({ app }) => app.id === appId)
      .map(({ guid, event, action, redelivery, status }) => ({ guid, event, action, redelivery, status })),

  /** How many deliveries there were, those included that wait or were dropped. */
  countDeliveries: async ({ courier }: Stage): Promise<number> => courier.posted,

  setLimits: async ({ limits }: Stage, settings: Partial<LimitSettings>): Promise<void> => {
    limits.settings = { ...githubLimits, ...settings };
    limits.reset();
  },

  /** What push protection takes for secrets from now on. */
  setSecretPatterns: async ({ world }: Stage, { texts }: { texts: readonly string[] }): Promise<void> => {
    world.secretTexts = texts;
  },

  stats: async ({ stats }: Stage): Promise<StatsSnapshot> => stats.snapshot(),

  resetStats: async ({ stats }: Stage): Promise<void> => stats.reset(),

  /** Moves the stand-in's clock forward. */
  advanceClock: async ({ world }: Stage, { milliseconds }: { milliseconds: number }): Promise<{ now: number }> => {
    world.clockOffset += milliseconds;
    return { now: world.now() };
  },
} as const;

interface InstallationArguments {
  readonly installationId: number;
  readonly as?: string;
}

function viewDelivery(delivery: Delivery): DeliveryView {
  const { id, guid, event, action, redelivery, status, statusCode, payload, requestHeaders } = delivery;
  return { id, guid, event, action, redelivery, status, statusCode, payload, headers: requestHeaders };
}
