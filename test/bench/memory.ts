import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { StandIn } from '../github/client.ts';
import { makeSample, type Sample } from '../github/sample.ts';
import type { Figure } from './figure.ts';

/** As in the script `start` of package.json. */
const YOUNG_SPACE = '--max-semi-space-size=8';
const DELIVERIES = 10_000;
const AT_ONCE = 32;
const SETTLE = 3_000;
const secret = 'a-secret-for-the-benchmark';

/** Resident memory of the whole app as a process: its second start, after 10,000 deliveries, twice, so that growth shows. */
export async function measureMemory(): Promise<readonly Figure[]> {
  const github = await StandIn.start();
  const sample = await makeSample(github);
  const data = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  try {
    await (await startProcess(github, sample, data)).stop();
    const app = await startProcess(github, sample, data);
    await deliver(app.url, sample, DELIVERIES);
    const first = await settled(app.child);
    await deliver(app.url, sample, DELIVERIES);
    const second = await settled(app.child);
    await app.stop();
    return [
      {
        name: 'memory after 10,000 deliveries',
        value: first,
        unit: 'MB',
        reach: { is: '≤', value: 550 },
        how: 'resident, second start, PGlite',
      },
      {
        name: 'growth over 10,000 more',
        value: second - first,
        unit: 'MB',
        reach: { is: '≤', value: 40 },
        how: `${Math.round(second)} MB after 20,000`,
      },
    ];
  } finally {
    await github.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

interface AppProcess {
  readonly child: ChildProcess;
  readonly url: string;
  stop(): Promise<void>;
}

async function startProcess(github: StandIn, { app }: Sample, data: string): Promise<AppProcess> {
  const child = spawn(process.execPath, [YOUNG_SPACE, fileURLToPath(new URL('../../src/main.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: data,
    env: {
      PATH: process.env['PATH'],
      APP_ID: String(app.appId),
      PRIVATE_KEY: app.privateKey,
      WEBHOOK_SECRET: secret,
      HOST: '127.0.0.1',
      PORT: '0',
      GITHUB_API_URL: github.url,
      GITHUB_SERVER_URL: github.url,
      COUNTERSIGN_DATA: data,
      LOG_LEVEL: 'info',
    },
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as { msg?: string; url?: string };
      if (entry.msg?.includes('ready') && entry.url !== undefined) resolve(entry.url);
    });
    child.once('exit', (code) => reject(new Error(`the app ended with ${code}`)));
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  return { child, url: `${url}/api/github/webhooks`, stop };
}

/** Pushes to many branches: each is kept, read, and recorded with its pusher. */
async function deliver(url: string, { made, app, dana }: Sample, count: number): Promise<void> {
  let left = count;
  const [owner, name] = made.fullName.split('/');
  const sender = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const oid = randomUUID().replaceAll('-', '').padEnd(40, '0');
      const body = JSON.stringify({
        ref: `refs/heads/branch-${left}`,
        before: '0'.repeat(40),
        after: oid,
        created: true,
        deleted: false,
        forced: false,
        commits: [{ id: oid, message: 'x'.repeat(18_000), added: [], removed: [], modified: ['a.txt'] }],
        repository: {
          id: made.id,
          name,
          full_name: made.fullName,
          private: false,
          default_branch: 'main',
          owner: { id: 1, login: owner, type: 'Organization' },
        },
        sender: { id: dana.id, login: dana.login, type: 'User' },
        installation: { id: app.installationId },
      });
      const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
      const headers = {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-github-delivery': randomUUID(),
        'x-hub-signature-256': signature,
      };
      const response = await fetch(url, { method: 'POST', body, headers });
      await response.arrayBuffer();
      if (response.status !== 202) throw new Error(`answered ${response.status}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
}

async function settled({ pid }: ChildProcess): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE));
  const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(resident) / 1_024;
}
