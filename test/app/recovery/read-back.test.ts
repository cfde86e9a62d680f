import { describe, expect, test } from '@jest/globals';
import { readNotes } from '../../../src/app/recovery/gap-notes.ts';
import { MINUTE } from '../../../src/base/clock.ts';
import {
  arrive,
  attempts,
  failingPush,
  listMissed,
  recover,
  takeSweeps,
  useRecoveryScene,
  waiting,
} from './recovery-scene.ts';

const scene = useRecoveryScene();

describe('failed deliveries', () => {
  test('are delivered again, once, and what arrives is counted', async () => {
    const guid = await failingPush(scene);
    await recover(scene);
    expect(await attempts(scene, guid)).toBe(2);
    expect(await takeSweeps(scene)).toEqual([{ task: 'deliveries' }]);
    await recover(scene);
    expect(await attempts(scene, guid)).toBe(2);
    await arrive(scene, guid);
    await recover(scene);
    expect(await waiting(scene)).toContain(guid);
    expect(await listMissed(scene.context)).toEqual([]);
    const { notes, parts } = await readNotes(scene.context);
    expect(notes.map(({ value }) => value.why)).toEqual(['deliveries-failed']);
    expect(parts.map(({ value }) => value)).toEqual([
      expect.objectContaining({ redelivered: 1, installation: scene.sample.app.installationId }),
    ]);
  });

  test('that do not arrive are fetched from the log', async () => {
    const guid = await failingPush(scene);
    await recover(scene);
    scene.setNow(scene.now() + MINUTE);
    await recover(scene);
    expect(await waiting(scene)).toContain(guid);
    expect(await attempts(scene, guid)).toBe(2);
    expect((await readNotes(scene.context)).parts.map(({ value }) => value)).toEqual([
      expect.objectContaining({ fetched: 1 }),
    ]);
    expect(await listMissed(scene.context)).toEqual([]);
  });

  test('whose GUID is kept are not asked for, and events that nobody acts on neither', async () => {
    const guid = await failingPush(scene);
    await arrive(scene, guid);
    scene.receiver.answer = 500;
    const { repository, amir } = scene.sample;
    await scene.github.setCollaborator({ repository, user: amir.login, permission: 'read' });
    await scene.github.waitForDeliveries();
    await recover(scene);
    const again = (await scene.github.deliveries()).filter(({ redelivery, guid: of }) => redelivery && of === guid);
    expect(again).toEqual([]);
  });

  test('one of those that GitHub keeps no more is lost, and said to be', async () => {
    const guid = await failingPush(scene);
    const memory = scene.store.memory;
    await recover(scene);
    const [row] = await memory.list('missed-delivery', '');
    await memory.set('missed-delivery', row?.key ?? '', { ...(row?.value as object), id: '1' }, 0);
    scene.setNow(scene.now() + MINUTE);
    await recover(scene);
    expect((await readNotes(scene.context)).parts.map(({ value }) => value)).toEqual([
      expect.objectContaining({ lost: 1 }),
    ]);
    expect(await waiting(scene)).not.toContain(guid);
  });
});
