import { afterEach, expect, test } from '@jest/globals';
import { flush } from '../../../src/app/stages/flush.ts';
import { addLedgerAct } from '../../../src/app/stages/ledger-acts.ts';
import { keepFiles } from '../../../src/app/stages/pinned-files.ts';
import { report } from '../../../src/app/stages/report.ts';
import type { LedgerStatement } from '../../../src/ledger/entries/ledger.ts';
import { pinFiles } from '../../../src/ledger/genesis.ts';
import { type Bench, entryOf, flushing, restarted } from './bench.ts';
import {
  BRANCH,
  CHECK,
  flushOnce,
  judge,
  readActs,
  readEntries,
  runThrough,
  type Shop,
  useScene,
  verifyBranch,
} from './scene.ts';

/** The database is lost, or lost its last moments; the branch and the check runs are still there. */

const scene = useScene();
const REF = `refs/heads/${BRANCH}`;

const opened: Bench[] = [];
afterEach(async () => {
  for (const bench of opened.splice(0)) await bench.close();
});

async function lose(seed?: number): Promise<Bench> {
  const bench = await scene.withEmptyDatabase(seed);
  opened.push(bench);
  return bench;
}

/** `check-run`, `database` or `nothing`, as the entry says. */
async function comparedWith({ context }: Bench, shop: Shop) {
  const acts = (await readEntries(context, shop)).map(
    ({ statement }) => (statement as unknown as LedgerStatement).predicate.countersign_ledger,
  );
  return acts.flatMap((act) => (act?.act === 'adoption' ? [[act.size, act.comparedWith]] : []));
}

test('a lost database takes the ledger over once a check run of ours agrees, and goes on counting', async () => {
  const { shop, change, ledger } = await scene.begun();
  await report(scene.context, change.key);
  const lost = await lose();
  await runThrough(lost.context, { shop, change });
  // The evidence is lost: a policy whose text nobody has any more comes into force as a new version.
  const acts = await readActs(lost.context, shop);
  expect(acts.slice(0, 3)).toEqual(['genesis', 'policy', 'decision']);
  expect(acts.slice(3).toSorted()).toEqual(['adoption', 'decision', 'policy', 'start']);
  expect(await comparedWith(lost, shop)).toEqual([[3, 'check-run']]);
  const after = await shop.ledger(lost.context);
  const before = await lost.store.ledgers.entries(after.id, 0, 3);
  expect(before).toEqual(await scene.store.ledgers.entries(ledger.id, 0, 3));
  // Entries of one subject are counted on.
  const ids = (await readEntries(lost.context, shop)).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await verifyBranch(lost.context, shop)).toMatchObject({ size: 7, root: after.decided.root, problems: [] });
  const [run] = await scene.github.checkRuns({ repository: shop.name, sha: change.head });
  expect(run).toMatchObject({ name: CHECK, conclusion: 'success' });
});

test('where no check run names a root there is nothing to compare with, and the entry says so', async () => {
  const { shop, change } = await scene.begun();
  const lost = await lose();
  await judge(lost.context, change);
  await flushOnce(lost.context, shop);
  expect(await comparedWith(lost, shop)).toEqual([[3, 'nothing']]);
});

test('a rewound branch and a lost database: a check run knows more, so nothing is believed', async () => {
  const { shop, change } = await scene.begun();
  const old = (await shop.ledger()).published.head;
  const second = await shop.propose('SHOP-2');
  await runThrough(scene.context, { shop, change: second });
  // The run of the first commit is written again, and names the newer root.
  await scene.store.reports.refresh(change.subject.repository.id, change.head);
  await report(scene.context, change.key);
  await scene.github.moveRef({ repository: shop.name, ref: REF, oid: old });
  const lost = await lose();
  await expect(judge(lost.context, change)).rejects.toMatchObject({
    code: 'ledger.inconsistent',
    message: expect.stringContaining('another root at size 4'),
  });
  expect((await scene.github.refs({ repository: shop.name }))[REF]).toBe(old);
});

test('a ledger that another key signed is not taken over', async () => {
  const { shop, change, ledger } = await scene.begun();
  const other = await lose(2);
  await expect(judge(other.context, change)).rejects.toMatchObject({ code: 'ledger.inconsistent' });
  expect((await scene.github.refs({ repository: shop.name }))[REF]).toBe(ledger.published.head);
});

test('entries that do not make the signed root are not taken over', async () => {
  const { shop, change } = await scene.begun();
  const path = 'tail/2.json';
  const text = await scene.github.readFile({ repository: shop.name, revision: BRANCH, path });
  const files = { [path]: text?.replace('PASSED', 'FAILED') ?? '' };
  await scene.github.pushCommit({ repository: shop.name, branch: BRANCH, files });
  const lost = await lose();
  await expect(judge(lost.context, change)).rejects.toThrow(/do not make the root/);
  await scene.github.pushCommit({ repository: shop.name, branch: BRANCH, files: { [path]: null } });
  await expect(judge(lost.context, change)).rejects.toThrow(/has no tail\/2.json/);
});

test('a database that lost its last moments takes the rest over, over the edge of a bundle', async () => {
  const { shop, change, ledger } = await scene.begun();
  const lost = await lose();
  await runThrough(lost.context, { shop, change });
  // From here on the first database hears nothing, as one that was restored from yesterday's backup.
  const held = await shop.ledger(lost.context);
  for (let n = 1; n <= 260; n++) await lost.store.ledgers.add(held.id, entryOf(lost.context, held, n), []);
  const grown = await flushOnce(lost.context, shop);
  expect(grown.decided.size).toBeGreaterThan(256);

  scene.context.compared.delete(ledger.id);
  const adopted = await flushOnce(scene.context, shop);
  expect(await comparedWith(scene, shop)).toContainEqual([grown.decided.size, 'database']);
  expect(await scene.store.ledgers.entries(ledger.id, 0, grown.decided.size)).toEqual(
    await lost.store.ledgers.entries(held.id, 0, grown.decided.size),
  );
  expect(await verifyBranch(scene.context, shop)).toMatchObject({ root: adopted.decided.root, problems: [] });
});

test('a ledger that takes long to read is not taken from whoever reads it', async () => {
  const { shop, change, ledger } = await scene.begun();
  const lost = await lose();
  const { forge } = lost.context;
  const taken: unknown[] = [];
  const slow: typeof forge = {
    ...forge,
    ledgerBranch: (...place) => {
      const branch = forge.ledgerBranch(...place);
      const read: typeof branch.read = async (...file) => {
        const { id } = await shop.ledger(lost.context);
        if (file[1].startsWith('tail/')) taken.push(await lost.store.ledgers.take(id, 'another process', 60_000));
        // As long as a lease holds.
        await lost.database.query('update countersign.ledger set lease_until = countersign.clock() where id = $1', [
          id,
        ]);
        return await branch.read(...file);
      };
      return { ...branch, read };
    },
  };
  await judge({ ...lost.context, forge: slow }, change);
  expect((await shop.ledger(lost.context)).decided.root).toBe(ledger.decided.root);
  expect(taken).toEqual(Array.from({ length: ledger.decided.size }, () => null));
});

test('files that a later version brought are taken over with the ledger, and come back with a deleted branch', async () => {
  const { shop, ledger } = await scene.begun();
  const schema = { path: 'schema/override/1.json', bytes: Buffer.from('{"title":"of a later version"}\n') };
  await keepFiles(scene.context, [schema]);
  const app = { version: '9.9.9', configuration: { sha256: 'ab'.repeat(32) } };
  const files = pinFiles([schema]);
  await addLedgerAct(scene.context, ledger, { act: 'start', app, permissions: {}, files });
  await flushOnce(scene.context, shop);
  const read = async () => await scene.github.readFile({ repository: shop.name, revision: BRANCH, path: schema.path });
  expect(await read()).toBe(String(schema.bytes));
  expect((await verifyBranch(scene.context, shop)).problems).toEqual([]);

  const lost = await lose();
  const { id } = await lost.store.ledgers.open(ledger);
  await flush(flushing(lost.context), id);
  await scene.github.moveRef({ repository: shop.name, ref: REF, oid: null });
  await flush(flushing(restarted(lost.context)), id);
  expect(await read()).toBe(String(schema.bytes));
  expect((await verifyBranch(lost.context, shop)).problems).toEqual([]);
});

test('a file that is not what the ledger pins is not taken over', async () => {
  const { shop, ledger } = await scene.begun();
  const files = { 'README.md': 'trust me\n' };
  await scene.github.pushCommit({ repository: shop.name, branch: BRANCH, files, message: 'better\n' });
  const lost = await lose();
  const { id } = await lost.store.ledgers.open(ledger);
  await expect(flush(flushing(lost.context), id)).rejects.toMatchObject({
    cause: expect.objectContaining({ code: 'ledger.inconsistent', message: expect.stringContaining('README.md') }),
  });
  expect((await shop.ledger(lost.context)).decided.size).toBe(0);
});
