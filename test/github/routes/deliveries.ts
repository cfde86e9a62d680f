/** The app's webhook: its configuration and its log of deliveries. */
import { GitHubError, notFound } from '../server/github-error.ts';
import { type AppCall, forApp, ok, type Route } from '../server/route.ts';
import type { Shape } from '../shapes/owner.ts';
import { type Delivery, toGitHubTime } from '../world.ts';

/** GitHub keeps deliveries for three days. */
const KEPT = 3 * 86_400_000;

export const deliveryRoutes: readonly Route[] = [
  forApp('GET /app/hook/deliveries', async (call) => {
    const { query } = call;
    const wanted = query['status'];
    const isWanted = ({ status }: Delivery): boolean =>
      wanted === undefined || (status === 'OK') === (wanted === 'success');
    const list = logOf(call).filter(isWanted).toReversed();
    const from = query['cursor'] === undefined ? 0 : list.findIndex(({ id }) => `v1_${id}` === query['cursor']);
    if (from < 0) throw new GitHubError(400, 'Invalid cursor');
    const size = Number(query['per_page'] ?? 30);
    const next = list[from + size];
    const link =
      next === undefined
        ? {}
        : { headers: { link: `<${call.url}?per_page=${size}&cursor=v1_${next.id}>; rel="next"` } };
    return { ...ok(list.slice(from, from + size).map(itemShape)), ...link };
  }),

  forApp('GET /app/hook/deliveries/{delivery_id}', async (call) => {
    const delivery = findDelivery(call);
    const { url, requestHeaders, payload, responseHeaders, responsePayload } = delivery;
    const request = { headers: requestHeaders, payload };
    return ok({
      ...itemShape(delivery),
      url,
      request,
      response: { headers: responseHeaders, payload: responsePayload },
    });
  }),

  forApp('POST /app/hook/deliveries/{delivery_id}/attempts', async (call) => {
    call.stage.courier.redeliver(findDelivery(call));
    return ok({}, 202);
  }),

  forApp('GET /app/hook/config', async ({ app }) => ok(configShape(app.webhookUrl, app.webhookSecret))),

  forApp('PATCH /app/hook/config', async ({ app, body }) => {
    if (typeof body['url'] === 'string') app.webhookUrl = body['url'];
    if (typeof body['secret'] === 'string') app.webhookSecret = body['secret'];
    return ok(configShape(app.webhookUrl, app.webhookSecret));
  }),
];

function logOf({ stage, app }: AppCall): readonly Delivery[] {
  const { deliveries } = stage.world;
  return deliveries.filter((one) => one.app === app && one.deliveredAt > stage.world.now() - KEPT);
}

function findDelivery(call: AppCall): Delivery {
  const found = logOf(call).find(({ id }) => id === Number(call.path['delivery_id']));
  if (found === undefined) throw notFound();
  return found;
}

function itemShape(delivery: Delivery): Shape {
  const { id, guid, redelivery, duration, status, statusCode, event, action, installationId, repositoryId } = delivery;
  return {
    id,
    guid,
    delivered_at: toGitHubTime(delivery.deliveredAt),
    redelivery,
    duration,
    status,
    status_code: statusCode,
    event,
    action,
    installation_id: installationId,
    repository_id: repositoryId,
    throttled_at: null,
  };
}

function configShape(url: string | null, secret: string | null): Shape {
  return {
    content_type: 'json',
    insecure_ssl: '0',
    ...(url === null ? {} : { url }),
    ...(secret === null ? {} : { secret: '********' }),
  };
}
