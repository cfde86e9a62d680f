/** Delivers webhooks over HTTP, one after another for each app, keeps the log, and misbehaves when told to. */
import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Weather } from '../server/weather.ts';
import type { App, Delivery, World } from '../world.ts';

export interface DeliveryFault {
  readonly kind: 'drop' | 'duplicate' | 'delay' | 'reorder';
  /** Only deliveries of this event; every event, when not given. */
  readonly event?: string;
  /** How many deliveries it hits; 1, when not given. */
  readonly count?: number;
  /** `delay`: how long. */
  readonly milliseconds?: number;
}

/** GitHub closes the connection after 10 seconds without an answer. */
const answerWithin = 10_000;
/** GitHub does not deliver larger payloads at all. */
const maxPayload = 25 * 1024 * 1024;
/** How long `reorder` waits for a delivery that can overtake. */
const overtakeWithin = 2_000;

interface Queue {
  readonly waiting: Delivery[];
  held: Delivery | null;
  running: boolean;
}

export class Courier {
  readonly #world: World;
  readonly #weather: Weather;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #queues = new Map<App, Queue>();
  #faults: { fault: DeliveryFault; left: number }[] = [];
  #paused = false;
  #inFlight = 0;
  #posted = 0;

  constructor(world: World, weather: Weather) {
    this.#world = world;
    this.#weather = weather;
  }

  /** How many there were, however they fared; what was sent again is not counted. */
  get posted(): number {
    return this.#posted;
  }

  post(delivery: Delivery): void {
    this.#posted += 1;
    const fault = this.#takeFault(delivery.event);
    const queue = this.#queueOf(delivery.app);
    if (fault?.kind === 'drop') {
      this.#world.deliveries.push(Object.assign(delivery, { status: 'dropped by a fault' }));
      return;
    }
    if (fault?.kind === 'reorder') {
      this.#hold(queue, delivery);
      return;
    }
    if (fault?.kind === 'delay') {
      this.#inFlight += 1;
      setTimeout(() => {
        this.#inFlight -= 1;
        this.#enqueue(queue, delivery);
      }, fault.milliseconds ?? 500);
      return;
    }
    this.#enqueue(queue, delivery);
    if (fault?.kind === 'duplicate') this.#enqueue(queue, this.#again(delivery, false));
    if (queue.held !== null) {
      const { held } = queue;
      queue.held = null;
      this.#enqueue(queue, held);
    }
  }

  /** A new attempt with the same guid, as the redelivery of GitHub's log makes. */
  redeliver(delivery: Delivery): Delivery {
    const again = this.#again(delivery, true);
    this.#enqueue(this.#queueOf(delivery.app), again);
    return again;
  }

  arm(fault: DeliveryFault): void {
    this.#faults.push({ fault, left: fault.count ?? 1 });
  }

  disarm(): void {
    this.#faults = [];
  }

  /** While paused, deliveries wait. */
  setPaused(paused: boolean): void {
    this.#paused = paused;
    if (!paused) for (const queue of this.#queues.values()) this.#run(queue);
  }

  /** Nothing waits, nothing is under way. */
  isIdle(): boolean {
    return (
      this.#inFlight === 0 &&
      [...this.#queues.values()].every((queue) => queue.waiting.length === 0 && queue.held === null)
    );
  }

  close(): void {
    this.#agent.destroy();
  }

  #takeFault(event: string): DeliveryFault | undefined {
    const entry = this.#faults.find(
      ({ fault, left }) => left > 0 && (fault.event === undefined || fault.event === event),
    );
    if (entry === undefined) return this.#weather.divert();
    entry.left -= 1;
    return entry.fault;
  }

  #hold(queue: Queue, delivery: Delivery): void {
    queue.held = delivery;
    setTimeout(() => {
      if (queue.held !== delivery) return;
      queue.held = null;
      this.#enqueue(queue, delivery);
    }, overtakeWithin);
  }

  #again(delivery: Delivery, redelivery: boolean): Delivery {
    const url = delivery.app.webhookUrl ?? delivery.url;
    return {
      ...delivery,
      id: this.#world.nextId(),
      redelivery,
      url,
      status: 'pending',
      statusCode: 0,
      responsePayload: null,
    };
  }

  #queueOf(app: App): Queue {
    const known = this.#queues.get(app);
    if (known !== undefined) return known;
    const queue: Queue = { waiting: [], held: null, running: false };
    this.#queues.set(app, queue);
    return queue;
  }

  #enqueue(queue: Queue, delivery: Delivery): void {
    queue.waiting.push(delivery);
    this.#run(queue);
  }

  #run(queue: Queue): void {
    if (queue.running || this.#paused) return;
    queue.running = true;
    void this.#drain(queue);
  }

  async #drain(queue: Queue): Promise<void> {
    for (
      let next = queue.waiting.shift();
      next !== undefined;
      next = this.#paused ? undefined : queue.waiting.shift()
    ) {
      this.#inFlight += 1;
      await this.#deliver(next).finally(() => {
        this.#inFlight -= 1;
      });
    }
    // In the same turn as the last look at the queue: what comes later starts a new round.
    queue.running = false;
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const body = Buffer.from(JSON.stringify(delivery.payload));
    if (body.length > maxPayload) return;
    const headers = this.#headers(delivery, body);
    const begun = performance.now();
    const answer = await this.#send(delivery.url, headers, body);
    delivery.deliveredAt = this.#world.now();
    this.#world.deliveries.push(
      Object.assign(delivery, { requestHeaders: headers, duration: (performance.now() - begun) / 1000, ...answer }),
    );
  }

  #headers({ app, guid, event }: Delivery, body: Buffer): Readonly<Record<string, string>> {
    const sign = (hash: string): string =>
      createHmac(hash, app.webhookSecret ?? '')
        .update(body)
        .digest('hex');
    return {
      Accept: '*/*',
      'Content-Type': 'application/json',
      'Content-Length': String(body.length),
      'User-Agent': 'GitHub-Hookshot/5a1d1e0',
      'X-GitHub-Delivery': guid,
      'X-GitHub-Event': event,
      'X-GitHub-Hook-ID': String(app.id),
      'X-GitHub-Hook-Installation-Target-ID': String(app.id),
      'X-GitHub-Hook-Installation-Target-Type': 'integration',
      ...(app.webhookSecret === null
        ? {}
        : { 'X-Hub-Signature': `sha1=${sign('sha1')}`, 'X-Hub-Signature-256': `sha256=${sign('sha256')}` }),
    };
  }

  async #send(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
  ): Promise<Pick<Delivery, 'status' | 'statusCode' | 'responseHeaders' | 'responsePayload'>> {
    return new Promise((resolve) => {
      const fail = (status: string): void =>
        resolve({ status, statusCode: 502, responseHeaders: {}, responsePayload: null });
      const outgoing = request(
        url,
        { method: 'POST', headers, agent: this.#agent, timeout: answerWithin },
        (incoming) => {
          const parts: Buffer[] = [];
          incoming.on('data', (part: Buffer) => parts.push(part));
          incoming.on('error', () => fail('failed to read the answer'));
          incoming.on('end', () => {
            const statusCode = incoming.statusCode ?? 0;
            const responseHeaders = Object.fromEntries(
              Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
            );
            const status = statusCode >= 200 && statusCode < 300 ? 'OK' : `Invalid HTTP Response: ${statusCode}`;
            resolve({ status, statusCode, responseHeaders, responsePayload: Buffer.concat(parts).toString('utf8') });
          });
        },
      );
      outgoing.on('timeout', () => {
        outgoing.destroy();
        fail('timed out');
      });
      outgoing.on('error', () => fail('failed to connect to host'));
      outgoing.end(body);
    });
  }
}
