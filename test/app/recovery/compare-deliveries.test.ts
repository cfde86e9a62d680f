import { describe, expect, test } from '@jest/globals';
import { readNotes } from '../../../src/app/recovery/gap-notes.ts';
import { startWatch } from '../../../src/app/recovery/watch.ts';
import { MINUTE } from '../../../src/base/clock.ts';
import { attempts, listMissed, push, recover, useRecoveryScene, waiting } from './recovery-scene.ts';

const scene = useRecoveryScene();

describe('a database that was put back', () => {
  const start = async (): Promise<void> => await (await startWatch(scene.context)).end();
  const events = async (): Promise<readonly string[]> =>
    (await scene.store.deliveries.waiting(1_000)).map(({ event }) => event);

  test('that is empty: everything that GitHub keeps comes back, the oldest first', async () => {
    const guids = [await push(scene), await push(scene)];
    await scene.forgetAll();
    await start();
    await recover(scene);
    expect((await waiting(scene)).slice(-2)).toEqual(guids);
    expect(await events()).not.toContain('ping');
    expect(await attempts(scene, guids[0] ?? '')).toBe(1);
    const { notes, parts } = await readNotes(scene.context);
    expect(notes.map(({ value }) => [value.why, value.from])).toContainEqual(['database-lost', null]);
    expect(parts.filter(({ key }) => guids.some((guid) => key.includes(guid)))).toHaveLength(2);
    const missed = (await listMissed(scene.context)).map(({ guid }) => guid);
    expect(guids.filter((guid) => missed.includes(guid))).toEqual([]);
  });

  test('that is older: what was acknowledged since comes back, and nothing else is asked for', async () => {
    await start();
    await recover(scene);
    const [alive, guid] = [scene.now(), await push(scene)];
    scene.setNow(scene.now() + 2 * MINUTE);
    await scene.github.resetStats();
    await start();
    await recover(scene);
    expect((await waiting(scene)).at(-1)).toBe(guid);
    const { byRoute } = await scene.github.stats();
    expect(byRoute['GET /app/hook/deliveries/{delivery_id}']).toBe(1);
    const froms = new Map((await readNotes(scene.context)).notes.map(({ value }) => [value.why, value.from]));
    expect(froms.get('not-running')).toBe(alive);
    // GitHub's log knows seconds only.
    expect(froms.get('database-lost')).toEqual(expect.any(Number));
    expect(froms.get('database-lost') ?? 0).toBeLessThanOrEqual(alive);
  });
});
