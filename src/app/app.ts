import { SECOND } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { knownEvents } from '../github/events.ts';
import { isSigned } from '../github/webhook-signature.ts';
import { compose } from './compose.ts';
import type { Config } from './config.ts';
import type { Context } from './context.ts';
import { openControlSocket } from './control/control-socket.ts';
import { createDispatcher, type Dispatcher } from './dispatch.ts';
import { createRoom, MAXIMUM_BYTES_IN_FLIGHT, receive } from './receive.ts';
import { listen, type ServerOptions } from './server.ts';
import { startWorkers } from './workers.ts';

export interface App {
  /** Where webhooks are received. */
  readonly url: string;
  /** No new work, running work ends or is handed back, the database is closed. */
  stop(): Promise<void>;
}

const GRACE = 10 * SECOND;
/** For webhooks that are just arriving: what is cut off, GitHub counts as failed. */
const DOOR_GRACE = 3 * SECOND;

/** Configuration in, a running app out. */
export async function startApp(config: Config, log: Log): Promise<App> {
  return await serve(await compose(config, { log }));
}

/** Workers first, and only then the door for webhooks. When it cannot be opened, the context's store is closed. */
export async function serve(context: Context): Promise<App> {
  const { config, log, store } = context;
  const dispatcher = createDispatcher(context);
  const workers = await startWorkers(context, dispatcher);
  // Only an embedded database has to be asked for; a server is there for every process.
  const control = config.databaseUrl === null ? await openControlSocket(context) : null;
  const end = async (): Promise<void> => {
    await control?.close(DOOR_GRACE);
    await workers.stop(GRACE);
    await store.close();
  };
  const server = await listen(doorOf(context, dispatcher)).catch(async (error: unknown) => {
    await end();
    throw error;
  });
  log.info({ url: server.url, webhooks: config.webhookPath, data: config.data }, 'Countersign is ready');
  return {
    url: server.url,
    stop: async () => {
      await server.close(DOOR_GRACE);
      await end();
    },
  };
}

function doorOf({ config, store, clock, log }: Context, dispatcher: Dispatcher): ServerOptions {
  const room = createRoom(MAXIMUM_BYTES_IN_FLIGHT);
  return {
    host: config.host,
    port: config.port,
    webhookPath: config.webhookPath,
    isReady: async () => (await store.now()) > 0,
    onWebhook: (request, response) =>
      receive(request, response, {
        deliveries: store.deliveries,
        clock,
        log,
        isSigned: (body, signature) => isSigned(config.webhookSecret, body, signature),
        isHandled: (event) => knownEvents.includes(event),
        accepted: () => dispatcher.wake(),
        room,
      }),
  };
}
