import { describe, expect, test } from '@jest/globals';
import { readNotes } from '../../../src/app/recovery/gap-notes.ts';
import { HOUR, MINUTE } from '../../../src/base/clock.ts';
import { attempts, failingPush, recover, takeSweeps, useRecoveryScene } from './recovery-scene.ts';

const scene = useRecoveryScene();

describe('interrupted', () => {
  test('by a limit: it goes on when GitHub says so, and asks for nothing twice', async () => {
    const guids = [await failingPush(scene), await failingPush(scene)];
    await scene.github.arm({
      on: 'POST /app/hook/deliveries/{delivery_id}/attempts',
      action: { kind: 'primary-limit', seconds: 60 },
      skip: 1,
    });
    await recover(scene);
    expect(await takeSweeps(scene)).toEqual([{ task: 'deliveries' }]);
    expect(await Promise.all(guids.map((guid) => attempts(scene, guid)))).toEqual([2, 1]);
    scene.setNow(scene.now() + 2 * MINUTE);
    await recover(scene);
    expect(await Promise.all(guids.map((guid) => attempts(scene, guid)))).toEqual([2, 2]);
  });

  test('by a GitHub that is away: it is asked until it is back, and the time is a gap', async () => {
    await scene.github.arm({ on: 'GET /app/hook/deliveries', action: { kind: 'status', status: 503 }, count: 100 });
    const since = scene.now();
    await recover(scene);
    scene.setNow(since + HOUR);
    await recover(scene);
    expect((await takeSweeps(scene)).every(({ task }) => task === 'deliveries')).toBe(true);
    expect((await readNotes(scene.context)).notes).toEqual([]);
    await scene.github.disarm();
    await recover(scene);
    expect((await readNotes(scene.context)).notes.map(({ value }) => value)).toEqual([
      { from: since, to: since + HOUR, why: 'github-unreachable', about: null },
    ]);
    expect(await takeSweeps(scene)).toEqual([{ task: 'compare-everywhere' }]);
  });
});
