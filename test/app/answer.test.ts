import { beforeEach, expect, test } from '@jest/globals';
import { answer, type Question } from '../../src/app/answer.ts';
import type { Context } from '../../src/app/context.ts';
import { HOUR, MINUTE } from '../../src/base/clock.ts';
import { type Shop, useScene } from './stages/scene.ts';

const scene = useScene();
const comment = { sentence: 'Because.', explanation: null };
const write = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';

let shop: Shop;
let question: Question;

beforeEach(async () => {
  shop = await scene.shop();
  const { number, key } = await shop.propose('SHOP-1');
  question = { place: shop.place, number, key };
});

/** The database's clock, so much later. */
function later(milliseconds: number): Context {
  const { context } = scene;
  return { ...context, store: { ...context.store, now: async () => (await scene.store.now()) + milliseconds } };
}

async function written(): Promise<number> {
  return (await scene.github.comments({ repository: shop.name, number: question.number })).length;
}

test('whoever asks on gets one answer a minute, on each pull request', async () => {
  expect(await answer(scene.context, question, comment)).toBe(true);
  expect(await answer(scene.context, question, comment)).toBe(false);
  expect(await written()).toBe(1);
  const { number, key } = await shop.propose('SHOP-2');
  expect(await answer(scene.context, { ...question, number, key }, comment)).toBe(true);
  expect(await answer(later(MINUTE), question, comment)).toBe(true);
  expect(await written()).toBe(2);
});

test('an answer that was stored although GitHub failed is not written twice', async () => {
  await scene.github.arm({ on: write, action: { kind: 'reset', when: 'after' } });
  await expect(answer(scene.context, question, comment)).rejects.toMatchObject({ code: 'github.unavailable' });
  expect(await written()).toBe(1);
  expect(await answer(later(8 * HOUR), question, comment)).toBe(true);
  expect(await written()).toBe(1);
  // Whoever asks after that asks anew.
  expect(await answer(later(8 * HOUR + MINUTE), question, comment)).toBe(true);
  expect(await written()).toBe(2);
});

test('an answer that was not stored is written', async () => {
  await scene.github.arm({ on: write, action: { kind: 'status', status: 502, when: 'before' } });
  await expect(answer(scene.context, question, comment)).rejects.toMatchObject({ code: 'github.unavailable' });
  expect(await answer(scene.context, question, comment)).toBe(true);
  expect(await answer(scene.context, question, comment)).toBe(false);
  expect(await written()).toBe(1);
});

test('one that was lost long ago is nobody’s answer today', async () => {
  await scene.github.arm({ on: write, action: { kind: 'reset', when: 'after' } });
  await expect(answer(scene.context, question, comment)).rejects.toMatchObject({ code: 'github.unavailable' });
  expect(await answer(later(13 * HOUR), question, comment)).toBe(true);
  expect(await written()).toBe(2);
});
