import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Fault } from '../../../src/base/fault.ts';
import type { FaultCode } from '../../../src/base/fault-codes.ts';
import type { Api } from '../../../src/github/api.ts';
import { addAttempts } from '../../../src/github/facts/attempts.ts';
import { known, unknown, type WorkflowFacts } from '../../../src/policy/facts.ts';
import { StandIn } from '../../github/client.ts';
import { CI, workflowRun } from '../../policy/machine-situations.ts';
import { openScene, type Scene, valueOf } from '../scene.ts';

let github: StandIn;
let scene: Scene;

beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  const { problems } = await github.stats();
  await github.stop();
  expect(problems).toEqual([]);
});
beforeEach(async () => {
  scene = await openScene(github);
});

async function start(changes: { readonly path?: string; readonly event?: string } = {}): Promise<WorkflowFacts> {
  const made = { path: CI, event: 'push', ...changes };
  const { run } = await github.runWorkflow({
    repository: scene.repository,
    sha: scene.root,
    jobs: ['test'],
    conclusion: 'success',
    ...made,
  });
  return workflowRun('success', { ...made, run });
}

const look = async (workflows: readonly WorkflowFacts[], paths: readonly string[] = [CI]) =>
  await scene.counting(
    async () => await addAttempts(scene.api, scene.place.repository, { workflows: known(workflows), paths }),
  );

test('without a file that anybody asks about nothing is read', async () => {
  const run = await start();
  const { result, requests } = await look([run], []);
  expect([valueOf(result), requests]).toEqual([[run], 0]);
  expect(await addAttempts(scene.api, scene.place.repository, { workflows: unread, paths: [CI] })).toBe(unread);
});
const unread = unknown('unavailable', 'down');

test('the newest run of each event is looked into, with two requests', async () => {
  const [old, other] = [await start(), await start({ path: '.github/workflows/lint.yml' })];
  const [newest, queued] = [await start(), await start({ event: 'merge_group' })];
  await github.rerunWorkflow({ run: newest.run });
  const { result, requests } = await look([old, other, newest, queued]);
  expect(requests).toBe(4);
  expect(valueOf(result).map(({ run, attempt }) => [run, attempt])).toEqual([
    [old.run, undefined],
    [other.run, undefined],
    [newest.run, known({ number: 2, jobs: [{ name: 'test', state: 'pending', runner: null }] })],
    [queued.run, known({ number: 1, jobs: [expect.objectContaining({ name: 'test', state: 'success' })] })],
  ]);
});

test('a run that is gone, and more runs than anybody starts, are unknown', async () => {
  const gone = workflowRun('success', { run: 1, event: 'push' });
  const many = Array.from({ length: 21 }, (_, n) => workflowRun('success', { run: 1, event: `event_${n}` }));
  expect(valueOf((await look([gone])).result)).toMatchObject([{ attempt: { why: { code: 'unavailable' } } }]);
  const { result, requests } = await look(many.map((each, n) => ({ ...each, run: n + 1 })));
  expect(requests).toBe(20);
  expect(valueOf(result).at(-1)?.attempt).toMatchObject({ why: { code: 'too-many' } });
});

test.each([
  ['github.forbidden', 'forbidden'],
  ['github.unavailable', 'unavailable'],
] as const)('%s makes it unknown, and no more', async (code, why) => {
  const run = workflowRun('success');
  const found = await addAttempts(refusing(code), scene.place.repository, { workflows: known([run]), paths: [CI] });
  expect(valueOf(found)).toMatchObject([{ state: 'success', attempt: { why: { code: why } } }]);
});

test('where GitHub asks to wait, everything waits', async () => {
  const asked = { workflows: known([workflowRun('success')]), paths: [CI] };
  const found = addAttempts(refusing('github.rate-limited'), scene.place.repository, asked);
  await expect(found).rejects.toMatchObject({ code: 'github.rate-limited' });
});

function refusing(code: FaultCode): Api {
  const refuse = () => Promise.reject(new Fault(code, 'no'));
  return { rest: refuse, graphql: refuse };
}
