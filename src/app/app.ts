import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { knownEvents } from '../github/events.ts';
import { isSigned } from '../github/webhook-signature.ts';
import { compose } from './compose.ts';
import type { Config } from './config.ts';
import type { Context } from './context.ts';
import { openControlSocket } from './control/control-socket.ts';
import { createDispatcher, type Dispatcher } from './dispatch.ts';
import { createHealth, type Health } from './observe/health.ts';
import { openMonitor } from './observe/monitor.ts';
import { createRoom, MAXIMUM_BYTES_IN_FLIGHT, receive } from './receive.ts';
import { recoveryFigures } from './recovery/recovery-figures.ts';
import { type Listening, listen, type ServerOptions } from './server.ts';
import { startWorkers } from './workers.ts';

export interface App {
  /** Where webhooks are received. */
  readonly url: string;
  /** Where those who watch may ask; null: nowhere. */
  readonly monitor: string | null;
  /**
   * No new work, running work ends or is handed back, the database is closed. Meanwhile, and for at least `drain`
   * milliseconds, webhooks are kept: whoever spreads them has not heard yet that we are no longer ready.
   */
  stop(options?: { readonly drain?: number }): Promise<void>;
}

const GRACE = 10 * SECOND;
/** For webhooks that are just arriving: what is cut off, GitHub counts as failed. */
const DOOR_GRACE = 3 * SECOND;
/** Spans that were not sent yet; nobody waits longer for them. */
const TRACE_GRACE = 2 * SECOND;

/** Configuration in, a running app out. */
export async function startApp(config: Config, log: Log): Promise<App> {
  return await serve(await compose(config, { log }));
}

/** Workers first, and only then the door for webhooks. When it cannot be opened, the context's store is closed. */
export async function serve(context: Context): Promise<App> {
  const { config, log, store } = context;
  const dispatcher = createDispatcher(context);
  const workers = await startWorkers(context, dispatcher);
  const health = createHealth({ store, workers });
  // Only an embedded database has to be asked for; a server is there for every process.
  const control = config.databaseUrl === null ? await openControlSocket(context) : null;
  const endWork = async (): Promise<void> => {
    await control?.close(DOOR_GRACE);
    await workers.stop(GRACE);
    // What did not end in time ends with us: nobody has to wait until its lease is over.
    await store.handBack(context.owner);
  };
  const end = async (): Promise<void> => {
    await store.close();
    await context.observer.tracer.stop(TRACE_GRACE);
  };
  const doors = await openDoors(context, { dispatcher, health }).catch(async (error: unknown) => {
    await endWork();
    await end();
    throw error;
  });
  const { server, monitor } = doors;
  log.info({ url: server.url, webhooks: config.webhookPath, data: config.data }, 'Countersign is ready');
  return {
    url: server.url,
    monitor: monitor?.url ?? null,
    stop: async ({ drain = 0 } = {}) => {
      health.beginStop();
      await Promise.all([sleep(drain).then(() => server.close(DOOR_GRACE)), endWork()]);
      await end();
      await monitor?.close(0);
    },
  };
}

interface Running {
  readonly dispatcher: Dispatcher;
  readonly health: Health;
}

interface Doors {
  readonly server: Listening;
  readonly monitor: Listening | null;
}

async function openDoors(context: Context, running: Running): Promise<Doors> {
  const { config, clock, observer, store } = context;
  const { health } = running;
  const since = clock.now();
  const readStore = async () => await store.gauges.read().catch(() => null);
  const readRecovery = async () => await recoveryFigures(context).catch(() => null);
  const monitor =
    config.monitor === null
      ? null
      : await openMonitor({ ...config.monitor, health, observer, since, readStore, readRecovery });
  try {
    return { server: await listen(doorOf(context, running)), monitor };
  } catch (error) {
    await monitor?.close(0);
    throw error;
  }
}

function doorOf({ config, store, clock, log, observer }: Context, { dispatcher, health }: Running): ServerOptions {
  const room = createRoom(MAXIMUM_BYTES_IN_FLIGHT);
  return {
    host: config.host,
    port: config.port,
    webhookPath: config.webhookPath,
    health,
    onWebhook: (request, response) =>
      receive(request, response, {
        deliveries: store.deliveries,
        clock,
        log,
        observer,
        isSigned: (body, signature) => isSigned(config.webhookSecret, body, signature),
        isHandled: (event) => knownEvents.includes(event),
        accepted: () => dispatcher.wake(),
        room,
      }),
  };
}
