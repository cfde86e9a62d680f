import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { StandIn } from '../github/client.ts';
import type { Sample } from '../github/sample.ts';
import { appSettings } from '../whole/app-settings.ts';

/** As in the script `start` of package.json, and in the image. */
const YOUNG_SPACE = '--max-semi-space-size=32';

export const secret = 'a-secret-for-the-benchmark';

export interface AppProcess {
  readonly child: ChildProcess;
  /** Of the webhooks. */
  readonly url: string;
  /** Milliseconds from its being asked for until it said that it is ready, the start of Node included. */
  readonly took: number;
  stop(): Promise<void>;
}

export interface AppStart {
  /** The file that Node runs: `src/main.ts` or `dist/main.js`. */
  readonly entry: string;
  readonly github: StandIn;
  readonly sample: Pick<Sample, 'app'>;
  readonly data: string;
  /** Without it the embedded database in `data`. */
  readonly database?: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** Arguments for Node. */
  readonly node?: readonly string[];
}

/** The whole app as a process, with nothing of our environment but the path; resolves when it is ready. */
export async function startApp({ entry, github, sample: { app }, data, ...start }: AppStart): Promise<AppProcess> {
  const { database, settings, node = [] } = start;
  const began = performance.now();
  const child = spawn(process.execPath, [YOUNG_SPACE, ...node, entry], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: data,
    env: {
      PATH: process.env['PATH'],
      ...appSettings(app, { github, secret }),
      COUNTERSIGN_DATA: data,
      LOG_LEVEL: 'info',
      ...(database === undefined ? {} : { DATABASE_URL: database }),
      ...settings,
    },
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entered = JSON.parse(line) as { msg?: string; url?: string };
      if (entered.msg?.includes('ready') && entered.url !== undefined) resolve(entered.url);
    });
    child.once('exit', (code) => reject(new Error(`the app ended with ${code}`)));
  });
  const took = performance.now() - began;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  return { child, url: `${url}/api/github/webhooks`, took, stop };
}
