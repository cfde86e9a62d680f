import { expect, test } from '@jest/globals';
import { newestDecision } from '../../../src/app/archive/newest-decision.ts';
import { refDigestOf } from '../../../src/app/stages/known-policies.ts';
import { flushOnce, judge, useScene } from '../stages/scene.ts';

const scene = useScene();

test('the newest decision about a commit counts, for its repository and its branch only', async () => {
  const { shop, change } = await scene.begun();
  const { id } = shop.place.repository;
  const about = { repository: id, commit: change.head, refDigest: refDigestOf('main') };
  expect(await newestDecision(scene.context, about)).toMatchObject({ isPassing: true, kind: 'pull_request' });
  expect(await newestDecision(scene.context, { ...about, repository: id + 1 })).toBeNull();
  expect(await newestDecision(scene.context, { ...about, refDigest: refDigestOf('next') })).toBeNull();
  expect(await newestDecision(scene.context, { ...about, commit: 'f'.repeat(40) })).toBeNull();
  const as = scene.sample.owner.login;
  await scene.github.editPullRequest({ repository: shop.name, number: change.number, title: 'nothing', as });
  await judge(scene.context, change);
  await flushOnce(scene.context, shop);
  expect(await newestDecision(scene.context, about)).toMatchObject({ isPassing: false });
});
