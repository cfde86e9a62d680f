import { expect, test } from '@jest/globals';
import { EVIDENCE_BRANCH } from '../../../src/ledger/layout.ts';
import { EVIDENCE_REF, flushEvidenceOnce } from './evidence-scene.ts';
import { flushOnce, judge, readActs, useScene } from './scene.ts';

const scene = useScene();

/** Words of the ledger after the database was lost and the pull request judged again, and parts that the database has then. */
async function loseAll({ withBranch }: { readonly withBranch: boolean }) {
  const { shop, change } = await scene.begun();
  await flushEvidenceOnce(scene.context, shop);
  if (!withBranch) await scene.github.moveRef({ repository: shop.name, ref: EVIDENCE_REF, oid: null });
  const empty = await scene.withEmptyDatabase();
  await judge(empty.context, change);
  await flushOnce(empty.context, shop);
  const acts = await readActs(empty.context, shop);
  const rows = await empty.database.query<{ part: string; state: string }>(
    "select part, state from countersign.evidence where part in ('policy', 'pins') order by part",
  );
  await empty.close();
  return { acts, rows };
}

test('policies and what their names meant are had before anything is judged: no version is recorded twice', async () => {
  const { acts, rows } = await loseAll({ withBranch: true });
  expect(acts.filter((act) => act === 'policy')).toHaveLength(1);
  expect(acts).toContain('adoption');
  expect(rows).toEqual([
    { part: 'pins', state: 'published' },
    { part: 'policy', state: 'published' },
  ]);
});

test(`without the branch ${EVIDENCE_BRANCH} they are lost: the policy is a new version`, async () => {
  const { acts } = await loseAll({ withBranch: false });
  expect(acts.filter((act) => act === 'policy')).toHaveLength(2);
});
