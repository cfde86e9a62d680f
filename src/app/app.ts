import { SECOND } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { knownEvents } from '../github/events.ts';
import { isSigned } from '../github/webhook-signature.ts';
import { compose } from './compose.ts';
import type { Config } from './config.ts';
import { createDispatcher } from './dispatch.ts';
import { receive } from './receive.ts';
import { listen } from './server.ts';
import { startWorkers } from './workers.ts';

export interface App {
  /** Where webhooks are received. */
  readonly url: string;
  /** No new work, running work ends or is handed back, the database is closed. */
  stop(): Promise<void>;
}

const GRACE = 10 * SECOND;

/** Configuration in, a running app out: database, workers, and only then the door for webhooks. */
export async function startApp(config: Config, log: Log): Promise<App> {
  const context = await compose(config, { log });
  const dispatcher = createDispatcher(context);
  const workers = await startWorkers(context, dispatcher);
  const server = await listen({
    host: config.host,
    port: config.port,
    webhookPath: config.webhookPath,
    isReady: async () => (await context.store.now()) > 0,
    onWebhook: (request, response) =>
      receive(request, response, {
        deliveries: context.store.deliveries,
        clock: context.clock,
        log,
        isSigned: (body, signature) => isSigned(config.webhookSecret, body, signature),
        isHandled: (event) => knownEvents.includes(event),
        accepted: () => dispatcher.wake(),
      }),
  });
  log.info({ url: server.url, webhooks: config.webhookPath, data: config.data }, 'Countersign is ready');
  return {
    url: server.url,
    stop: async () => {
      await server.close();
      await workers.stop(GRACE);
      await context.store.close();
    },
  };
}
