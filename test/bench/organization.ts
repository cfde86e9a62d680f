import { execFileSync } from 'node:child_process';
import type { StandIn } from '../github/client.ts';
import { type Figure, quantile } from './figure.ts';
import { deliver } from './load/deliver.ts';
import { countRefused, onGround, slowDown } from './load/ground.ts';
import { describeSpent, readSpent } from './load/processor-time.ts';
import { type Change, makeScene, type Organization, openChange } from './load/scene.ts';
import { type SimulatedTime, simulateTime } from './simulated/time.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** An hour takes four minutes. */
const FACTOR = 15;
/** What a request to GitHub takes. */
const REQUEST_TAKES = 200;
const BUSY = { count: 300, changes: 6, open: 0 };
/** Of these, so many get a pull request within the hour. */
const QUIET = { count: 2_700, changes: 1, open: 0 };
const STIRRED = 600;
/** GitHub's cap for an installation with so many repositories; the book allows 15,000 to those who pay more. */
const BUDGET = 12_500;
const PATIENCE = 300 * SECOND;

/** An hour of an organisation with 3,000 repositories, one ledger and simulated time: 2,400 pull requests are opened. */
export async function measureOrganization(): Promise<readonly Figure[]> {
  const time = simulateTime(FACTOR);
  return await onGround(async ({ github, start }) => {
    const scene = await makeScene(github, { organizations: 1, repositories: [BUSY, QUIET] });
    const [organization] = scene.organizations;
    if (organization === undefined) throw new Error('no organisation');
    const ledger = await github.createRepository({ owner: organization.login, name: 'ledger', private: true });
    await github.setLimits({ primary: BUDGET });
    await slowDown(github, REQUEST_TAKES);
    const app = await start(scene, { settings: { COUNTERSIGN_LEDGER_REPOSITORY: ledger.fullName } });
    await github.resetStats();
    const before = readSpent();
    const opened = openedOf(organization);
    const sent = await openEvenly({ github, time, url: app.url, organization }, opened);
    const { byRoute } = await github.stats();
    const commits = countCommits(ledger.gitDir);
    const { latencies, missing } = await findLatencies(github, { appId: scene.app.appId, sent, time });
    const share = (isIt: (route: string) => boolean): number =>
      (100 * Object.entries(byRoute).reduce((sum, [route, count]) => (isIt(route) ? sum + count : sum), 0)) / BUDGET;
    const [graphql, rest] = [share(isGraphql), share((route) => !isGraphql(route))];
    return [
      {
        name: 'organization, event to check p95',
        value: quantile(latencies, 0.95) / SECOND,
        unit: 's',
        reach: { is: '≤', value: 60 },
        how: `${latencies.length} of ${sent.length} in an hour, ${missing} missing, median ${(quantile(latencies, 0.5) / SECOND).toFixed(1)} s; time × ${FACTOR}; ${describeSpent(before, sent.length)}`,
      },
      {
        name: 'organization, commits an hour',
        value: commits,
        unit: '',
        reach: { is: '≤', value: 400 },
        how: 'of ledger and evidence, one ledger for 3,000 repositories',
      },
      {
        name: 'organization, budget used',
        value: Math.max(graphql, rest),
        unit: '%',
        reach: { is: '≤', value: 60 },
        how: `of ${BUDGET} an hour: REST ${rest.toFixed(0)} %, GraphQL ${graphql.toFixed(0)} %; ${await countRefused(github)} refused`,
      },
    ];
  }, time);
}

interface Sent {
  readonly change: Change;
  /** Simulated time. */
  readonly at: number;
}

type Opened = Parameters<typeof openChange>[2];

/** The first of each repository, then the second of each, and so on. */
function openedOf({ repositories }: Organization): readonly Opened[] {
  const [busy, quiet] = [repositories.slice(0, BUSY.count), repositories.slice(BUSY.count, BUSY.count + STIRRED)];
  const round = (of: typeof repositories, number: number): readonly Opened[] =>
    of.map((repository) => ({ repository, number }));
  return Array.from({ length: BUSY.changes }, (_, at) => [
    ...round(busy, at + 1),
    ...(at < QUIET.changes ? round(quiet, at + 1) : []),
  ]).flat();
}

interface Opening {
  readonly github: StandIn;
  readonly time: SimulatedTime;
  readonly url: string;
  readonly organization: Organization;
}

async function openEvenly(
  { github, time, url, organization }: Opening,
  opened: readonly Opened[],
): Promise<readonly Sent[]> {
  const sent: Promise<Sent>[] = [];
  const began = time.now();
  for (const [index, each] of opened.entries()) {
    const due = began + (index * HOUR) / opened.length;
    if (due > time.now()) await time.sleep(due - time.now());
    const change = await openChange(github, organization, each);
    const at = time.now();
    sent.push(deliver(url, change).then(() => ({ change, at })));
  }
  await time.sleep(Math.max(0, began + HOUR - time.now()));
  return await Promise.all(sent);
}

interface Asked {
  readonly appId: number;
  readonly sent: readonly Sent[];
  readonly time: SimulatedTime;
}

/** The last had their time after the hour, too: what is missing then counts as such. */
async function findLatencies(
  github: Parameters<typeof countRefused>[0],
  { appId, sent, time }: Asked,
): Promise<{ readonly latencies: readonly number[]; readonly missing: number }> {
  const end = time.now() + PATIENCE;
  for (;;) {
    const checks = await github.checkTimes({ appId });
    const written = new Map(
      checks.flatMap(({ repository, headSha, conclusion, writtenAt }) =>
        conclusion === null ? [] : [[`${repository} ${headSha}`, writtenAt] as const],
      ),
    );
    const latencies = sent.flatMap(({ change, at }) => {
      const shown = written.get(`${change.repository.id} ${change.headSha}`);
      return shown === undefined ? [] : [shown - at];
    });
    if (latencies.length === sent.length || time.now() > end)
      return { latencies, missing: sent.length - latencies.length };
    await time.sleep(5 * SECOND);
  }
}

const isGraphql = (route: string): boolean => route.startsWith('GRAPHQL');

function countCommits(gitDir: string): number {
  const count = execFileSync('git', ['-C', gitDir, 'rev-list', '--count', '--glob=refs/heads/countersign/*']);
  return Number(count.toString());
}
