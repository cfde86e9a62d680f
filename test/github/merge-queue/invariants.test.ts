import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createCheckRun } from '../behaviour/checks.ts';
import { dequeue, enqueue, jumpQueue } from '../behaviour/merge-queue.ts';
import { setState } from '../behaviour/pull-requests.ts';
import { commitTo, makeSample, openSample, type Sample } from '../graphql/sample.ts';
import { findMissingChecks } from '../required-checks.ts';
import { GitHubError } from '../server/github-error.ts';
import type { Announcement, PullRequest } from '../world.ts';
import type { MergeQueueParameters } from './records.ts';
import { queueDefaults } from './sample.ts';
import { reviewQueues, settleQueues } from './work.ts';

let sample: Sample;
let main: string;
let told: Announcement[] = [];
/** Where the queue moved the base to. */
let landed: unknown[] = [];
let round = 0;

beforeAll(async () => {
  sample = await makeSample();
  main = await commitTo(sample, { ...sample, branch: 'main', by: sample.ann, files: { a: '1\n' } });
  sample.world.announce = async (announcement) => {
    told.push(announcement);
    const body = await announcement.body();
    if (announcement.sender === sample.world.mergeQueueBot && body['ref'] === 'refs/heads/main')
      landed.push(body['after']);
  };
});

afterAll(() => sample.close());

const words = ['enqueue', 'dequeue', 'jump', 'close', 'success', 'failure', 'base', 'head', 'time'] as const;
const word = fc.oneof(
  { weight: 5, arbitrary: fc.constant('success' as const) },
  { weight: 4, arbitrary: fc.constant('enqueue' as const) },
  { weight: 6, arbitrary: fc.constantFrom(...words) },
);
const steps = fc.array(fc.tuple(word, fc.integer({ min: 0, max: 2 })), { minLength: 4, maxLength: 14 });
const settings = fc.record({
  grouping_strategy: fc.constantFrom('ALLGREEN' as const, 'HEADGREEN' as const),
  merge_method: fc.constantFrom('MERGE' as const, 'SQUASH' as const, 'REBASE' as const),
  max_entries_to_build: fc.integer({ min: 1, max: 3 }),
  max_entries_to_merge: fc.integer({ min: 2, max: 3 }),
  min_entries_to_merge: fc.integer({ min: 1, max: 2 }),
});

/** What every step leaves: a chain of groups on the base's tip, a branch for each, and no other. */
async function checkChain(): Promise<void> {
  const { world, repository } = sample;
  const refs = await world.git.listRefs(repository.gitDir, 'refs/heads/gh-readonly-queue/');
  const groups = world.mergeQueues.flatMap(({ entries }) => entries.flatMap(({ group }) => group ?? []));
  expect(refs.map(({ name, oid }) => `${name} ${oid}`).toSorted()).toEqual(
    groups.map(({ ref, headOid }) => `${ref} ${headOid}`).toSorted(),
  );
  let expected = await world.git.readRef(repository.gitDir, 'refs/heads/main');
  for (const { group, pullRequest, headOid } of world.mergeQueues[0]?.entries ?? []) {
    expect([pullRequest.state, pullRequest.headOid]).toEqual(['open', headOid]);
    if (group !== null) expect(group.baseOid).toBe(expected);
    expected = group?.headOid ?? null;
  }
}

/** Only green heads land. Every group that was asked for is alive or was destroyed once; every pull request in the queue or out is so by telling. */
function checkTold(pullRequests: readonly PullRequest[]): void {
  const { world, repository, app } = sample;
  const gate = [{ context: 'gate', integration_id: app.id }];
  expect(landed.flatMap((oid) => findMissingChecks(repository, String(oid), gate))).toEqual([]);
  const count = (action: string): number => told.filter((one) => one.action === action).length;
  const entries = world.mergeQueues.flatMap((queue) => queue.entries);
  expect(count('checks_requested') - count('destroyed')).toBe(entries.filter(({ group }) => group !== null).length);
  expect(count('enqueued') - count('dequeued')).toBe(entries.length);
  const merged = pullRequests.filter(({ mergedAt }) => mergedAt !== null).length;
  expect(count('closed')).toBeGreaterThanOrEqual(merged);
}

test('whatever happens, groups stand on each other, and everything that is told begins and ends once', async () => {
  await fc.assert(
    fc.asyncProperty(steps, settings, fc.boolean(), async (list, changes, isClashing) => {
      const pullRequests = await begin({ ...queueDefaults, ...changes }, isClashing);
      const enqueued = pullRequests.map((_one, which) => ['enqueue', which] as const);
      for (const [what, which] of [...enqueued, ...list]) {
        const pullRequest = pullRequests[which];
        if (pullRequest === undefined) continue;
        await take(what, pullRequest).catch((error: unknown) => {
          if (!(error instanceof GitHubError)) throw error;
        });
        reviewQueues(sample.world);
        await settleQueues(sample.world);
        await checkChain();
        checkTold(pullRequests);
      }
    }),
    { numRuns: 25 },
  );
});

/** A base at its first commit, an empty queue, and three pull requests, the last two of which may conflict. */
async function begin(parameters: MergeQueueParameters, isClashing: boolean): Promise<readonly PullRequest[]> {
  const { world, repository, bob, app } = sample;
  repository.rulesets.length = 0;
  reviewQueues(world);
  await settleQueues(world);
  await world.git.updateRefs(repository.gitDir, [{ ref: 'refs/heads/main', after: main }]);
  const checks = {
    required_status_checks: [{ context: 'gate', integration_id: app.id }],
    strict_required_status_checks_policy: false,
  };
  const scope = { target: 'branch', enforcement: 'active', include: ['refs/heads/main'], exclude: [] } as const;
  repository.rulesets.push({
    ...scope,
    id: world.nextId(),
    source: repository,
    name: 'queue',
    bypassActors: [],
    rules: [
      { type: 'required_status_checks', parameters: checks },
      { type: 'merge_queue', parameters },
    ],
    createdAt: world.now(),
    updatedAt: world.now(),
  });
  told = [];
  landed = [];
  round += 1;
  const made: PullRequest[] = [];
  for (const [at, file] of ['one', 'two', isClashing ? 'two' : 'three'].entries()) {
    const branch = `b${round}-${at}`;
    await commitTo(sample, { repository, branch, from: main, by: bob, files: { [file]: `${at}\n` } });
    const pullRequest = await openSample(sample, bob, branch);
    await createCheckRun(world, app, repository, {
      name: 'gate',
      head_sha: pullRequest.headOid,
      conclusion: 'success',
    });
    made.push(pullRequest);
  }
  return made;
}

async function take(what: (typeof words)[number], pullRequest: PullRequest): Promise<void> {
  const { world, repository, ann, app } = sample;
  const group = world.mergeQueues
    .flatMap(({ entries }) => entries)
    .find((one) => one.pullRequest === pullRequest)?.group;
  switch (what) {
    case 'enqueue':
      await enqueue(world, ann.actor, { pullRequest });
      return;
    case 'dequeue':
      await dequeue(world, ann.actor, pullRequest);
      return;
    case 'jump':
      await jumpQueue(world, ann.actor, pullRequest);
      return;
    case 'close':
      await setState(world, ann.actor, pullRequest, 'closed');
      return;
    case 'success':
    case 'failure':
      if (group === null || group === undefined) return;
      await createCheckRun(world, app, repository, { name: 'gate', head_sha: group.headOid, conclusion: what });
      return;
    case 'base':
      await commitTo(sample, { repository, branch: 'main', by: ann, files: { base: `${world.nextId()}\n` } });
      return;
    case 'head': {
      pullRequest.headOid = await commitTo(sample, { repository, branch: pullRequest.headBranch, by: ann, files: {} });
      return;
    }
    case 'time':
      world.clockOffset += 6 * 60_000;
  }
}
