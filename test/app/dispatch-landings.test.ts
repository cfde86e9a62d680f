import { expect, test } from '@jest/globals';
import { dequeuedRows } from '../../src/app/landing/dequeued.ts';
import { listPushed } from '../../src/app/landing/pushed.ts';
import { taggedRows } from '../../src/app/landing/tagged.ts';
import { dana, deliver, dispatchAll, oid } from './deliveries.ts';
import { useScene } from './stages/scene.ts';

const scene = useScene();

test('what happened to branches, their queues and tags is kept, to be told, before the webhook counts as read', async () => {
  const { shop } = await scene.begun();
  const { installation, repository } = shop.place;
  const pushedAt = 1_795_000_000;
  const about = { id: repository.id, full_name: `${repository.owner}/${repository.name}`, default_branch: 'main' };
  const envelope = { installation: { id: installation }, repository: { ...about, pushed_at: pushedAt }, sender: dana };
  const push = {
    ...envelope,
    before: oid(1),
    after: oid(2),
    forced: false,
    created: false,
    deleted: false,
    commits: [],
  };
  const branch = await deliver(scene, 'push', { ...push, ref: 'refs/heads/main' });
  const tag = await deliver(scene, 'push', { ...push, ref: 'refs/tags/v1' });
  const change = { number: 4, base: { ref: 'main' }, head: { sha: oid(3) } };
  const queue = await deliver(scene, 'pull_request', {
    ...envelope,
    action: 'dequeued',
    reason: 'CI_FAILURE',
    pull_request: change,
  });
  await dispatchAll(scene);
  const movedAt = pushedAt * 1_000;
  expect(await listPushed(scene.context, repository.id)).toMatchObject([{ guid: branch, branch: 'main', movedAt }]);
  expect(await taggedRows.list(scene.context, repository.id)).toMatchObject([{ guid: tag, after: oid(2), movedAt }]);
  expect(await dequeuedRows.list(scene.context, repository.id)).toMatchObject([
    { guid: queue, number: 4, head: oid(3), reason: 'ci-failure' },
  ]);
});
