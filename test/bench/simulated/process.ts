/**
 * Loaded before everything else in a process (`node --import`): its clocks and timers run faster. The address that it is
 * imported by says since when and how much: `process.ts?began=<milliseconds since 1970>&factor=<number>`.
 *
 * Scaled: `Date`, `performance.now`, `setTimeout`, `setInterval`, also those of node:timers/promises. Real: everything
 * that guards against a machine that is too slow (`AbortSignal.timeout`, and how long pg waits for a connection), and
 * what Node does inside itself (idle connections).
 */
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timerPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { timeOf } from './time.ts';

const asked = new URL(import.meta.url).searchParams;
const [began, factor] = [Number(asked.get('began')), Number(asked.get('factor'))];
const CONNECT_WITHIN = 5_000;

const RealDate = Date;
const realElapsed = performance.now.bind(performance);
const { timeOrigin } = performance;
const realNow = (): number => timeOrigin + realElapsed();
const now = (): number => Math.floor(timeOf(realNow(), { began, factor }));
RealDate.now = now;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as) as object,
  apply: () => new RealDate(now()).toString(),
});
performance.now = () => realElapsed() * factor;

const { setTimeout: realTimeout, setInterval: realInterval } = globalThis;
const realSleep = timerPromises.setTimeout;
const sleep: typeof realSleep = (delay, ...rest) => realSleep(shortened(delay), ...rest);
const shortened = (delay: number | undefined): number => (delay ?? 1) / factor;
const setScaledTimeout = Object.assign(
  (act: (...given: unknown[]) => void, delay?: number, ...given: unknown[]) =>
    realTimeout(act, shortened(delay), ...given),
  { [promisify.custom]: sleep },
);
const setScaledInterval = (act: (...given: unknown[]) => void, delay?: number, ...given: unknown[]) =>
  realInterval(act, shortened(delay), ...given);
Object.assign(globalThis, { setTimeout: setScaledTimeout, setInterval: setScaledInterval });
Object.assign(timers, { setTimeout: setScaledTimeout, setInterval: setScaledInterval });
timerPromises.setTimeout = sleep;
syncBuiltinESMExports();

const realConnect = Reflect.get(pg.Pool.prototype, 'connect') as (...given: unknown[]) => unknown;
Object.assign(pg.Pool.prototype, {
  connect(this: pg.Pool, ...given: unknown[]): unknown {
    this.options.connectionTimeoutMillis = CONNECT_WITHIN * factor;
    return Reflect.apply(realConnect, this, given);
  },
});
