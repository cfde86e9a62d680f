import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StandIn } from './client.ts';
import { makeQueueSample, type QueueSample } from './merge-queue/sample.ts';

let github: StandIn;
const opened: QueueSample[] = [];

beforeAll(async () => {
  github = await StandIn.start();
});

afterAll(async () => {
  await Promise.all(opened.map(({ receiver }) => receiver.close()));
  const { problems, unimplemented } = await github.stats();
  await github.stop();
  expect(problems).toEqual([]);
  expect(unimplemented).toEqual([]);
});

async function make(...[changes]: [Parameters<typeof makeQueueSample>[1]?]): Promise<QueueSample> {
  const made = await makeQueueSample(github, changes);
  opened.push(made);
  return made;
}

test('one pull request: enqueued, built on a branch of its own, merged when its group is green', async () => {
  const queue = await make();
  const { repository } = queue;
  const { head: base } = await github.repository({ repository });
  const { number } = await queue.open('a');
  const { group, state, position } = await github.enqueue({ repository, number, as: queue.sample.dana.login });
  expect({ state, position }).toEqual({ state: 'AWAITING_CHECKS', position: 1 });
  const ref = `refs/heads/gh-readonly-queue/main/pr-${number}-${base}`;
  expect(group).toEqual({ ref, headSha: expect.any(String), baseSha: base });
  expect(await github.refs({ repository, prefix: 'refs/heads/gh' })).toEqual({ [ref]: group?.headSha });
  await queue.conclude(group?.headSha ?? '', 'success');
  expect(await github.pullRequest({ repository, number })).toMatchObject({ merged: true });
  expect((await github.repository({ repository })).head).toBe(group?.headSha);
  expect(await github.refs({ repository, prefix: 'refs/heads/gh' })).toEqual({});
  expect(await queue.story()).toEqual([
    `enqueued ${number}`,
    `checks_requested ${number}`,
    `dequeued ${number} MERGE`,
    `destroyed ${number} merged`,
  ]);
});
