import { expect, test } from '@jest/globals';
import { type Once, writeOnce } from '../../../src/app/stages/write-once.ts';
import { type Shop, useScene } from './scene.ts';

const scene = useScene();
const CREATE = 'POST /repos/{owner}/{repo}/check-runs';

async function saying(shop: Shop, head: string, title: string): Promise<Once> {
  const explanation = { title, result: 'deny', steps: [], rows: [], details: [], notes: [], annotations: [] } as const;
  const checkName = 'countersign: landed on main';
  return await Promise.resolve({
    spot: { repository: shop.place.repository.id, head, checkName },
    digest: title,
    run: {
      name: checkName,
      head,
      externalId: 'x',
      status: { state: 'completed', conclusion: 'failure', at: 1_795_270_200_000 },
      startedAt: 1_795_270_200_000,
      explanations: [{ number: null, explanation }],
      since: null,
      record: null,
      notices: [],
    },
  });
}

const titles = async (shop: Shop, sha: string) =>
  (await scene.github.checkRuns({ repository: shop.name, sha })).map(({ title }) => title);

test('what stands there is not written again; something else is, in the same run', async () => {
  const { shop, change } = await scene.begun();
  for (const title of ['one', 'one', 'two', 'two']) {
    await scene.github.resetStats();
    await writeOnce(scene.context, shop.place, await saying(shop, change.head, title));
  }
  expect((await scene.github.stats()).total).toBe(0);
  expect(await titles(shop, change.head)).toEqual(['two']);
});

test('a run whose answer was lost is found, not made twice', async () => {
  const { shop, change } = await scene.begun();
  const once = await saying(shop, change.head, 'lost');
  await scene.github.arm({ on: CREATE, action: { kind: 'status', status: 502, when: 'after' } });
  await expect(writeOnce(scene.context, shop.place, once)).rejects.toMatchObject({ code: 'github.unavailable' });
  await writeOnce(scene.context, shop.place, once);
  expect(await titles(shop, change.head)).toEqual(['lost']);
});
