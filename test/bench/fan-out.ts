import { execFileSync } from 'node:child_process';
import { StandIn } from '../github/client.ts';
import type { CheckRunView } from '../github/control/pull-requests.ts';
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
  const settings = {
    COUNTERSIGN_SWEEP_RATE: String(60 * FACTOR),
    COUNTERSIGN_GITHUB_LIMITS: String(100 * FACTOR),
    COUNTERSIGN_LEDGER_WINDOW: String(10_000 / FACTOR),
  };
  const app = await runApp(github, { settings });
  try {
    const heads = await openMany(github, app);
    const last = await settle(github, app, heads);
    await github.setLimits({ restPoints: 900 * FACTOR, graphqlPoints: 2_000 * FACTOR, primary: 5_000 * FACTOR });
    await github.resetStats();
    const began = performance.now();
    await writePolicy(github, app, STRICTER);
    const pushed = await pushMeanwhile(github, app, heads);
    const judged = await countJudged(github, app, heads.with(PUSHED - 1, pushed.head), last);
    const took = (performance.now() - began) / 1_000;
    await quiet(github);
    const { total, byStatus } = await github.stats();
    const refused = Object.entries(byStatus).filter(([status]) => status.startsWith('403') || status.startsWith('429'));
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
        value: pushed.took,
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

/** Everybody is green, and nothing is under way any more. The newest entry that a check names. */
async function settle(github: StandIn, app: RunningApp, heads: readonly string[]): Promise<number> {
  const green = await waitFor(github, app, heads, ({ conclusion }) => conclusion === 'success');
  if (green.length < heads.length) throw new Error(`only ${green.length} pull requests were judged to begin with`);
  await quiet(github);
  const runs = await Promise.all(heads.map((head) => readCheck(github, app, head)));
  return Math.max(...runs.map(entryOf));
}

/** How many say what the new policy says: every second one is red, the others name a newer entry. */
async function countJudged(github: StandIn, app: RunningApp, heads: readonly string[], last: number): Promise<number> {
  const isJudged: IsJudged = (run, at) =>
    run.conclusion === ((at + 1) % 2 === 0 ? 'success' : 'failure') && entryOf(run) > last;
  return (await waitFor(github, app, heads, isJudged)).length;
}

const entryOf = ({ summary }: CheckRunView): number => Number(/Recorded: entry (\d+)/.exec(summary ?? '')?.[1] ?? -1);

type IsJudged = (run: CheckRunView, at: number) => boolean;

/** Those of the heads that came to it while anybody would wait. */
async function waitFor(
  github: StandIn,
  app: RunningApp,
  heads: readonly string[],
  isJudged: IsJudged,
): Promise<readonly string[]> {
  const end = performance.now() + PATIENCE;
  let left = heads.map((head, at) => ({ head, at }));
  while (left.length > 0 && performance.now() < end) {
    const runs = await Promise.all(left.map(({ head }) => readCheck(github, app, head)));
    left = left.filter(({ at }, index) => !isJudged(runs[index] ?? nothing, at));
    await pause(500);
  }
  const still = new Set(left.map(({ head }) => head));
  return heads.filter((head) => !still.has(head));
}

const nothing = { conclusion: null, summary: null } as CheckRunView;

async function readCheck(github: StandIn, { repository }: RunningApp, sha: string): Promise<CheckRunView> {
  const runs = await github.checkRuns({ repository, sha });
  return runs.findLast(({ name }) => name === CHECK) ?? nothing;
}

/** One of the oldest, whose turn has not come. */
const PUSHED = 51;

async function pushMeanwhile(
  github: StandIn,
  app: RunningApp,
  heads: readonly string[],
): Promise<{ readonly took: number; readonly head: string }> {
  const { repository, dana } = app;
  const newest = heads.slice(-MEANWHILE).filter((_, at) => at % 2 === 0);
  await waitFor(github, app, newest, ({ conclusion }) => conclusion === 'failure');
  const began = performance.now();
  const { oid: head } = await github.pushCommit({
    repository,
    branch: `change-${PUSHED}`,
    as: dana.login,
    message: 'more\n',
    files: { 'more.txt': 'more\n' },
  });
  const where = { repository, sha: head, name: CHECK };
  await github.waitForCheck(where, ({ conclusion }) => conclusion === 'failure', PATIENCE);
  return { took: performance.now() - began, head };
}

async function quiet(github: StandIn): Promise<void> {
  await github.waitForDeliveries();
  await pause(3_000);
}

const pause = async (milliseconds: number): Promise<void> =>
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
