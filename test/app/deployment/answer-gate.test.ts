import { describe, expect, test } from '@jest/globals';
import { decideNow, sayGateFailed } from '../../../src/app/deployment/answer-gate.ts';
import { findGate, gateSubject } from '../../../src/app/deployment/gate.ts';
import { evaluate } from '../../../src/app/stages/evaluate.ts';
import { report } from '../../../src/app/stages/report.ts';
import { Fault } from '../../../src/base/fault.ts';
import { flushOnce } from '../stages/scene.ts';
import { useDeployments } from './deployment-scene.ts';

const scene = useDeployments();
const ANSWER = 'POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule';
const verdict = (result: 'allow' | 'deny' | 'pending' | 'unknown') => ({ verdict: { result } as never });

describe('what is answered, and when', () => {
  test.each([
    ['allow', null, 'approved'],
    ['pending', null, null],
    ['deny', 99, null],
    ['deny', 100, null],
    ['deny', 101, null],
    ['unknown', 99, null],
  ] as const)('%s with patience until %s at 98', (result, patience, decided) => {
    expect(decideNow({ ...verdict(result), patience }, 98)).toBe(decided);
  });
  test.each(['deny', 'unknown'] as const)('%s is refused when its time is over', (result) => {
    expect(decideNow({ ...verdict(result), patience: 100 }, 100)).toBe('rejected');
  });
});

describe('the answer', () => {
  const ready = async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const commit = await scene.land(shop);
    const asked = await scene.ask(shop, { commit });
    return { shop, asked, commit };
  };

  test('is never given before the decision stands on the branch', async () => {
    const { shop, asked } = await ready();
    await evaluate(scene.context, asked.key);
    await report(scene.context, asked.key);
    expect((await scene.view(shop, asked)).gates[0]?.answer).toBeNull();
    await flushOnce(scene.context, shop);
    await report(scene.context, asked.key);
    const { comment } = (await scene.view(shop, asked)).gates[0]?.answer ?? {};
    expect(comment).toMatch(/\[Details\]\(.*\/runs\/\d+\) · entry \d+ · root `/);
  });

  test.each(['before', 'after'] as const)(
    'that failed %s it was stored is given once more, and once only',
    async (when) => {
      const { shop, asked } = await ready();
      await evaluate(scene.context, asked.key);
      await flushOnce(scene.context, shop);
      await scene.github.arm({ on: ANSWER, action: { kind: 'status', status: 502, when } });
      await expect(report(scene.context, asked.key)).rejects.toMatchObject({ code: 'github.unavailable' });
      expect(await findGate(scene.context, { key: asked.key })).not.toBeNull();
      await report(scene.context, asked.key);
      expect((await scene.view(shop, asked)).gates[0]?.answer?.state).toBe('approved');
      expect(await findGate(scene.context, { key: asked.key })).toBeNull();
      // Nothing waits there: it is closed.
      await evaluate(scene.context, asked.key);
      expect(await scene.store.subjects.read(asked.key)).toMatchObject({ open: false });
    },
  );

  test('the check run on the commit has all of it', async () => {
    const { shop, asked, commit } = await ready();
    await scene.decide(shop, asked);
    const runs = await scene.github.checkRuns({ repository: shop.name, sha: commit });
    expect(runs.filter(({ name }) => name === 'countersign: deploy to production')).toMatchObject([
      { conclusion: 'success', title: 'Allowed: 1 rule met' },
    ]);
  });

  test('what cannot be judged is said while it is tried, and refused when nobody tries any more', async () => {
    const { shop, asked, commit } = await ready();
    const subject = gateSubject(shop.place, { run: asked.run, deployment: asked.id, environment: 'production' });
    const fault = new Fault('github.unavailable', 'down');
    const failed = { fault, attempt: 4, isLast: false, since: Date.now() };
    for (let times = 0; times < 2; times += 1) await sayGateFailed(scene.context, subject, failed);
    expect((await scene.view(shop, asked)).gates[0]).toMatchObject({ answer: null, reports: [expect.any(String)] });
    await sayGateFailed(scene.context, subject, { ...failed, isLast: true });
    const { gates } = await scene.view(shop, asked);
    expect(gates[0]?.answer).toMatchObject({ state: 'rejected', comment: expect.stringContaining(commit.slice(0, 7)) });
    await sayGateFailed(scene.context, subject, failed);
  });
});
