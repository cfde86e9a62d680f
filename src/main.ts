import { pathToFileURL } from 'node:url';
import { startApp } from './app/app.ts';
import { isNotSetUp, readConfig, readEnvironment, readPort } from './app/config.ts';
import { createLog } from './app/logger.ts';
import { openSetupPage } from './app/setup-page.ts';
import { SECOND } from './base/clock.ts';
import { asFault } from './base/fault.ts';

/** Process entry: configuration, then the app until a signal asks it to stop. Without any credentials: the set-up page. */
export async function main(directory: string = process.cwd()): Promise<void> {
  const asked = stopSignal();
  const environment = readEnvironment(directory);
  const stop = isNotSetUp(environment) ? await setUp(environment) : await run(environment);
  asked.then(stop).then(
    () => process.exit(0),
    (error: unknown) => fail(error),
  );
}

type Stop = (signal: NodeJS.Signals) => Promise<void>;
/** Webhooks are taken for so long after /readyz says that no more should come. */
const DRAIN = 5 * SECOND;

type Environment = ReturnType<typeof readEnvironment>;

async function run(environment: Environment): Promise<Stop> {
  const config = readConfig(environment);
  const app = await startApp(config, createLog(config));
  // Where other processes may take over, a balancer gets the time to notice: GitHub never sends a webhook again.
  return (signal) => app.stop({ drain: signal === 'SIGTERM' && config.databaseUrl !== null ? DRAIN : 0 });
}

async function setUp(environment: Environment): Promise<Stop> {
  const log = createLog({ logLevel: 'info', logFormat: 'json' });
  const page = await openSetupPage({ port: readPort(environment), log });
  log.info(
    { url: page.url },
    'Countersign has no credentials yet. Open this address to register the app on GitHub; it works once',
  );
  return () => page.close();
}

/**
 * Heard from the beginning: a signal that comes while the app starts stops it as soon as it has started. Every further
 * one is ignored, because npm hands on a Ctrl-C that the terminal has sent us already.
 */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal));
  });
}

/** What keeps the app from starting, in words and without a stack: it is nearly always a setting. */
function fail(error: unknown): never {
  const fault = asFault(error);
  process.stderr.write(
    `countersign: ${fault.message}\n${fault.next === undefined ? '' : `${fault.next}\n`}(${fault.code})\n`,
  );
  process.exit(2);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) main().catch(fail);
