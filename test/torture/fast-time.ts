/**
 * Loaded before everything else in each process of a torture run: its clock runs faster than ours, from the same instant
 * in all of them. Whatever waits, retries, expires or times out does so that much sooner; what is computed takes as long
 * as ever. The database's clock is made faster by fast-database.ts.
 */
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';

const asked = new URL(import.meta.url).searchParams;
const speed = Number(asked.get('speed') ?? 1);
const since = Number(asked.get('since') ?? 0);

const SystemDate = Date;
const systemNow = Date.now;
const now = (): number => Math.floor(since + (systemNow() - since) * speed);

globalThis.Date = new Proxy(SystemDate, {
  construct: (target, args: unknown[], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
  apply: () => String(new SystemDate(now())),
  get: (target, key, receiver) => (key === 'now' ? now : (Reflect.get(target, key, receiver) as unknown)),
});

const monotonic = performance.now.bind(performance);
Object.defineProperty(performance, 'now', { value: () => monotonic() * speed });

type Timer = (act: (...args: unknown[]) => void, milliseconds?: number, ...args: unknown[]) => NodeJS.Timeout;

function hasten(timer: Timer): Timer {
  const hastened: Timer = (act, milliseconds = 0, ...args) => timer(act, milliseconds / speed, ...args);
  return Object.defineProperties(hastened, Object.getOwnPropertyDescriptors(timer));
}

const hastened = { setTimeout: hasten(setTimeout), setInterval: hasten(setInterval) };
Object.assign(globalThis, hastened);
Object.assign(timers, hastened);

const sleep = timersPromises.setTimeout;
timersPromises.setTimeout = async (milliseconds = 0, ...rest) => await sleep(milliseconds / speed, ...rest);
syncBuiltinESMExports();

/** A busy machine answers as late as ever: whoever waits for an answer gives it so much of our time at least. */
const LEAST_TIMEOUT = 2_500;
const timeout = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (milliseconds) => timeout(Math.max(Math.min(milliseconds, LEAST_TIMEOUT), milliseconds / speed));
