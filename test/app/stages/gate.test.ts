import { beforeAll, describe, expect, test } from '@jest/globals';
import { basesBehind, gateBranch } from '../../../src/app/stages/gate.ts';
import { report } from '../../../src/app/stages/report.ts';
import { sayUnjudged } from '../../../src/app/stages/unjudged.ts';
import { pullRequestSubject } from '../../../src/app/subject.ts';
import { sweep } from '../../../src/app/sweep.ts';
import { HOUR } from '../../../src/base/clock.ts';
import { Fault } from '../../../src/base/fault.ts';
import type { MadeRepository } from '../../github/control/repositories.ts';
import { TITLE_POLICY } from '../../whole/team.ts';
import { CHECK, type Change, flushOnce, judge, readActs, runThrough, type Shop, touch, useScene } from './scene.ts';

const scene = useScene();

const POLICY = '.github/countersign.yml';
const RELEASE = 'countersign: release/1';
const ANYTHING = 'version: 1\nrules:\n  - name: anything\n    require: { base: "**" }\n';
const NOTHING = ANYTHING.replace('"**"', 'nowhere');
const GATES = "gates:\n  - bases: [main, 'release/*']\n";

const floorName = (): string => `${scene.sample.organization}/.github`;
const writeFloor = (text: string | null) =>
  scene.github.pushCommit({ repository: floorName(), branch: 'main', message: 'floor\n', files: { [POLICY]: text } });

let floor: MadeRepository;
beforeAll(async () => {
  const owner = scene.sample.organization;
  floor = await scene.github.createRepository({ owner, name: '.github', files: { [POLICY]: ANYTHING + GATES } });
}, 60_000);

/** A shop with a branch `release/1`, whose own policy nobody can meet, and a pull request on it. */
async function released(title = 'SHOP-1'): Promise<{ shop: Shop; change: Change }> {
  await writeFloor(ANYTHING + GATES);
  const shop = await scene.shop();
  await scene.github.pushCommit({
    repository: shop.name,
    branch: 'release/1',
    message: 'release\n',
    files: { [POLICY]: NOTHING },
  });
  const change = await shop.propose(title);
  await retarget(shop, change, 'release/1');
  return { shop, change };
}

const retarget = (shop: Shop, { number }: Change, base: string) =>
  scene.github.editPullRequest({ repository: shop.name, number, base, as: scene.sample.owner.login });

const runsOf = async (shop: Shop, { head }: Change) =>
  (await scene.github.checkRuns({ repository: shop.name, sha: head })).map(({ name, conclusion }) => [
    name,
    conclusion,
  ]);

const verdictOf = async ({ key }: Change) => (await scene.store.subjects.read(key))?.verdict;

describe('a base behind a gate', () => {
  test('takes its policy from the first base, and its name; the next evaluation needs one query', async () => {
    const { shop, change } = await released();
    await judge(scene.context, change);
    expect(await verdictOf(change)).toMatchObject({ result: 'allow', base: 'release/1', checkName: CHECK });
    expect(await gateBranch(scene.context, shop.place.repository.id, 'release/1')).toBe('main');
    await scene.github.resetStats();
    await judge(scene.context, change);
    expect((await scene.github.stats()).total).toBe(1);
    const other = await shop.propose('SHOP-2');
    await retarget(shop, other, 'release/1');
    await scene.github.resetStats();
    await judge(scene.context, other);
    expect((await scene.github.stats()).total).toBe(1);
    await flushOnce(scene.context, shop);
    expect(await readActs(scene.context, shop)).toEqual(['genesis', 'policy', 'policy', 'decision', 'decision']);
  });

  test('keeps the name when the change is retargeted within the gate', async () => {
    const { shop, change } = await released();
    await runThrough(scene.context, { shop, change });
    await retarget(shop, change, 'main');
    await runThrough(scene.context, { shop, change });
    expect(await runsOf(shop, change)).toEqual([[CHECK, 'success']]);
    expect(await verdictOf(change)).toMatchObject({ base: 'main', checkName: CHECK });
  });

  test('shares the run of one head with the others of the gate, and the worst counts', async () => {
    const { shop, change } = await released();
    const repository = shop.name;
    const as = scene.sample.owner.login;
    await scene.github.moveRef({ repository, ref: 'refs/heads/again', oid: change.head, as });
    const second = await shop.open('again', 'no ticket');
    for (const each of [change, second]) await runThrough(scene.context, { shop, change: each });
    await report(scene.context, change.key);
    expect(await runsOf(shop, change)).toEqual([[CHECK, 'failure']]);
    await scene.github.editPullRequest({ repository, number: second.number, title: 'SHOP-2', as });
    await runThrough(scene.context, { shop, change: second });
    expect(await runsOf(shop, change)).toEqual([[CHECK, 'success']]);
  });

  test('has its name also where a new change on it cannot be judged', async () => {
    const { shop, change } = await released();
    await judge(scene.context, change);
    const other = await shop.propose('SHOP-2');
    await retarget(shop, other, 'release/1');
    await touch(scene.context, other);
    const lease = await scene.store.subjects.take(other.key, 'test', 60_000);
    if (lease === null) throw new Error('it cannot be taken');
    await sayUnjudged(scene.context, lease, {
      fault: new Fault('github.forbidden', 'Resource not accessible by integration'),
      attempt: 1,
      isLast: false,
      since: 0,
    });
    expect(await runsOf(shop, other)).toEqual([[CHECK, 'failure']]);
  });

  test('is judged again when the policy of the first base changes', async () => {
    const { shop, change } = await released();
    await judge(scene.context, change);
    const { installation, repository } = shop.place;
    expect(await basesBehind(scene.context, repository.id, 'main')).toEqual(['main', 'release/1']);
    expect(await basesBehind(scene.context, repository.id, 'release/1')).toEqual(['release/1']);
    const data = { task: 'base', installation, repository: repository.id, branch: 'main' };
    await sweep(scene.context, { id: 'job', key: 'key', data });
    expect(await scene.store.subjects.read(change.key)).toMatchObject({ generation: 2 });
  });

  test('fails where the first base is not there', async () => {
    const { shop, change } = await released();
    await writeFloor(`${ANYTHING}gates:\n  - bases: [trunk, 'release/*']\n`);
    await runThrough(scene.context, { shop, change });
    const verdict = await verdictOf(change);
    expect(verdict).toMatchObject({ result: 'unknown', checkName: 'countersign: trunk' });
    expect(await runsOf(shop, change)).toEqual([['countersign: trunk', 'failure']]);
  });
});

describe('gates that change', () => {
  test('one that is gone: the base is judged by its own policy, and the old green is recalled', async () => {
    const { shop, change } = await released();
    await runThrough(scene.context, { shop, change });
    expect(await runsOf(shop, change)).toEqual([[CHECK, 'success']]);
    await writeFloor(ANYTHING);
    await runThrough(scene.context, { shop, change });
    expect(await runsOf(shop, change)).toEqual([
      [CHECK, null],
      [RELEASE, 'failure'],
    ]);
    const [old] = await scene.github.checkRuns({ repository: shop.name, sha: change.head });
    expect(old?.title).toBe('Judged under another name now');
  });

  test('one that comes: what was green by itself is judged by the gate, and its own name is recalled', async () => {
    const { shop, change } = await released();
    await writeFloor(ANYTHING);
    await scene.github.pushCommit({
      repository: shop.name,
      branch: 'release/1',
      message: 'policy\n',
      files: { [POLICY]: ANYTHING },
    });
    await runThrough(scene.context, { shop, change });
    expect(await runsOf(shop, change)).toEqual([[RELEASE, 'success']]);
    await writeFloor(ANYTHING + GATES);
    await runThrough(scene.context, { shop, change });
    expect(await runsOf(shop, change)).toEqual([
      [RELEASE, null],
      [CHECK, 'success'],
    ]);
  });

  test('while the floor cannot be used, the name stays, and says so', async () => {
    const { shop, change } = await released();
    await runThrough(scene.context, { shop, change });
    for (const text of ['rules: [', null]) {
      await writeFloor(text);
      await runThrough(scene.context, { shop, change });
      expect(await runsOf(shop, change)).toEqual([[CHECK, 'failure']]);
    }
    await writeFloor(ANYTHING + GATES);
    await runThrough(scene.context, { shop, change });
    expect(await runsOf(shop, change)).toEqual([[CHECK, 'success']]);
  });

  test('where the floor never spoke, one that is gone leaves no gate', async () => {
    const { shop, change } = await released();
    await writeFloor(`${NOTHING}${GATES}applies_to: { not: { repository: { name: 'shop-*' } } }\n`);
    await runThrough(scene.context, { shop, change });
    await writeFloor(null);
    await runThrough(scene.context, { shop, change });
    expect(await runsOf(shop, change)).toEqual([
      [CHECK, null],
      [RELEASE, 'failure'],
    ]);
  });

  test('in a repository that the floor does not speak of, the gate holds and the rules do not', async () => {
    const { shop, change } = await released();
    await writeFloor(`${NOTHING}${GATES}applies_to: { not: { repository: { name: 'shop-*' } } }\n`);
    await runThrough(scene.context, { shop, change });
    expect(await runsOf(shop, change)).toEqual([[CHECK, 'success']]);
    expect(await readActs(scene.context, shop)).toEqual(['genesis', 'policy', 'decision']);
  });
});

test('a property that the organisation does away with leaves the floor speaking', async () => {
  await writeFloor(`${NOTHING}applies_to: { repository: { property: { tier: gold } } }\n`);
  const shop = await scene.shop();
  await scene.github.setProperties({ repository: shop.name, values: { tier: 'none' } });
  const change = await shop.propose('SHOP-1');
  await judge(scene.context, change);
  expect(await verdictOf(change)).toMatchObject({ result: 'allow' });
  await scene.github.dropProperty({ repository: shop.name, name: 'tier' });
  const later = { ...scene.context, clock: { now: () => Date.now() + HOUR } };
  await judge(later, change);
  expect(await verdictOf(change)).toMatchObject({ result: 'deny' });
});

test('keys of a floor are a mistake in the file of a repository, with its line', async () => {
  const text = TITLE_POLICY + GATES;
  await writeFloor(ANYTHING);
  const shop = await scene.shop({ [POLICY]: text });
  const change = await shop.propose('SHOP-1');
  await runThrough(scene.context, { shop, change });
  const [run] = await scene.github.checkRuns({ repository: shop.name, sha: change.head });
  expect(run?.title).toBe(`Blocked: the policy is invalid at line ${TITLE_POLICY.split('\n').length}`);
});

test('in the floor’s own repository they are not: the same file is read there in both places', async () => {
  await writeFloor(ANYTHING + GATES);
  const { id, fullName, name } = floor;
  const as = scene.sample.owner.login;
  await scene.github.pushCommit({
    repository: fullName,
    branch: 'fix',
    as,
    message: 'fix\n',
    files: { 'a.txt': 'a\n' },
  });
  const { number, headSha } = await scene.github.openPullRequest({ repository: fullName, head: 'fix', as });
  const owner = scene.sample.organization;
  const place = { installation: scene.sample.app.installationId, repository: { id, owner, name } };
  const subject = pullRequestSubject(place, number);
  const change = { subject, key: subject.key, number, head: headSha };
  await judge(scene.context, change);
  expect(await verdictOf(change)).toMatchObject({ result: 'allow', checkName: CHECK });
});
