import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type App, serve } from '../../src/app/app.ts';
import { compose } from '../../src/app/compose.ts';
import { readConfig } from '../../src/app/config.ts';
import type { Context } from '../../src/app/context.ts';
import { sendSweep } from '../../src/app/sweep-task.ts';
import { MINUTE } from '../../src/base/clock.ts';
import { objectOf } from '../../src/base/json.ts';
import { StandIn } from '../github/client.ts';
import { makeSample, type Sample } from '../github/sample.ts';
import { appSettings, SECRET } from './app-settings.ts';
import { beginDatabase } from './begun-database.ts';
import { ledgerBook } from './ledger-book.ts';
import { testLog } from './running-app.ts';
import { openTeam, type Proposed, type Team, TITLE_POLICY } from './team.ts';

/** docs/operating/down.md, played through: Countersign is down, people go on, and it finds out what it missed. */

const data = mkdtempSync(join(tmpdir(), 'countersign-down-'));

let github: StandIn;
let sample: Sample;
let team: Team;
let app: App;
let context: Context;
/** How far the clocks of the app and of GitHub are ahead: minutes that nobody has to wait for. */
let ahead = 0;

async function start(): Promise<void> {
  const config = readConfig({
    ...appSettings(sample.app, { github }),
    COUNTERSIGN_DATA: data,
    COUNTERSIGN_LEDGER_WINDOW: '0',
    COUNTERSIGN_GITHUB_LIMITS: '1000',
    COUNTERSIGN_METRICS_PORT: '0',
  });
  context = await compose(config, { log: testLog, clock: { now: () => Date.now() + ahead } });
  app = await serve(context);
  await github.setWebhook({ appId: sample.app.appId, url: `${app.url}/api/github/webhooks` });
}

/** Down for so many minutes, in which `meanwhile` happens. */
async function away(minutes: number, meanwhile: () => Promise<void>): Promise<void> {
  await app.stop();
  ahead += minutes * MINUTE;
  await github.advanceClock({ milliseconds: minutes * MINUTE });
  await meanwhile();
  await github.waitForDeliveries();
  await start();
}

beforeAll(async () => {
  github = await StandIn.start();
  sample = await makeSample(github, { webhook: { url: 'http://127.0.0.1:9/', secret: SECRET } });
  await beginDatabase(data);
  await start();
  team = await openTeam({ github, appId: sample.app.appId, policy: TITLE_POLICY });
}, 60_000);

afterAll(async () => {
  await app.stop();
  const { problems, unimplemented } = await github.stats();
  await github.stop();
  rmSync(data, { recursive: true });
  expect({ problems, unimplemented }).toEqual({ problems: [], unimplemented: [] });
}, 60_000);

const book = () => ledgerBook({ data }, team);

async function saidOf(kind: 'gap' | 'alert'): Promise<readonly ReturnType<typeof objectOf>[]> {
  const predicates = (await book().entries()).map(({ predicate }) => objectOf(predicate));
  return predicates
    .filter((each) => `countersign_${kind}` in each)
    .map((each) => objectOf(each[`countersign_${kind}`]));
}

/** Until there are so many gap entries; the timer would look for them every half a minute. */
async function gaps(count: number): Promise<readonly ReturnType<typeof objectOf>[]> {
  return await github.waitFor(
    `${count} gap entries`,
    async () => {
      const found = await saidOf('gap');
      if (found.length >= count) return found;
      await sendSweep(context, { task: 'gaps' });
      return null;
    },
    75_000,
  );
}

async function status(): Promise<ReturnType<typeof objectOf>> {
  return objectOf(await (await fetch(`${app.monitor}/status`)).json());
}

test('a change goes through under the documented bypass; afterwards it is read back, judged, recorded, shown', async () => {
  const { repository, owner, amir, dana } = team;
  const breakGlass = await github.createTeam({
    organization: team.organization,
    name: 'break-glass',
    members: [amir.login],
  });
  const { id: ruleset } = await github.createRuleset({
    on: repository,
    name: 'countersign-main',
    include: ['refs/heads/main'],
    rules: [
      {
        type: 'required_status_checks',
        parameters: {
          required_status_checks: [{ context: 'countersign: main', integration_id: sample.app.appId }],
          strict_required_status_checks_policy: false,
        },
      },
    ],
    bypassActors: [{ actor_id: breakGlass.id, actor_type: 'Team', bypass_mode: 'pull_request' }],
  });
  const green = await team.propose('green', { title: 'SHOP-1' });
  await team.check(green.head, 'allowed');
  const merge = ({ number }: Proposed, as: string): Promise<{ readonly sha: string }> =>
    github.merge({ repository, number, as });
  const seen: { urgent?: Proposed; landed?: string; pushed?: string } = {};
  await away(10, async () => {
    const urgent = await team.propose('urgent', { title: 'no ticket, and no time' });
    // Nobody else is let through: nothing passes by itself while Countersign is down.
    await expect(merge(urgent, dana.login)).rejects.toThrow(/required|expected/i);
    // What was green stays green.
    await merge(green, dana.login);
    // The break-glass team, on a pull request, and nothing else.
    await expect(
      github.pushCommit({ repository, branch: 'main', as: amir.login, files: { x: 'x' } }),
    ).rejects.toThrow();
    seen.urgent = urgent;
    seen.landed = (await merge(urgent, amir.login)).sha;
    // Or an administrator takes the rule out, and puts it back.
    await github.deleteRuleset({ id: ruleset });
    seen.pushed = (await github.pushCommit({ repository, branch: 'main', as: owner.login, files: { y: 'y' } })).oid;
  });
  const [gap] = await gaps(1);
  expect(gap).toMatchObject({ why: ['not-running'], readBack: { landed: { seen: 3, unjudged: 2 } } });
  const alerts = await github.waitFor('the alerts', async () => {
    const found = await saidOf('alert');
    return found.length >= 2 ? found : null;
  });
  const { id } = team.made;
  // GitHub's times are whole seconds: within one nothing says which came first.
  const isOfChange = (alert: ReturnType<typeof objectOf>): boolean =>
    'change' in objectOf(objectOf(alert['details'])['ids']);
  expect(alerts.toSorted((a, b) => Number(isOfChange(b)) - Number(isOfChange(a)))).toMatchObject([
    {
      act: 'opened',
      code: 'landed.unjudged',
      severity: 'critical',
      details: { commits: [seen.landed], ids: { repository: id, actor: amir.id, change: seen.urgent?.number } },
    },
    { code: 'landed.unjudged', details: { commits: [seen.pushed], ids: { repository: id, actor: owner.id } } },
  ]);
  expect(await status()).toMatchObject({ recovery: { underWay: false, last: expect.any(String), stepsLeft: 0 } });
  expect(await book().verify()).toMatchObject({ ok: true, problems: [] });
  // Down again: what was said is not said twice.
  await away(10, async () => undefined);
  expect((await gaps(2))[1]).not.toHaveProperty('readBack.landed');
  expect(await saidOf('alert')).toHaveLength(2);
  // And whoever proposes now is judged as ever.
  await team.check((await team.propose('after', { title: 'SHOP-2' })).head, 'allowed');
}, 180_000);

test('the database is lost as well: a ledger that comes back hears of the time in between', async () => {
  const before = (await saidOf('gap')).length;
  const waiting = await team.propose('waiting', { title: 'nothing' });
  await team.check(waiting.head, 'blocked');
  const landed: string[] = [];
  await away(20, async () => {
    rmSync(join(data, 'database'), { recursive: true });
    await beginDatabase(data);
    const { repository, owner } = team;
    const { oid } = await github.pushCommit({ repository, branch: 'main', as: owner.login, files: { z: 'z' } });
    landed.push(oid);
  });
  const [gap] = (await gaps(before + 1)).slice(before);
  expect(gap).toMatchObject({ why: expect.arrayContaining(['database-lost']) });
  const alerts = await github.waitFor('the alert', async () => {
    const found = (await saidOf('alert')).slice(2);
    return found.length > 0 ? found : null;
  });
  expect(alerts).toMatchObject([{ code: 'landed.unjudged', details: { commits: landed } }]);
  expect(await book().verify()).toMatchObject({ ok: true, problems: [] });
}, 180_000);
