import { type Figure, quantile } from './figure.ts';
import { drain } from './load/checks.ts';
import { post, repositoryOf } from './load/deliver.ts';
import { countRefused, type Ground, onGround, slowDown } from './load/ground.ts';
import { describeSpent, readSpent } from './load/processor-time.ts';
import { makeScene, type Organization, type Scene } from './load/scene.ts';
import { type SimulatedTime, simulateTime } from './simulated/time.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Two hours take eight minutes. */
const FACTOR = 15;
const REQUEST_TAKES = 200;
const REPOSITORIES = 3_000;
const CHANGES_EACH = 2;
const BUDGET = 12_500;
/** Real milliseconds. */
const PATIENCE = 1_200 * SECOND;

/** The app is let into an organisation with 6,000 open pull requests in 3,000 repositories, in simulated time. */
export async function measureFirstInstallation(): Promise<readonly Figure[]> {
  const time = simulateTime(FACTOR);
  return await onGround(async (ground) => {
    const { github, start } = ground;
    const scene = await makeScene(github, {
      organizations: 1,
      repositories: [{ count: REPOSITORIES, changes: CHANGES_EACH }],
    });
    const [organization] = scene.organizations;
    if (organization === undefined) throw new Error('no organisation');
    const ledger = await github.createRepository({ owner: organization.login, name: 'ledger', private: true });
    await github.setLimits({ primary: BUDGET });
    await slowDown(github, REQUEST_TAKES);
    const app = await start(scene, { settings: { COUNTERSIGN_LEDGER_REPOSITORY: ledger.fullName } });
    await github.resetStats();
    const before = readSpent();
    const began = time.now();
    await post(app.url, 'installation', installed(organization));
    const watching = watchProgress(ground, time);
    const until = scene.changes.length;
    await drain(github, { appId: scene.app.appId, until, patience: PATIENCE });
    const hours = (time.now() - began) / HOUR;
    const left = await watching.stop();
    const { total } = await github.stats();
    return [
      {
        name: 'first installation, judged',
        value: until,
        unit: '',
        reach: { is: '≥', value: REPOSITORIES * CHANGES_EACH },
        how: `in ${hours.toFixed(1)} hours, time × ${FACTOR}; ${describeSpent(before, until)}`,
      },
      {
        name: 'first installation, budget used',
        value: (100 * total) / (BUDGET * Math.max(1, hours)),
        unit: '%',
        reach: { is: '≤', value: 100 },
        how: `${total} requests, of ${BUDGET} an hour`,
      },
      {
        name: 'first installation, refused',
        value: await countRefused(github),
        unit: '',
        reach: { is: '≤', value: 0 },
        how: 'by any limit',
      },
      {
        name: 'first installation, newest first',
        value: await shareOfNewest(github, scene),
        unit: '%',
        reach: { is: '≥', value: 90 },
        how: 'of the first half judged, from the half that was pushed to last',
      },
      {
        name: 'first installation, progress',
        value: rises(left),
        unit: '',
        reach: { is: '≤', value: 0 },
        how: `times the number of those that wait grew after all were found, of ${left.length} looks a minute apart`,
      },
    ];
  }, time);
}

function installed({ login, installation, repositories }: Organization): object {
  const account = { id: 1, login, type: 'Organization' };
  return {
    action: 'created',
    installation: { id: installation, account },
    repositories: repositories.map(repositoryOf),
    sender: account,
  };
}

/** What /metrics and /status say of what waits: pull requests, and repositories that were not looked into. */
function watchProgress({ query }: Ground, time: SimulatedTime): { stop(): Promise<readonly number[]> } {
  const left: number[] = [];
  let isOver = false;
  const text = `select (select count(*) from countersign.backlog) as changes,
    (select count(*) from countersign_jobs.job where name = 'sweep' and data ->> 'key' like 'repositories:%') as repositories`;
  const watching = (async (): Promise<void> => {
    while (!isOver) {
      const [row] = await query<{ changes: string; repositories: string }>(text);
      left.push(Number(row?.changes) + CHANGES_EACH * Number(row?.repositories));
      await time.sleep(MINUTE);
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await watching;
      return left;
    },
  };
}

function rises(left: readonly number[]): number {
  const from = left.indexOf(Math.max(...left));
  return left.slice(from + 1).filter((each, at) => each > (left[from + at] ?? 0)).length;
}

/** Repositories were made one after the other: the later, the newer is what was pushed to it. */
async function shareOfNewest(github: Ground['github'], { app, organizations }: Scene): Promise<number> {
  const checks = await github.checkTimes({ appId: app.appId });
  const ids = organizations.flatMap(({ repositories }) => repositories.map(({ id }) => id));
  const middle = quantile(ids, 0.5);
  const first = checks.toSorted((a, b) => a.writtenAt - b.writtenAt).slice(0, checks.length / 2);
  return (100 * first.filter(({ repository }) => repository > middle).length) / first.length;
}
