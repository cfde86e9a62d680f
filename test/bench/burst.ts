import { execFileSync } from 'node:child_process';
import type { Figure } from './figure.ts';
import { drain } from './load/checks.ts';
import { deliverAll } from './load/deliver.ts';
import { type Ground, onGround, slowDown } from './load/ground.ts';
import { describeSpent, readSpent } from './load/processor-time.ts';
import { type Change, makeScene, type Scene } from './load/scene.ts';

const INSTALLATIONS = 20;
const CHANGES = 50;
const DELIVERIES_EACH = 5;
const REQUEST_TAKES = 50;
const PATIENCE = 300_000;
/** Commits have whole seconds: what is ten seconds apart may look like nine. */
const CLOSEST = 9;
const LEDGER = 'refs/heads/countersign/ledger';

/** 5,000 deliveries for 1,000 pull requests, as fast as they are accepted, GitHub's limits enforced. */
export async function measureBurst(): Promise<readonly Figure[]> {
  return await onGround(async (ground) => {
    const { github, start } = ground;
    const scene = await makeScene(github, {
      organizations: INSTALLATIONS,
      repositories: [{ count: 1, changes: CHANGES }],
    });
    await slowDown(github, REQUEST_TAKES);
    const app = await start(scene);
    await github.resetStats();
    const before = readSpent();
    const deliveries = mix(Array.from({ length: DELIVERIES_EACH }, () => scene.changes).flat());
    const began = performance.now();
    await deliverAll([app.url], deliveries);
    const accepted = (performance.now() - began) / 1_000;
    const until = scene.changes.length;
    const { took } = await drain(github, { appId: scene.app.appId, until, patience: PATIENCE });
    const left = await settle(ground);
    const { total } = await github.stats();
    const [row] = await ground.query<{ most: string }>('select max(lease_number) as most from countersign.subject');
    return [
      {
        name: 'burst, left over',
        value: left,
        unit: '',
        reach: { is: '≤', value: 0 },
        how: `${deliveries.length} deliveries accepted in ${accepted.toFixed(0)} s, checks in ${(accepted + took).toFixed(0)} s; ${describeSpent(before, until)}`,
      },
      {
        name: 'burst, evaluations of one',
        value: Number(row?.most),
        unit: '',
        reach: { is: '≤', value: 2 },
        how: `the most of ${until} pull requests, ${DELIVERIES_EACH} deliveries each`,
      },
      {
        name: 'burst, requests each',
        value: total / until,
        unit: '',
        reach: { is: '≤', value: 5 },
        how: `${total} in all, ledgers and evidence included`,
      },
      {
        name: 'burst, closest commits',
        value: Math.min(...closestCommits(scene)),
        unit: 's',
        reach: { is: '≥', value: CLOSEST },
        how: `of one ledger, ${INSTALLATIONS} ledgers; a window of 10 s`,
      },
    ];
  });
}

/** The same at every run: those of one pull request lie far apart. */
function mix(changes: readonly Change[]): readonly Change[] {
  let state = 1;
  const next = (): number => (state = (state * 48_271) % 2_147_483_647);
  return changes
    .map((change) => ({ change, rank: next() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ change }) => change);
}

/** Deliveries, evaluations, reports and entries that wait once everything had its time. */
async function settle({ query }: Ground): Promise<number> {
  const text = `select (select count(*) from countersign.delivery where dispatched_at is null)
    + (select count(*) from countersign.subject where judged < generation)
    + (select count(*) from countersign.pending)
    + (select count(*) from countersign_jobs.job where name in ('evaluate', 'report', 'flush')) as left`;
  const end = performance.now() + 60_000;
  for (;;) {
    const [row] = await query<{ left: string }>(text);
    const left = Number(row?.left);
    if (left === 0 || performance.now() > end) return left;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Seconds, by ledger. */
function closestCommits({ organizations }: Scene): readonly number[] {
  return organizations.flatMap(({ repositories }) =>
    repositories.map(({ gitDir }) => {
      const log = execFileSync('git', ['-C', gitDir, 'log', '--format=%ct', LEDGER], { encoding: 'utf8' });
      const times = log.trim().split('\n').map(Number);
      return Math.min(...times.slice(1).map((at, index) => (times[index] ?? 0) - at));
    }),
  );
}
