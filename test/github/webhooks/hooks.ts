/** From an announcement to deliveries: who hears of it, what the payload says, and whether GitHub could have said it. */
import { randomUUID } from 'node:crypto';
import { covers, isGranted } from '../access.ts';
import { permissionForEvent, unconditionalEvents } from '../behaviour/installations.ts';
import { Contract } from '../contract/validators.ts';
import { nodeId } from '../node-id.ts';
import { organizationShape, userShape } from '../shapes/owner.ts';
import { repositoryShape } from '../shapes/repository.ts';
import type { Announcement, App, Delivery, Installation, World } from '../world.ts';
import type { Courier } from './courier.ts';

/** Told to the app whose check run it is, without a subscription. */
const ownAppOnly = new Set(['rerequested', 'requested_action', 'requested']);

export class Hooks {
  readonly #world: World;
  readonly #courier: Courier;
  #contract: Contract | undefined;

  constructor(world: World, courier: Courier) {
    this.#world = world;
    this.#courier = courier;
    world.announce = (announcement) => this.#announce(announcement);
  }

  async ping(app: App): Promise<void> {
    if (app.webhookUrl === null) return;
    const hook = { type: 'App', id: app.id, name: 'web', active: true, app_id: app.id, events: app.events };
    const now = new Date(this.#world.now()).toISOString();
    const config = { content_type: 'json', insecure_ssl: '0', url: app.webhookUrl, secret: '********' };
    const url = `${this.#world.baseUrl}/app/hook`;
    const urls = { url, ping_url: `${url}/pings`, test_url: `${url}/test`, deliveries_url: `${url}/deliveries` };
    const lastResponse = { code: null, status: 'unused', message: null };
    const body = { hook: { ...hook, config, ...urls, created_at: now, updated_at: now, last_response: lastResponse } };
    const payload = { zen: 'Keep it logically awesome.', hook_id: app.id, ...body };
    this.#send({
      app,
      event: 'ping',
      action: null,
      installation: null,
      repositoryId: null,
      payload,
      guid: randomUUID(),
    });
  }

  async #announce(announcement: Announcement): Promise<void> {
    const receivers = this.#receivers(announcement);
    if (receivers.length === 0) return;
    const { event, action, repository, organization, sender } = announcement;
    const world = this.#world;
    const body = await announcement.body();
    // The same guid for every receiver of one event, as GitHub does.
    const guid = randomUUID();
    for (const installation of receivers) {
      const short = { id: installation.id, node_id: nodeId('app', installation.id) };
      const payload = {
        ...(action === null ? {} : { action }),
        ...body,
        ...(repository === null || body['repository'] !== undefined
          ? {}
          : { repository: repositoryShape(world, repository) }),
        ...(organization === null ? {} : { organization: organizationShape(world, organization) }),
        sender: userShape(world, sender),
        ...(body['installation'] === undefined ? { installation: short } : {}),
      };
      this.#send({
        app: installation.app,
        event,
        action,
        installation,
        repositoryId: repository?.id ?? null,
        payload,
        guid,
      });
    }
  }

  #receivers({
    event,
    action,
    repository,
    organization,
    onlyApp,
    installation,
  }: Announcement): readonly Installation[] {
    if (installation !== undefined) return installation.app.webhookUrl === null ? [] : [installation];
    return [...this.#world.installations.values()].filter((one) => {
      if (one.deleted || one.suspendedAt !== null || one.app.webhookUrl === null) return false;
      if (onlyApp !== undefined && one.app !== onlyApp) return false;
      if (repository !== null ? !covers(one, repository) : one.account.id !== organization?.id) return false;
      if (ownAppOnly.has(action ?? '') && event.startsWith('check_'))
        return isGranted(one.permissions, 'checks', 'write');
      if (!one.events.includes(event)) return unconditionalEvents.has(event);
      return isGranted(one.permissions, permissionForEvent(event) ?? 'metadata', 'read');
    });
  }

  #send(news: {
    app: App;
    event: string;
    action: string | null;
    installation: Installation | null;
    repositoryId: number | null;
    payload: Readonly<Record<string, unknown>>;
    guid: string;
  }): void {
    const { app, event, action, installation, repositoryId, payload, guid } = news;
    this.#validate(event, action, payload);
    if (app.webhookUrl === null) return;
    const delivery: Delivery = {
      id: this.#world.nextId(),
      guid,
      app,
      event,
      action,
      installationId: installation?.id ?? null,
      repositoryId,
      redelivery: false,
      deliveredAt: this.#world.now(),
      duration: 0,
      status: 'pending',
      statusCode: 0,
      url: app.webhookUrl,
      requestHeaders: {},
      payload,
      responseHeaders: {},
      responsePayload: null,
    };
    this.#courier.post(delivery);
  }

  #validate(event: string, action: string | null, payload: unknown): void {
    this.#contract ??= new Contract('webhooks');
    const name = [event, action]
      .filter((part) => part !== null)
      .join('-')
      .replaceAll('_', '-');
    const complaints = this.#contract.checkWebhook(name, payload);
    if (complaints === null) this.#world.reportProblem(`GitHub has no webhook ${name}`);
    else if (complaints.length > 0)
      this.#world.reportProblem(
        `webhook ${name}: ${complaints.map(({ path, message }) => `${path} ${message}`).join('; ')}`,
      );
  }
}
