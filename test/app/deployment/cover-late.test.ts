import { describe, expect, test } from '@jest/globals';
import { fileEntries } from '../../../src/app/archive/file-entries.ts';
import { lateCoversOf } from '../../../src/app/deployment/chain.ts';
import { coverLate } from '../../../src/app/deployment/cover-late.ts';
import type { Person } from '../../../src/policy/facts.ts';
import { flushOnce, type Shop, verifyBranch } from '../stages/scene.ts';
import { useDeployments } from './deployment-scene.ts';

const scene = useDeployments();
/** May write, and had no part in anything. */
const reviewer = (): Person => ({ id: scene.sample.amir.id, login: scene.sample.amir.login, type: 'user' });
let comments = 0;

async function open() {
  const shop = await scene.deployingShop('source: { is: reviewed, late: allow }');
  await scene.github.setCollaborator({ repository: shop.name, user: scene.sample.amir.login, permission: 'write' });
  const hot = await scene.pushHot(shop);
  const { number } = await shop.propose('SHOP-2 talk');
  const cover = async (said: Partial<Parameters<typeof coverLate>[1]> = {}): Promise<string> => {
    comments += 1;
    // At most one answer a minute: each is another question here.
    await scene.store.memory.forget('answer', '');
    const task = {
      task: 'cover',
      place: shop.place,
      number,
      commits: [hot.slice(0, 9)],
      reason: 'looked at it',
    } as const;
    await coverLate(scene.context, { ...task, by: reviewer(), guid: `cover-${comments}`, ...said });
    return (await scene.github.comments({ repository: shop.name, number })).at(-1)?.body ?? '';
  };
  return { shop, hot, cover };
}

const coverOf = async (shop: Shop, commit: string) => {
  await flushOnce(scene.context, shop);
  await fileEntries(scene.context);
  return await lateCoversOf(scene.context, { repository: shop.place.repository.id, commit });
};

describe('somebody answers for what landed without a decision', () => {
  test('and it is an entry, marked late, with the reason in evidence; the same comment once', async () => {
    const { shop, hot, cover } = await open();
    for (let times = 0; times < 2; times += 1) expect(await cover({ guid: 'once' })).toContain('Covered late by');
    expect(await coverOf(shop, hot)).toMatchObject([{ by: scene.sample.amir.id }]);
    const landed = (await scene.told(shop, 'countersign_landed')).filter(({ how }) => how === 'cover');
    expect(landed).toMatchObject([{ result: 'covered', late: { commits: [hot], reason: { digest: {} } } }]);
    expect((await verifyBranch(scene.context, shop)).problems).toEqual([]);
    const view = await scene.decide(shop, await scene.ask(shop, { commit: hot }));
    expect(view.gates[0]?.answer?.state).toBe('approved');
  });

  test.each<[string, Partial<Parameters<typeof coverLate>[1]>, RegExp]>([
    ['without a commit', { commits: [] }, /no commit was named/],
    ['without a reason', { reason: '' }, /a reason is needed/],
    ['of a commit that is not there', { commits: ['0123456'] }, /begins with 0123456/],
    // As the landing names who pushed it (landing-scene.ts).
    ['by who pushed it', { by: { id: 5, login: 'OWNER', type: 'user' } }, /Somebody else has to/],
    ['by who wrote it', { by: { id: 0, login: 'WRITER', type: 'user' } }, /wrote .* Somebody else has to/],
  ])('not %s', async (_, said, words) => {
    const { shop, hot, cover } = await open();
    const { id, login } = scene.sample.owner;
    const by = said.by === undefined ? {} : { by: { ...said.by, id: said.by.id === 0 ? id : said.by.id, login } };
    expect(await cover({ ...said, ...by })).toMatch(words);
    expect(await coverOf(shop, hot)).toEqual([]);
  });

  test('not by somebody who may not write here: nothing is said either', async () => {
    const { shop, hot, cover } = await open();
    const { id } = await scene.github.createUser({ login: `eve-${hot.slice(0, 6)}` });
    expect(await cover({ by: { id, login: `eve-${hot.slice(0, 6)}`, type: 'user' } })).toBe('');
    expect(await coverOf(shop, hot)).toEqual([]);
  });
});
