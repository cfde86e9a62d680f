import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, startApp } from '../../src/app/app.ts';
import { readConfig } from '../../src/app/config.ts';
import { type Log, silentLog } from '../../src/base/log.ts';
import type { StandIn } from '../github/client.ts';
import { makeSample, type Sample } from '../github/sample.ts';
import { appSettings, SECRET } from './app-settings.ts';
import { beginDatabase } from './begun-database.ts';

/** The whole app in this process, against a stand-in GitHub, with an organisation of its own. */
export interface RunningApp extends Sample {
  readonly app: Sample['app'];
  readonly running: App;
  readonly data: string;
  readonly secret: string;
  /** What the app logged as a bug of its own; a test that ends well in spite of one is worth nothing. */
  readonly bugs: readonly string[];
  /** Stops and starts the app on the same data, as a new process would; in between, `meanwhile` may do what it likes to it. */
  restart(settings?: Readonly<Record<string, string>>, meanwhile?: () => Promise<void> | void): Promise<void>;
  stop(): Promise<void>;
}

export interface RunningOptions {
  readonly private?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: Log;
}

/** Errors of the app are shown: a test that ends well although the app complained is worth a look. */
export const testLog: Log = {
  ...silentLog,
  ...(process.env['COUNTERSIGN_TEST_LOG'] === undefined
    ? {}
    : {
        info: (fields, message) => process.stderr.write(`info  ${message} ${JSON.stringify(fields)}\n`),
        warn: (fields, message) => process.stderr.write(`warn  ${message} ${JSON.stringify(fields)}\n`),
        error: (fields, message) => process.stderr.write(`error ${message} ${JSON.stringify(fields)}\n`),
      }),
};

export async function runApp(github: StandIn, options: RunningOptions = {}): Promise<RunningApp> {
  const sample = await makeSample(github, {
    private: options.private ?? false,
    webhook: { url: 'http://127.0.0.1:9/', secret: SECRET },
  });
  const bugs: string[] = [];
  const log = watchBugs(options.log ?? testLog, bugs);
  const data = mkdtempSync(join(tmpdir(), 'countersign-test-'));
  await beginDatabase(data);
  const start = (settings: Readonly<Record<string, string>>): Promise<App> => {
    const environment = {
      ...appSettings(sample.app, { github }),
      COUNTERSIGN_DATA: data,
      COUNTERSIGN_LEDGER_WINDOW: '0',
      // Without a window there may be more commits than GitHub allows.
      COUNTERSIGN_GITHUB_LIMITS: '1000',
      ...settings,
    };
    return startApp(readConfig(environment), log);
  };
  let running = await start(options.settings ?? {});
  const connect = (): Promise<void> =>
    github.setWebhook({ appId: sample.app.appId, url: `${running.url}/api/github/webhooks` });
  await connect();
  return {
    ...sample,
    data,
    secret: SECRET,
    bugs,
    get running() {
      return running;
    },
    restart: async (settings = options.settings ?? {}, meanwhile = () => undefined) => {
      await running.stop();
      await meanwhile();
      running = await start(settings);
      await connect();
    },
    stop: async () => {
      await running.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function watchBugs(log: Log, bugs: string[]): Log {
  const watch =
    (level: 'warn' | 'error'): Log['error'] =>
    (fields, message) => {
      if (fields['code'] === 'internal.bug') bugs.push(`${message} ${JSON.stringify(fields)}`);
      log[level](fields, message);
    };
  return { ...log, warn: watch('warn'), error: watch('error') };
}

/** The policy that most tests start from: signed, with a ticket, approved by a maintainer. */
export function samplePolicy(organization: string): string {
  return `version: 1
people:
  maintainers: { teams: [${organization}/maintainers] }
tickets:
  jira: { pattern: 'SHOP-\\d+', url: 'https://acme.atlassian.net/browse/{key}' }
rules:
  - name: commits are signed by the people who made them
    require:
      signed: { by: committer, allow_github: true }
  - name: every commit names a ticket
    require:
      ticket: { from: jira, in: each_commit }
  - name: somebody else reviewed the final change
    require:
      approved: { count: 1, by: [maintainers] }
`;
}
