import { expect, test } from '@jest/globals';
import { flushEvidence, sendDueEvidence } from '../../../src/app/stages/evidence-flush.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/base/clock.ts';
import { waitingJobs } from '../../store/fixture.ts';
import { configOf, restarted } from './bench.ts';
import {
  addPieces,
  branchFiles,
  branchState,
  digestsIn,
  evidenceFlushing,
  expectPublished,
  flushEvidenceOnce,
  kept,
  messages,
  pieceOf,
} from './evidence-scene.ts';
import { useScene } from './scene.ts';

const scene = useScene();

test('the evidence of a decision goes to a branch of its own, which is born without it', async () => {
  const { shop } = await scene.begun();
  expect((await kept(scene.context, shop)).map(({ part }) => part).toSorted()).toEqual([
    'directory',
    'facts',
    'pins',
    'policy',
  ]);
  const ledger = await scene.github.log({ repository: shop.name, revision: 'countersign/ledger' });
  await flushEvidenceOnce(scene.context, shop);
  expect(await digestsIn(scene.context, shop, 'waiting')).toEqual([]);
  await expectPublished(scene.context, shop);
  const count = (await kept(scene.context, shop)).length;
  expect(messages(shop)).toEqual([
    `evidence: ${count} pieces [skip ci]\n\n\nskip-checks: true`,
    'evidence: a branch for it [skip ci]\n\n\nskip-checks: true',
  ]);
  expect(await scene.github.log({ repository: shop.name, revision: 'countersign/ledger' })).toEqual(ledger);
});

test('with nothing new nothing is written', async () => {
  const { shop } = await scene.begun();
  await flushEvidenceOnce(scene.context, shop);
  const before = await branchState(scene.context, shop);
  await flushEvidenceOnce(restarted(scene.context), shop);
  expect(await branchState(scene.context, shop)).toMatchObject({ head: before.head, publishedAt: before.publishedAt });
  expect(messages(shop)).toHaveLength(2);
});

test('only what has waited long enough is due, a moment before the next look would be too late', async () => {
  const { shop } = await scene.begun();
  const key = String(shop.place.repository.id);
  const withWindow = (window: number) => ({
    ...evidenceFlushing({
      ...scene.context,
      config: configOf({ COUNTERSIGN_EVIDENCE_WINDOW: String(window) }),
    }),
  });
  await sendDueEvidence(withWindow(5 * MINUTE), 30 * SECOND);
  expect(await waitingJobs(scene.database, 'evidence', key)).toEqual([]);
  await sendDueEvidence(withWindow(20 * SECOND), 30 * SECOND);
  expect(await waitingJobs(scene.database, 'evidence', key)).toHaveLength(1);
});

test('a repository that is gone is left alone for longer and longer', async () => {
  const { shop, ledger } = await scene.begun();
  const { id, owner } = shop.place.repository;
  await scene.database.query('update countersign.ledger set name = $2 where id = $1', [ledger.id, 'gone']);
  const at = Math.ceil(scene.context.clock.now() / HOUR) * HOUR;
  const flushing = evidenceFlushing({ ...scene.context, clock: { now: () => at } });
  const rests: unknown[] = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    await flushEvidence(flushing, id);
    rests.push((flushing.rests.get(id).until - at) / SECOND);
  }
  expect(rests).toEqual([30, 60, 120, 240, 480, 600, 600, 600]);
  const [job] = await waitingJobs(scene.database, 'evidence', String(id));
  expect(job?.due).toBeGreaterThan(20 * SECOND);
  await scene.database.query("delete from countersign_jobs.job where name = 'evidence'");
  await sendDueEvidence(flushing, 5 * MINUTE);
  expect(await waitingJobs(scene.database, 'evidence', String(id))).toEqual([]);
  await scene.store.ledgers.open({ ...ledger, repository: { ...ledger.repository, owner } });
  await flushEvidence(flushing, id);
  expect(flushing.rests.size).toBe(0);
  await expectPublished(scene.context, shop);
});

test('what another process holds is left to it', async () => {
  const { shop, ledger } = await scene.begun();
  const { id } = shop.place.repository;
  const lease = await scene.store.evidence.take(id, 'another process', MINUTE);
  await flushEvidenceOnce(scene.context, shop);
  if (lease !== null) await scene.store.evidence.release(lease);
  expect((await digestsIn(scene.context, shop, 'published')).length).toBe(0);
  await addPieces(scene.context, ledger, [pieceOf('late')]);
  await flushEvidenceOnce(scene.context, shop);
  await expectPublished(scene.context, shop);
});

test('whoever fails within one stretch sends the job that others send too', async () => {
  const { shop, ledger } = await scene.begun();
  await scene.database.query('update countersign.ledger set name = $2 where id = $1', [ledger.id, 'gone']);
  const { id } = shop.place.repository;
  // Several processes: each has its first failure, some seconds after the one before.
  const at = Math.ceil(scene.context.clock.now() / HOUR) * HOUR;
  const delays: number[] = [];
  for (const later of [0, 7 * SECOND, 29 * SECOND]) {
    await flushEvidence(evidenceFlushing({ ...scene.context, clock: { now: () => at + later } }), id);
    const [job] = await waitingJobs(scene.database, 'evidence', String(id));
    delays.push(later + (job?.due ?? 0));
    await scene.database.query("delete from countersign_jobs.job where name = 'evidence'");
  }
  for (const due of delays) expect(Math.abs(due - 30.5 * SECOND)).toBeLessThan(5 * SECOND);
});

test('what somebody leaves there is taken away when the hour has a commit left for it', async () => {
  const { shop } = await scene.begun();
  await flushEvidenceOnce(scene.context, shop);
  const files = { 'mine.txt': 'x' };
  await scene.github.pushCommit({ repository: shop.name, branch: 'countersign/evidence', message: 'x\n', files });
  const { id } = shop.place.repository;
  const flushing = evidenceFlushing(scene.context);
  const { installation } = shop.place;
  for (let commit = 0; commit < 100; commit += 1) flushing.pace.evidenceWent(installation, scene.context.clock.now());
  await scene.database.query("delete from countersign_jobs.job where name = 'evidence'");
  await flushEvidence(flushing, id);
  expect([...branchFiles(shop).keys()]).toContain('mine.txt');
  const [job] = await waitingJobs(scene.database, 'evidence', String(id));
  expect(job?.due).toBeGreaterThan(50 * MINUTE);
  const fresh = evidenceFlushing(scene.context);
  await flushEvidence(fresh, id);
  await expectPublished(scene.context, shop);
  // It counts: ninety-nine more are left of the hour.
  for (let commit = 0; commit < 99; commit += 1) fresh.pace.evidenceWent(installation, scene.context.clock.now());
  expect(fresh.pace.waitForEvidence(installation, scene.context.clock.now())).toBeGreaterThan(0);
});
