import { StandIn } from '../github/client.ts';
import { type RunningApp, runApp, samplePolicy } from '../whole/running-app.ts';
import { type Figure, median } from './figure.ts';

const WINDOW = 300;
const SAMPLES = 15;
/** As long as a red check waits for its record (src/app/stages/evaluate.ts). */
const RED_GRACE = 1_500;
const CHECK = 'countersign: main';
const WAIT = 20_000;

/** Requests for an evaluation, and the time from a webhook to the completed check, both at the stand-in. */
export async function measureEvaluation(): Promise<readonly Figure[]> {
  const github = await StandIn.start();
  const app = await runApp(github, { settings: { COUNTERSIGN_LEDGER_WINDOW: String(WINDOW) } });
  try {
    const { repository, organization } = app;
    await github.pushCommit({
      repository,
      branch: 'main',
      message: 'policy\n',
      files: { '.github/countersign.yml': samplePolicy(organization) },
      sign: 'github',
    });
    await evaluateOnce(github, app, 0); // genesis, token and the policy's version
    const blocked: number[] = [];
    const allowed: number[] = [];
    const first: number[] = [];
    const review: number[] = [];
    for (let sample = 1; sample <= SAMPLES; sample++) {
      const once = await evaluateOnce(github, app, sample);
      blocked.push(once.blocked);
      allowed.push(once.allowed);
      first.push(once.requestsFirst);
      review.push(once.requestsReview);
    }
    const how = `${SAMPLES} pull requests, ledger included`;
    return [
      {
        name: 'requests, first evaluation',
        value: Math.max(...first),
        unit: '',
        reach: { is: '≤', value: 3 },
        how: `the most of ${how}`,
      },
      {
        name: 'requests, after a new review',
        value: Math.max(...review),
        unit: '',
        reach: { is: '≤', value: 3 },
        how: `the most of ${how}`,
      },
      {
        name: 'webhook to blocked check',
        value: median(blocked),
        unit: 'ms',
        reach: { is: '≤', value: 200 },
        how: `median of ${SAMPLES}, opened → failure`,
      },
      {
        name: 'webhook to green check',
        value: median(allowed),
        unit: 'ms',
        reach: { is: '≤', value: 200 },
        how: `median of ${SAMPLES}, approved → success`,
      },
    ];
  } finally {
    await app.stop();
    await github.stop();
  }
}

interface Once {
  readonly blocked: number;
  readonly allowed: number;
  readonly requestsFirst: number;
  readonly requestsReview: number;
}

async function evaluateOnce(github: StandIn, app: RunningApp, sample: number): Promise<Once> {
  const { repository, dana, amir } = app;
  const branch = `change-${sample}`;
  const path = `file-${sample}.txt`;
  const { oid } = await github.pushCommit({
    repository,
    branch,
    as: dana.login,
    files: { [path]: 'a\n' },
    message: `SHOP-${sample + 1} change\n`,
    sign: true,
  });
  const unsigned = await github.pushCommit({
    repository,
    branch: `${branch}-unsigned`,
    as: dana.login,
    files: { [path]: 'a\n' },
    message: 'no ticket\n',
  });
  await quiet(github);
  const opened = await timed(github, app, { sha: unsigned.oid, conclusion: 'failure' }, () =>
    github.openPullRequest({ repository, head: `${branch}-unsigned`, as: dana.login }),
  );
  const { number } = await github.openPullRequest({ repository, head: branch, as: dana.login });
  await github.waitForCheck(
    { repository, sha: oid, name: CHECK },
    ({ title }) => title?.startsWith('Waiting') ?? false,
    WAIT,
  );
  await quiet(github);
  const reviewed = await timed(github, app, { sha: oid, conclusion: 'success' }, () =>
    github.review({ repository, number, as: amir.login, event: 'APPROVE' }),
  );
  return {
    blocked: opened.took,
    allowed: reviewed.took,
    requestsFirst: opened.requests,
    requestsReview: reviewed.requests,
  };
}

interface Wanted {
  readonly sha: string;
  readonly conclusion: 'failure' | 'success';
}

async function timed(
  github: StandIn,
  { repository }: RunningApp,
  { sha, conclusion }: Wanted,
  act: () => Promise<unknown>,
): Promise<{ took: number; requests: number }> {
  await github.resetStats();
  const began = performance.now();
  await act();
  await github.waitForCheck({ repository, sha, name: CHECK }, (run) => run.conclusion === conclusion, WAIT);
  const took = performance.now() - began;
  await quiet(github);
  return { took, requests: (await github.stats()).total };
}

/** The window has passed, the app is idle: what is measured is an evaluation, not a queue. */
async function quiet(github: StandIn): Promise<void> {
  await github.waitForDeliveries();
  await new Promise((resolve) => setTimeout(resolve, 4 * WINDOW + RED_GRACE));
}
