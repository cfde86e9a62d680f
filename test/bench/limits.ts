import { systemClock } from '../../src/base/clock.ts';
import { isFault } from '../../src/base/fault.ts';
import { silentLog } from '../../src/base/log.ts';
import type { Api } from '../../src/github/api.ts';
import { createClient } from '../../src/github/client.ts';
import { buildStore, openDatabase } from '../../src/store/open-store.ts';
import { StandIn } from '../github/client.ts';
import { makeSample, type Sample } from '../github/sample.ts';
import type { Figure } from './figure.ts';

const INSTALLATIONS = 4;
/** Processes, each with its own client; the database is all that they share. */
const PROCESSES = 2;
/** Of each process and installation, at once. */
const WRITERS = 12;
const MINUTES = 2;
/** 900 points a minute, 5 for a write. */
const ALLOWED = 180;

/** More check runs than GitHub allows, by two processes, for two minutes of real time with its secondary limits enforced. */
export async function measureLimits(): Promise<readonly Figure[]> {
  const github = await StandIn.start();
  const options = { log: silentLog, clock: systemClock };
  const store = await buildStore(await openDatabase({ memory: true, ...options }), options);
  const written = Array.from({ length: INSTALLATIONS }, () => 0);
  try {
    const samples: Sample[] = [];
    for (let at = 0; at < INSTALLATIONS; at++) samples.push(await makeSample(github));
    await github.setLimits({ primary: 1_000_000 });
    await github.resetStats();
    const began = performance.now();
    const end = began + MINUTES * 60_000;
    await Promise.all(
      samples.flatMap(({ app, repository, made }, at) =>
        Array.from({ length: PROCESSES }, async () => {
          const client = createClient({ ...app, baseUrl: github.url, log: silentLog, bank: store.budgets });
          const api = client.installation(app.installationId);
          const [owner = '', repo = ''] = repository.split('/');
          const run = { owner, repo, name: 'bench', head_sha: made.head, status: 'in_progress' };
          const count = (): number => (written[at] = (written[at] ?? 0) + 1);
          await Promise.all(Array.from({ length: WRITERS }, async () => await writeUntil(end, api, run, count)));
        }),
      ),
    );
    const { byStatus } = await github.stats();
    const refused = Object.entries(byStatus).filter(([status]) => /403|429/.test(status));
    return [
      {
        name: 'writes under the limits',
        value: (100 * Math.min(...written)) / (MINUTES * ALLOWED),
        unit: '%',
        reach: { is: '≥', value: 95 },
        how: `of ${ALLOWED} a minute, the least of ${INSTALLATIONS} installations, ${PROCESSES} processes, ${MINUTES} minutes`,
      },
      {
        name: 'refused by a limit',
        value: refused.reduce((sum, [, count]) => sum + count, 0),
        unit: '',
        reach: { is: '≤', value: 0 },
        how: `of ${written.reduce((sum, each) => sum + each, 0)} written, 900 points in any minute`,
      },
    ];
  } finally {
    await store.close();
    await github.stop();
  }
}

/** As the queue does it: what has to wait comes again exactly then. */
async function writeUntil(
  end: number,
  api: Api,
  run: Readonly<Record<string, unknown>>,
  count: () => void,
): Promise<void> {
  while (performance.now() < end) {
    try {
      await api.rest('POST /repos/{owner}/{repo}/check-runs', run);
      if (performance.now() < end) count();
    } catch (error) {
      const wait = isFault(error, 'github.rate-limited') ? Number(error.details['retryAfter']) : 100;
      await new Promise((resolve) => setTimeout(resolve, Math.min(wait, Math.max(0, end - performance.now()))));
    }
  }
}
