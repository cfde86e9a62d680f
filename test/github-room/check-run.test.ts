import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Fault } from '../../src/base/fault.ts';
import type { Api } from '../../src/github/api.ts';
import type { CheckRun } from '../../src/github/check-output.ts';
import { findCheckRun, writeCheckRun } from '../../src/github/check-run.ts';
import { StandIn } from '../github/client.ts';
import { annotated, explain } from './explanations.ts';
import { openScene, type Scene } from './scene.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  await github.stop();
});

const NAME = 'countersign: main';

const runOf = (scene: Scene, change: Partial<CheckRun> = {}): CheckRun => ({
  name: NAME,
  head: scene.root,
  externalId: 'v1:abc',
  status: { state: 'completed', conclusion: 'failure', at: Date.UTC(2026, 10, 21, 14, 2) },
  startedAt: Date.UTC(2026, 10, 21, 14, 1),
  explanations: [{ number: 42, explanation: explain() }],
  record: { index: 1204, root: `CsUY${'A'.repeat(36)}2I=`, url: 'https://github.com/acme/shop' },
  since: null,
  notices: [],
  ...change,
});

const write = async (scene: Scene, run: CheckRun, runId: number | null): Promise<number> =>
  (await writeCheckRun(scene.api, { ...scene.place.repository, pages: 'https://github.com/acme/shop' }, run, runId))
    .runId;

const shown = async (scene: Scene) => github.checkRuns({ repository: scene.repository, sha: scene.root });

describe('a check run', () => {
  test('is created in one request, with buttons, and updated in place in one', async () => {
    const scene = await openScene(github);
    const created = await scene.counting(async () => write(scene, runOf(scene), null));
    expect(created.requests).toBe(1);
    expect(await shown(scene)).toMatchObject([
      {
        id: created.result,
        name: NAME,
        status: 'completed',
        conclusion: 'failure',
        title: 'Blocked: 1 of 3 commits is unsigned: @dana, sign a1b2c3d',
        externalId: 'v1:abc',
        actions: [{ identifier: 'recheck' }, { identifier: 'explain' }],
      },
    ]);
    const again = await scene.counting(async () =>
      write(
        scene,
        runOf(scene, { status: { state: 'in_progress' }, record: null, externalId: 'v1:def' }),
        created.result,
      ),
    );
    expect(again).toEqual({ result: created.result, requests: 1 });
    expect(await shown(scene)).toMatchObject([
      { status: 'in_progress', conclusion: null, externalId: 'v1:def', actions: [] },
    ]);
    await write(scene, runOf(scene, { status: { state: 'completed', conclusion: 'success', at: 0 } }), created.result);
    expect(await shown(scene)).toMatchObject([{ status: 'completed', conclusion: 'success' }]);
  });

  test('is found by name, or by any name, and only when it is ours', async () => {
    const scene = await openScene(github);
    const find = async (name: string | null) =>
      findCheckRun(scene.api, scene.place.repository, { head: scene.root, name, appId: scene.appId });
    expect(await find(NAME)).toBeNull();
    const first = await write(scene, runOf(scene), null);
    expect(await find(NAME)).toEqual({ runId: first, externalId: 'v1:abc' });
    const second = await write(scene, runOf(scene, { externalId: 'v1:new' }), null);
    expect(await find(NAME)).toEqual({ runId: second, externalId: 'v1:new' });
    const other = await write(scene, runOf(scene, { name: 'countersign: release', externalId: 'r' }), null);
    expect(await find(null)).toEqual({ runId: other, externalId: 'r' });
    expect(await find('countersign: none')).toBeNull();
  });

  test('that is gone is made anew', async () => {
    const scene = await openScene(github);
    const { result, requests } = await scene.counting(async () => write(scene, runOf(scene), 999_999_999));
    expect(requests).toBe(2);
    expect(await shown(scene)).toMatchObject([{ id: result, conclusion: 'failure' }]);
  });

  test('of a commit that GitHub does not know is invalid', async () => {
    const scene = await openScene(github);
    await expect(write(scene, runOf(scene, { head: 'f'.repeat(40) }), null)).rejects.toMatchObject({
      code: expect.stringMatching(/^github\.(invalid|not-found)$/) as unknown,
    });
  });
});

describe('annotations', () => {
  const withProblems = (scene: Scene, count: number, word = 'problem'): CheckRun =>
    runOf(scene, { explanations: [{ number: 42, explanation: annotated(count, word) }] });

  test('that had to wait do not make a run unsent that was created', async () => {
    const scene = await openScene(github);
    const wait = new Fault('github.rate-limited', 'wait', { details: { retryAfter: 7_000, held: true } });
    const rest: Api['rest'] = async (route, ...given) =>
      route.startsWith('PATCH') ? await Promise.reject(wait) : await scene.api.rest(route, ...given);
    const place = { ...scene.place.repository, pages: 'https://github.com/acme/shop' };
    const writing = writeCheckRun({ ...scene.api, rest }, place, withProblems(scene, 120), null);
    await expect(writing).rejects.toMatchObject({ code: wait.code, details: { retryAfter: 7_000, held: false } });
    expect(await shown(scene)).toHaveLength(1);
  });

  test('above 50 take further requests', async () => {
    const scene = await openScene(github);
    const { requests } = await scene.counting(async () => write(scene, withProblems(scene, 120), null));
    expect(requests).toBe(3);
    const [run] = await shown(scene);
    expect(run?.annotations).toHaveLength(120);
    expect(run?.annotations[119]).toMatchObject({
      path: '.github/countersign.yml',
      start_line: 120,
      annotation_level: 'failure',
      message: 'problem 120',
    });
  });

  test('do not double when the same is written again', async () => {
    const scene = await openScene(github);
    const runId = await write(scene, withProblems(scene, 2), null);
    expect(await write(scene, withProblems(scene, 2), runId)).toBe(runId);
    expect((await shown(scene))[0]?.annotations).toHaveLength(2);
  });

  test('that no longer hold leave with their run: a new one of the same name takes its place', async () => {
    const scene = await openScene(github);
    const runId = await write(scene, withProblems(scene, 2), null);
    const newer = await write(scene, withProblems(scene, 2, 'other'), runId);
    expect(newer).not.toBe(runId);
    const clean = await write(scene, runOf(scene), newer);
    const runs = await shown(scene);
    expect(runs.map((run) => run.id)).toEqual([runId, newer, clean]);
    expect(runs.at(-1)).toMatchObject({ name: NAME, annotations: [] });
  });

  test('are added to a run that had none', async () => {
    const scene = await openScene(github);
    const runId = await write(scene, runOf(scene), null);
    expect(await write(scene, withProblems(scene, 60), runId)).toBe(runId);
    expect((await shown(scene))[0]?.annotations).toHaveLength(60);
  });
});
