import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createObserver } from '../../src/app/observe/observer.ts';
import { createRoom, MAXIMUM_BYTES_IN_FLIGHT, receive } from '../../src/app/receive.ts';
import { listen } from '../../src/app/server.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { isSigned } from '../../src/github/webhook-signature.ts';
import { openStore } from '../../src/store/open-store.ts';

/** A process that accepts webhooks and does nothing else: workers paused. Its directory and secret are arguments. */
const [directory = '', secret = ''] = process.argv.slice(2);
mkdirSync(directory, { recursive: true });
const store = await openStore({ directory: join(directory), log: silentLog, clock: systemClock });
const room = createRoom(MAXIMUM_BYTES_IN_FLIGHT);
const server = await listen({
  host: '127.0.0.1',
  port: 0,
  webhookPath: '/',
  health: { isAlive: () => true, lacks: async () => [], beginStop: () => undefined },
  onWebhook: (request, response) =>
    receive(request, response, {
      deliveries: store.deliveries,
      clock: systemClock,
      log: silentLog,
      observer: createObserver({ clock: systemClock }),
      isSigned: (body, signature) => isSigned(secret, body, signature),
      isHandled: () => true,
      accepted: () => undefined,
      room,
    }),
});
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
process.stdin.on('end', () => process.exit(0)).resume();
