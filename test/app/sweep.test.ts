import { describe, expect, test } from '@jest/globals';
import type { Context } from '../../src/app/context.ts';
import type { Place } from '../../src/app/ports.ts';
import { pullRequestSubject } from '../../src/app/subject.ts';
import { sweep } from '../../src/app/sweep.ts';
import { type SweepTask, sendSweep } from '../../src/app/sweep-task.ts';
import { silentLog } from '../../src/base/log.ts';
import type { Job } from '../../src/store/store.ts';
import { waitingJobs } from '../store/fixture.ts';
import { judgeGroup, openQueueShop } from './stages/queue-scene.ts';
import { type Change, judge, type Shop, useScene } from './stages/scene.ts';

const scene = useScene();

const jobOf = (task: SweepTask): Pick<Job, 'id' | 'key' | 'data'> => ({
  id: 'job',
  key: 'key',
  data: { ...task } as unknown as Job['data'],
});

/** Runs it and returns what it logged. */
async function run(task: SweepTask): Promise<readonly string[]> {
  const lines: string[] = [];
  const log = { ...silentLog, info: (_: unknown, message: string) => void lines.push(message) };
  await sweep({ ...scene.context, log }, jobOf(task));
  return lines;
}

/** What it left for later, done at once: one installation is all that this file has. */
async function runAll(task: SweepTask): Promise<void> {
  await run(task);
  for (;;) {
    const [row] = await scene.database.query<{ task: SweepTask }>(
      `delete from countersign_jobs.job where id = (select id from countersign_jobs.job
         where name = 'sweep' and state = 'created' limit 1) returning data->'data' as task`,
    );
    if (row === undefined) return;
    await run(row.task);
  }
}

const generationOf = async ({ key }: Pick<Change, 'key'>): Promise<number> =>
  (await scene.store.subjects.read(key))?.generation ?? 0;
const personOf = ({ id, login }: { readonly id: number; readonly login: string }) =>
  ({ id, login, type: 'user' }) as const;

async function commentsOn(shop: Shop, number: number): Promise<readonly string[]> {
  const { token } = scene.sample.owner;
  const { body } = await scene.github.api(`/repos/${shop.name}/issues/${number}/comments`, { token });
  return (body as readonly { readonly body: string }[]).map((comment) => comment.body);
}

const command = (shop: Shop, asked: Pick<Extract<SweepTask, { task: 'command' }>, 'command' | 'number' | 'by'>) =>
  ({ task: 'command', place: shop.place, ...asked }) as const;

describe('a command is for', () => {
  const recheck = async (shop: Shop, change: Change, who: { readonly id: number; readonly login: string }) => {
    const before = await generationOf(change);
    const lines = await run(command(shop, { command: 'recheck', number: change.number, by: personOf(who) }));
    return { lines, isTouched: (await generationOf(change)) > before };
  };

  test('who may write here', async () => {
    const shop = await scene.shop();
    const change = await shop.propose('SHOP-1');
    const { dana } = scene.sample;
    await scene.github.setCollaborator({ repository: shop.name, user: dana.login, permission: 'write' });
    expect(await recheck(shop, change, dana)).toEqual({ lines: [], isTouched: true });
  });

  test('nobody else: not for who only reads, not for a stranger, not for a login that nobody has', async () => {
    const shop = await scene.shop();
    const change = await shop.propose('SHOP-1');
    await judge(scene.context, change);
    const { amir, eve } = scene.sample;
    await scene.github.setCollaborator({ repository: shop.name, user: amir.login, permission: 'read' });
    for (const who of [amir, eve, { id: 1, login: 'nobody-has-this' }]) {
      expect(await recheck(shop, change, who)).toEqual({
        lines: ['A command by somebody who may not write here'],
        isTouched: false,
      });
    }
    await run(command(shop, { command: 'explain', number: change.number, by: personOf(eve) }));
    expect(await commentsOn(shop, change.number)).toEqual([]);
  });

  test('who opened the pull request, as soon as it was judged, in spite of a new login', async () => {
    const shop = await scene.shop();
    const { eve } = scene.sample;
    await scene.github.fork({ repository: shop.name, owner: eve.login });
    const fork = `${eve.login}/${shop.place.repository.name}`;
    await scene.github.pushCommit({
      repository: fork,
      branch: 'fix',
      as: eve.login,
      files: { a: 'a' },
      message: 'm\n',
    });
    const head = `${eve.login}:fix`;
    const { number, headSha } = await scene.github.openPullRequest({ repository: shop.name, head, as: eve.login });
    const subject = pullRequestSubject(shop.place, number);
    const change = { subject, key: subject.key, number, head: headSha };
    expect((await recheck(shop, change, eve)).isTouched).toBe(false);
    await judge(scene.context, change);
    expect((await recheck(shop, change, { id: eve.id, login: 'eve-renamed' })).isTouched).toBe(true);
    expect((await recheck(shop, change, { id: eve.id + 1, login: eve.login })).isTouched).toBe(false);
  });
});

describe('the commands', () => {
  test('recheck: what stands on the commit is to be written anew', async () => {
    const shop = await scene.shop();
    const change = await shop.propose('SHOP-1');
    await judge(scene.context, change);
    const standing = { repository: shop.place.repository.id, head: change.head, checkName: 'countersign: main' };
    await scene.store.reports.write({ ...standing, runId: 1, conclusion: 'failure', digest: 'as written' });
    await run(command(shop, { command: 'recheck', number: change.number, by: personOf(scene.sample.owner) }));
    const { repository, head, checkName } = standing;
    expect(await scene.store.reports.read(repository, head, checkName)).toMatchObject({ digest: '' });
    expect(await scene.store.subjects.take(change.key, 'a-test', 60_000)).not.toBeNull();
  });

  test('explain: a comment says what the check says, once', async () => {
    const shop = await scene.shop();
    const change = await shop.propose('no ticket');
    await judge(scene.context, change);
    await run(command(shop, { command: 'explain', number: change.number, by: personOf(scene.sample.owner) }));
    const [comment = '', ...more] = await commentsOn(shop, change.number);
    expect(more).toEqual([]);
    expect(comment).toContain(`What “countersign: main” says of ${change.head.slice(0, 7)}:`);
    expect(comment).toContain('the title names a ticket');
    const paragraphs = comment.split('\n\n');
    expect(new Set(paragraphs).size).toBe(paragraphs.length);
    expect(await generationOf(change)).toBe(1);
  });

  test('explain: where nothing was judged yet, a comment says so', async () => {
    const shop = await scene.shop();
    const { number } = await shop.propose('SHOP-1');
    await run(command(shop, { command: 'explain', number, by: personOf(scene.sample.owner) }));
    expect(await commentsOn(shop, number)).toEqual([expect.stringContaining('No policy has judged this pull request')]);
  });
});

describe('a commit’s checks', () => {
  const task = { task: 'head', command: null, by: null } as const;

  test('asked for again by GitHub: what has this head is judged again, whoever asked', async () => {
    const shop = await scene.shop();
    const [change, other] = [await shop.propose('SHOP-1'), await shop.propose('SHOP-2')];
    await runAll({ ...task, place: shop.place, head: change.head });
    expect([await generationOf(change), await generationOf(other)]).toEqual([1, 0]);
  });

  test('asked for again by one of our buttons: only for who may', async () => {
    const shop = await scene.shop();
    const change = await shop.propose('SHOP-1');
    const pressed = { ...task, place: shop.place, head: change.head, command: 'recheck' } as const;
    for (const by of [null, personOf(scene.sample.eve)]) await runAll({ ...pressed, by });
    expect(await generationOf(change)).toBe(0);
    await runAll({ ...pressed, by: personOf(scene.sample.owner) });
    expect(await generationOf(change)).toBe(1);
  });
});

test('a merge group is judged again by its button, for who may write here', async () => {
  const shop = await openQueueShop(scene);
  const queued = await shop.queue('SHOP-1');
  await judgeGroup(scene.context, queued);
  const pressed = { task: 'head', place: shop.place, head: queued.group.head } as const;
  await runAll({ ...pressed, command: 'recheck', by: personOf(scene.sample.eve) });
  await runAll({ ...pressed, command: 'explain', by: personOf(scene.sample.owner) });
  expect(await generationOf(queued)).toBe(1);
  await runAll({ ...pressed, command: 'recheck', by: personOf(scene.sample.owner) });
  expect(await generationOf(queued)).toBe(2);
});

describe('many at once', () => {
  const gone: Place = { installation: 1, repository: { id: 1, owner: 'acme-gone', name: 'gone' } };

  test('everything open in an installation, as the database knows it', async () => {
    const shop = await scene.shop();
    const [judgedOne, unseen] = [await shop.propose('SHOP-1'), await shop.propose('SHOP-2')];
    await judge(scene.context, judgedOne);
    const { installation } = shop.place;
    await scene.github.resetStats();
    await run({ task: 'installation', installation });
    expect([await generationOf(judgedOne), await generationOf(unseen)]).toEqual([2, 0]);
    expect((await scene.github.stats()).total).toBe(0);
  });

  test('what a floor for everybody changes: every installation that is not suspended', async () => {
    const shop = await scene.shop();
    const change = await shop.propose('SHOP-1');
    await judge(scene.context, change);
    const { installation } = shop.place;
    await runAll({ task: 'everywhere' });
    expect(await generationOf(change)).toBe(2);
    await scene.github.suspendInstallation({ installationId: installation, suspended: true });
    await runAll({ task: 'everywhere' });
    await scene.github.suspendInstallation({ installationId: installation, suspended: false });
    expect(await generationOf(change)).toBe(2);
  });

  test('many repositories are listed a slice at a time', async () => {
    const { installation } = (await scene.shop()).place;
    const places = Array.from({ length: 41 }, (_, at) => ({ ...gone, repository: { ...gone.repository, id: at + 1 } }));
    await run({ task: 'repositories', installation, places });
    const due = (await waitingJobs(scene.database, 'sweep')).map(({ due: each }) => Math.round(each / 20_000));
    await scene.database.query("delete from countersign_jobs.job where name = 'sweep'");
    expect(Map.groupBy(due, (slice) => slice).size).toBe(3);
  });

  test('repositories that were named: one that is gone does not keep the others waiting', async () => {
    const shop = await scene.shop();
    const change = await shop.propose('SHOP-1');
    const { installation } = shop.place;
    const places = [{ ...gone, installation }, shop.place];
    await runAll({ task: 'repositories', installation, places });
    expect(await generationOf(change)).toBe(1);
  });

  test('a repository that was named: its merge groups as well', async () => {
    const shop = await openQueueShop(scene);
    const queued = await shop.queue('SHOP-1');
    await judgeGroup(scene.context, queued);
    await runAll({ task: 'repositories', installation: shop.place.installation, places: [shop.place] });
    expect([await generationOf(queued), await generationOf(queued.change)]).toEqual([2, 1]);
  });

  test('all repositories of an installation', async () => {
    const shop = await scene.shop();
    const change = await shop.propose('SHOP-1');
    await runAll({ task: 'repositories', installation: shop.place.installation, places: null });
    expect(await generationOf(change)).toBe(1);
  });

  test('what is gone on GitHub is no failure; what GitHub cannot say now is one, and comes again', async () => {
    const { installation } = (await scene.shop()).place;
    const task = { task: 'repositories', installation, places: [{ ...gone, installation }] } as const;
    expect(await run(task)).toEqual(['GitHub no longer shows what was to be swept']);
    await scene.github.arm({ on: '*', action: { kind: 'status', status: 502, when: 'before' } });
    await expect(run(task)).rejects.toMatchObject({ code: 'github.unavailable' });
    await scene.github.disarm();
  });
});

test('the same sweep waits once, another one beside it', async () => {
  const context: Context = scene.context;
  const { place } = await scene.shop();
  const { eve, owner } = scene.sample;
  const asked = { task: 'command', command: 'recheck', place, number: 1 } as const;
  const places = [place];
  for (const task of [
    { ...asked, by: personOf(eve) },
    { ...asked, by: personOf(eve) },
    { ...asked, by: personOf(owner) },
    { task: 'repositories', installation: place.installation, places } as const,
    { task: 'repositories', installation: place.installation, places } as const,
    { task: 'repositories', installation: place.installation, places: null } as const,
  ])
    await sendSweep(context, task);
  const [row] = await scene.database.query<{ count: number }>(
    `select count(*)::int as count from countersign_jobs.job where name = 'sweep' and state = 'created'`,
  );
  expect(row?.count).toBe(4);
});
