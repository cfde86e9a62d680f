import { afterEach, expect, test } from '@jest/globals';
import { flushEvidence } from '../../../src/app/stages/evidence-flush.ts';
import { waitingJobs } from '../../store/fixture.ts';
import {
  addPieces,
  branchFiles,
  digestsIn,
  evidenceFlushing,
  expectPublished,
  flushEvidenceOnce,
  messages,
  pieceOf,
} from './evidence-scene.ts';
import { useScene } from './scene.ts';

const scene = useScene();
afterEach(() => scene.github.setSecretPatterns({ texts: [] }));

const TOKEN = 'ghp_0123456789abcdef';
const many = (count: number, document: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => pieceOf({ n, text: document(n) }));
const commits = async (): Promise<number> => (await scene.github.stats()).byRoute['GRAPHQL mutation Commit'] ?? 0;

test('much evidence takes few commits, none of them large', async () => {
  const { shop, ledger } = await scene.begun();
  await flushEvidenceOnce(scene.context, shop);
  await addPieces(
    scene.context,
    ledger,
    many(401, (n) => `small ${n}`),
  );
  await flushEvidenceOnce(scene.context, shop);
  const heads = messages(shop).map((message) => message.split('\n')[0]);
  expect(heads.slice(0, 2)).toEqual(['evidence: 1 piece [skip ci]', 'evidence: 400 pieces [skip ci]']);
  await addPieces(
    scene.context,
    ledger,
    many(4, (n) => String(n).repeat(300_000)),
  );
  await flushEvidenceOnce(scene.context, shop);
  expect(
    messages(shop)
      .map((message) => message.split('\n')[0])
      .slice(0, 2),
  ).toEqual(['evidence: 2 pieces [skip ci]', 'evidence: 2 pieces [skip ci]']);
  await expectPublished(scene.context, shop);
});

test('what GitHub takes for a secret is withheld, the rest of its batch is published, and it is not tried again', async () => {
  const { shop, ledger } = await scene.begun();
  await scene.github.setSecretPatterns({ texts: [TOKEN] });
  const pieces = many(60, (n) => (n === 7 ? `a title with ${TOKEN}` : `a title ${n}`));
  await addPieces(scene.context, ledger, pieces);
  const before = await commits();
  await flushEvidenceOnce(scene.context, shop);
  expect(await digestsIn(scene.context, shop, 'withheld')).toEqual([pieces[7]?.digest]);
  expect(await digestsIn(scene.context, shop, 'waiting')).toEqual([]);
  await expectPublished(scene.context, shop);
  expect([...branchFiles(shop).values()].join('\n')).not.toContain(TOKEN);
  const tried = (await commits()) - before;
  expect(tried).toBeLessThanOrEqual(24);
  await flushEvidenceOnce(scene.context, shop);
  expect((await commits()) - before).toBe(tried);
  expect(await scene.store.ledgers.evidence(ledger.id, pieces[7]?.digest ?? '')).toMatchObject({
    salt: pieces[7]?.salt,
  });
});

test('where somebody fills a batch with what looks like secrets, requests stay few and the rest comes later', async () => {
  const { shop, ledger } = await scene.begun();
  await flushEvidenceOnce(scene.context, shop);
  await scene.github.setSecretPatterns({ texts: [TOKEN] });
  await addPieces(
    scene.context,
    ledger,
    many(32, (n) => (n % 2 === 0 ? `${TOKEN} ${n}` : `fine ${n}`)),
  );
  const before = await commits();
  await scene.database.query("delete from countersign_jobs.job where name = 'evidence'");
  await flushEvidenceOnce(scene.context, shop);
  expect((await commits()) - before).toBe(24);
  expect(await waitingJobs(scene.database, 'evidence', String(shop.place.repository.id))).toMatchObject([
    { due: expect.any(Number) as unknown },
  ]);
  for (let flushes = 0; flushes < 4; flushes += 1) await flushEvidenceOnce(scene.context, shop);
  expect(await digestsIn(scene.context, shop, 'withheld')).toHaveLength(16);
  expect(await digestsIn(scene.context, shop, 'waiting')).toEqual([]);
  await expectPublished(scene.context, shop);
});

test('when the hour is full evidence waits, and says until when', async () => {
  const { shop } = await scene.begun();
  const { id } = shop.place.repository;
  const flushing = evidenceFlushing(scene.context);
  const { installation } = shop.place;
  const now = scene.context.clock.now();
  for (let sent = 0; sent < 100; sent += 1) flushing.pace.evidenceWent(installation, now - 1000);
  await scene.database.query("delete from countersign_jobs.job where name = 'evidence'");
  await flushEvidence(flushing, id);
  expect((await digestsIn(scene.context, shop, 'published')).length).toBe(0);
  const [job] = await waitingJobs(scene.database, 'evidence', String(id));
  expect(job?.due).toBeGreaterThan(50 * 60_000);
  await flushEvidenceOnce(scene.context, shop);
  await expectPublished(scene.context, shop);
});
