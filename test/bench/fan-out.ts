import { execFileSync } from 'node:child_process';
import { StandIn } from '../github/client.ts';
import { type RunningApp, runApp } from '../whole/running-app.ts';
import { TITLE_POLICY } from '../whole/team.ts';
import type { Figure } from './figure.ts';

const PULL_REQUESTS = 500;
/** A minute of GitHub's in so many seconds: limits, rate and window are all made faster by the same factor. */
const FACTOR = 10;
const CHECK = 'countersign: main';
const POLICY = '.github/countersign.yml';
const PATIENCE = 240_000;
/** Judged when somebody pushes to one of those that still wait. */
const MEANWHILE = 150;

/** One policy change with 500 open pull requests, GitHub's limits enforced, and a push of a person in the middle of it. */
export async function measureFanOut(): Promise<readonly Figure[]> {
  const github = await StandIn.start();
  await github.setLimits({ enforced: false });
  const settings = { COUNTERSIGN_SWEEP_RATE: String(60 * FACTOR), COUNTERSIGN_LEDGER_WINDOW: String(10_000 / FACTOR) };
  const app = await runApp(github, { settings });
  try {
    const heads = await openMany(github, app);
    await settle(github, app, heads);
    await github.setLimits({ restPoints: 900 * FACTOR, graphqlPoints: 2_000 * FACTOR, primary: 5_000 * FACTOR });
    await github.resetStats();
    const began = performance.now();
    await writePolicy(github, app, STRICTER);
    const pushed = await pushMeanwhile(github, app, heads);
    const judged = await countJudged(github, app, heads);
    const took = (performance.now() - began) / 1_000;
    await quiet(github);
    const { total, byRoute, byStatus } = await github.stats();
    const refused = Object.entries(byStatus).filter(([status]) => status.startsWith('403') || status.startsWith('429'));
    const routes = Object.entries(byRoute).map(([route, count]) => `${count} ${route}`);
    process.stderr.write(`${routes.join('\n')}\n`);
    return [
      {
        name: 'policy change, 500 open',
        value: judged,
        unit: 'judged',
        reach: { is: '≥', value: PULL_REQUESTS },
        how: `in ${took.toFixed(0)} s at ${60 * FACTOR} a minute; half of them turned red`,
      },
      {
        name: 'requests each',
        value: total / PULL_REQUESTS,
        unit: '',
        reach: { is: '≤', value: 3 },
        how: `${total} in all, ledger and the push included`,
      },
      {
        name: 'refused by a limit',
        value: refused.reduce((sum, [, count]) => sum + count, 0),
        unit: '',
        reach: { is: '≤', value: 0 },
        how: `limits × ${FACTOR}: ${900 * FACTOR} REST points a minute`,
      },
      {
        name: 'a push meanwhile, to its check',
        value: pushed,
        unit: 'ms',
        reach: { is: '≤', value: 2_000 },
        how: `after ${MEANWHILE} of 500, with hundreds waiting`,
      },
    ];
  } finally {
    await app.stop();
    await github.stop();
  }
}

/** Every second title satisfies it. */
const STRICTER = TITLE_POLICY.replaceAll("'SHOP-\\d+'", "'SHOP-\\d*[02468]\\b'");

async function writePolicy(github: StandIn, { repository }: RunningApp, text: string): Promise<void> {
  await github.pushCommit({
    repository,
    branch: 'main',
    message: 'policy\n',
    files: { [POLICY]: text },
    sign: 'github',
  });
}

/** Heads by number, oldest first. Their commits come by one stream: a push for each would take minutes. */
async function openMany(github: StandIn, app: RunningApp): Promise<readonly string[]> {
  const { repository, made, dana } = app;
  await writePolicy(github, app, TITLE_POLICY);
  const stream = Array.from({ length: PULL_REQUESTS }, (_, at) => commitOf(at + 1)).join('');
  execFileSync('git', ['-C', made.gitDir, 'fast-import', '--quiet'], { input: stream });
  const heads: string[] = [];
  for (let number = 1; number <= PULL_REQUESTS; number++) {
    const title = `SHOP-${number} change`;
    const { headSha } = await github.openPullRequest({ repository, head: `change-${number}`, title, as: dana.login });
    heads.push(headSha);
  }
  return heads;
}

function commitOf(number: number): string {
  const message = `SHOP-${number} change\n`;
  const text = `${number}\n`;
  return `commit refs/heads/change-${number}
author Dana <dana@example.com> 1700000000 +0000
committer Dana <dana@example.com> 1700000000 +0000
data ${message.length}
${message}
from refs/heads/main
M 100644 inline file-${number}.txt
data ${text.length}
${text}
`;
}

/** Everybody is green, and nothing is under way any more. */
async function settle(github: StandIn, app: RunningApp, heads: readonly string[]): Promise<void> {
  const wait = waitFor(github, app, (at) => ({ head: heads[at] ?? '', is: 'success' }));
  await wait(heads.map((_, at) => at));
  await quiet(github);
}

/** How many say what the new policy says. */
async function countJudged(github: StandIn, app: RunningApp, heads: readonly string[]): Promise<number> {
  const wait = waitFor(github, app, (at) => ({
    head: heads[at] ?? '',
    is: (at + 1) % 2 === 0 ? 'success' : 'failure',
  }));
  // Those that stay green show a new entry; it is the requests that tell that they were judged.
  await wait(heads.flatMap((_, at) => (at + 1 === PUSHED || (at + 1) % 2 === 0 ? [] : [at])));
  const end = performance.now() + PATIENCE;
  for (;;) {
    const queries = Object.entries((await github.stats()).byRoute).filter(([route]) => route.includes('Collect'));
    const judged = queries.reduce((sum, [, count]) => sum + count, 0);
    if (judged >= PULL_REQUESTS || performance.now() > end) return Math.min(judged, PULL_REQUESTS);
    await pause(100);
  }
}

type Expected = (at: number) => { readonly head: string; readonly is: string };

function waitFor(github: StandIn, { repository }: RunningApp, expected: Expected) {
  return async (all: readonly number[]): Promise<void> => {
    const end = performance.now() + PATIENCE;
    let left = all;
    while (left.length > 0) {
      const still: number[] = [];
      for (const at of left) {
        const { head, is } = expected(at);
        const runs = await github.checkRuns({ repository, sha: head });
        if (runs.findLast(({ name }) => name === CHECK)?.conclusion !== is) still.push(at);
      }
      left = still;
      if (performance.now() > end) throw new Error(`${left.length} pull requests were not judged`);
      if (left.length > 0) await pause(250);
    }
  };
}

/** One of the oldest, whose turn has not come. */
const PUSHED = 51;

async function pushMeanwhile(github: StandIn, app: RunningApp, heads: readonly string[]): Promise<number> {
  const { repository, dana } = app;
  const wait = waitFor(github, app, (at) => ({ head: heads[at] ?? '', is: 'failure' }));
  await wait(heads.flatMap((_, at) => (at + 1 > PULL_REQUESTS - MEANWHILE && (at + 1) % 2 === 1 ? [at] : [])));
  const began = performance.now();
  const { oid } = await github.pushCommit({
    repository,
    branch: `change-${PUSHED}`,
    as: dana.login,
    message: 'more\n',
    files: { 'more.txt': 'more\n' },
  });
  await github.waitForCheck(
    { repository, sha: oid, name: CHECK },
    ({ conclusion }) => conclusion === 'failure',
    PATIENCE,
  );
  return performance.now() - began;
}

async function quiet(github: StandIn): Promise<void> {
  await github.waitForDeliveries();
  await pause(3_000);
}

const pause = async (milliseconds: number): Promise<void> =>
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
