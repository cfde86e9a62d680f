import { expect, test } from '@jest/globals';
import { type Gathered, gather } from '../../../src/app/stages/gather.ts';
import { pullRequestSubject } from '../../../src/app/subject.ts';
import { MINUTE } from '../../../src/base/clock.ts';
import type { Person } from '../../../src/policy/facts.ts';
import type { Push, SubjectRef } from '../../../src/store/store.ts';
import { type Shop, touch, useScene } from './scene.ts';

const scene = useScene();

const POLICY = '.github/countersign.yml';
const APPROVED = `version: 1
rules:
  - name: somebody else reviewed the change
    require:
      approved: { count: 1 }
`;
const NOTHING = '0'.repeat(40);

interface Forked {
  readonly shop: Shop;
  readonly subject: SubjectRef;
  readonly owner: Person;
  readonly head: string;
}

let people = 0;

async function fork(): Promise<Forked> {
  const { github, sample } = scene;
  people += 1;
  const { login, id } = await github.createUser({ login: `eve-${people}-${process.pid}` });
  const shop = await scene.shop({ [POLICY]: APPROVED });
  const { fullName } = await github.fork({ repository: shop.name, owner: login });
  const pushed = { repository: fullName, branch: 'fix', as: login, message: 'fix\n', files: { 'a.txt': 'a\n' } };
  const { oid } = await github.pushCommit(pushed);
  // A maintainer, through "allow edits": no push event of a fork reaches us.
  const edited = { ...pushed, as: sample.owner.login, author: login, committer: login, files: { 'b.txt': 'b\n' } };
  const { oid: head } = await github.pushCommit({ ...edited, parents: [oid] });
  const pull = await github.openPullRequest({ repository: shop.name, head: `${login}:fix`, title: 'fix', as: login });
  return { shop, subject: pullRequestSubject(shop.place, pull.number), owner: { id, login, type: 'user' }, head };
}

async function record(subject: SubjectRef, push: Pick<Push, 'before' | 'after' | 'guid'>, by: Person): Promise<void> {
  const { repository, number } = subject;
  await scene.store.deliveries.dispatched({
    deliveries: [],
    pushes: [
      { repository: repository.id, ref: `refs/pull/${number}/head`, commits: [], pusher: { ...by }, at: 0, ...push },
    ],
    touched: [],
  });
}

const read = (subject: SubjectRef): Promise<Gathered> => gather(scene.context, { subject }, null);
const reader = (id: number): Person => ({ id, login: `u${id}`, type: 'user' });

test('of a fork whose pushes nobody saw it is not known who pushed, although its owner and author are', async () => {
  const { subject, head, owner } = await fork();
  expect((await read(subject)).facts.pushers).toMatchObject({ known: false, why: { code: 'not-recorded' } });

  // Only the last commit was seen: who pushed the first one is still anybody.
  const [first] = commitsOf(await read(subject));
  await record(subject, { before: first ?? '', after: head, guid: `a-${head}` }, reader(4711));
  expect((await read(subject)).facts.pushers).toMatchObject({ known: false, why: { code: 'not-recorded' } });

  await record(subject, { before: NOTHING, after: first ?? '', guid: `b-${head}` }, reader(4712));
  const { pushers } = (await read(subject)).facts;
  const ids = pushers.known ? pushers.value.map(({ id }) => id) : [];
  expect(new Set(ids)).toEqual(new Set([owner.id, 4711, 4712]));
});

test('what a base’s policy asks for is remembered: the second time one reading is enough, whatever other bases ask', async () => {
  const { github, sample } = scene;
  const shop = await scene.shop({ [POLICY]: APPROVED });
  const strict = `version: 1
people: { owners: { users: [${sample.owner.login}] } }
rules:
  - name: an owner opened it
    require:
      author: { in: [owners] }
`;
  const change = await shop.propose('one');
  const as = sample.owner.login;
  await github.pushCommit({ repository: shop.name, branch: 'release', as, files: { [POLICY]: strict } });
  await github.pushCommit({ repository: shop.name, branch: 'fix-2', as, files: { 'c.txt': 'c\n' } });
  const { number } = await github.openPullRequest({
    repository: shop.name,
    head: 'fix-2',
    base: 'release',
    title: 'two',
    as,
  });
  const other = pullRequestSubject(shop.place, number);
  const seen = [await collects(change.subject), await collects(other), await collects(change.subject)];
  expect(seen.at(0)).toBe(1);
  expect([await collects(other), await collects(change.subject), await collects(other)]).toEqual([1, 1, 1]);
});

/** How often the facts were collected for one evaluation, whose base is then kept as a verdict's is. */
async function collects(subject: SubjectRef): Promise<number> {
  const { context, store } = scene;
  let count = 0;
  const { changes } = context.forge;
  const collect: typeof changes.collect = (request) => {
    count += 1;
    return changes.collect(request);
  };
  await touch(context, { subject });
  const lease = await store.subjects.take(subject.key, 'a-test', MINUTE);
  if (lease === null) throw new Error('somebody else holds the lease');
  const { collected } = await gather(
    { ...context, forge: { ...context.forge, changes: { ...changes, collect } } },
    { subject },
    null,
  );
  const { head, base } = collected.change;
  await store.subjects.settle(lease, {
    head,
    base,
    checkName: 'x',
    open: true,
    result: 'allow',
    verdict: {},
    validUntil: null,
    recordedDigest: null,
    evidence: [],
    ledger: null,
    entries: [],
    reportAfter: null,
  });
  return count;
}

function commitsOf({ facts }: Gathered): readonly string[] {
  return facts.commits.known ? facts.commits.value.map(({ oid }) => oid) : [];
}

test('what an earlier version remembered, without what can be asked for by now, is read as not asked for', async () => {
  const shop = await scene.shop({ [POLICY]: APPROVED });
  const change = await shop.propose('fix');
  const { memory } = scene.store;
  const key = `${shop.place.repository.id}:main`;
  await memory.set('needs', key, { commits: true, users: [], teams: [] }, 0);
  await memory.set('needs', String(shop.place.repository.id), { commits: true, users: [], teams: [] }, 0);
  expect((await read(change.subject)).facts.reviews).toEqual({ known: true, value: [] });
  expect((await memory.get('needs', key))?.value).toMatchObject({ reviews: true, attempts: [] });
});
