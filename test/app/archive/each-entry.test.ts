import { expect, test } from '@jest/globals';
import { eachEntry } from '../../../src/app/archive/each-entry.ts';
import { fileEntries } from '../../../src/app/archive/file-entries.ts';
import { useScene } from '../stages/scene.ts';

const scene = useScene();

test('entries about a repository, newest first, by its number and not by its name', async () => {
  const { shop, change } = await scene.begun();
  await fileEntries(scene.context);
  const read = async (repository: number, most = 10) => {
    const filter = { subject: { is: 'commit', prefix: change.head } } as const;
    const found = [];
    for await (const entry of eachEntry(scene.context, { repository, filter, most })) found.push(entry);
    return found;
  };
  const found = await read(shop.place.repository.id);
  expect(found).toMatchObject([{ index: 2, commit: change.head, actor: scene.context.config.appId }]);
  expect(found[0]?.id).toMatch(/^[0-9a-f]{32}$/);
  expect(found[0]?.predicate['verificationResult']).toBe('PASSED');
  expect(await read(shop.place.repository.id + 1)).toEqual([]);
  expect(await read(shop.place.repository.id, 0)).toEqual([]);
});
