import { describe, expect, test } from '@jest/globals';
import { ledgerKeys } from '../../../src/app/ledger-keys.ts';
import { flush } from '../../../src/app/stages/flush.ts';
import { Fault } from '../../../src/base/fault.ts';
import { flushing, ledgerKey, newLedger, openBench, pendingOf, restarted } from '../stages/bench.ts';
import { addPieces, branchFiles, digestsIn, flushEvidenceOnce, pieceOf } from '../stages/evidence-scene.ts';
import { flushOnce, readActs, useScene } from '../stages/scene.ts';
import { addLeaver, tell, tracesOf, withoutCompacting } from './scene-of-person.ts';

const scene = useScene();

async function begin() {
  const { shop, ledger } = await scene.begun();
  const leaver = await addLeaver(scene.context, ledger);
  await flushOnce(scene.context, shop);
  await flushEvidenceOnce(scene.context, shop);
  return { shop, ledger, leaver, context: restarted(withoutCompacting(scene.context)) };
}

test('the entry stands on the branch before anything goes; the branch is replaced', async () => {
  const { shop, leaver, context } = await begin();
  const told = await tell(context, { person: leaver.login });
  const { origin } = await shop.ledger();
  expect(told.slice(1)).toEqual([
    { told: 'recorded', origin, documents: 4 },
    { told: 'erased', origin, documents: 4 },
    { told: 'end', remains: [] },
  ]);
  expect((await readActs(scene.context, shop)).at(-1)).toBe('redaction');
  expect([...(await digestsIn(scene.context, shop, 'erased'))].toSorted()).toEqual(
    leaver.pieces.map(({ digest }) => digest).toSorted(),
  );
  const files = [...branchFiles(shop).values()].join('');
  expect(files).not.toMatch(new RegExp(tracesOf(leaver), 'i'));
  expect(files).toContain('nobody');
  // Again: nothing is left to do, and nothing more is said.
  expect(await tell(context, { person: String(leaver.id) })).toMatchObject([{ told: 'findings' }, { told: 'end' }]);
});

test('a dry run changes nothing', async () => {
  const { shop, leaver, context } = await begin();
  const before = await shop.ledger();
  const [findings, ...rest] = await tell(context, { person: leaver.login, isDry: true });
  expect(findings).toMatchObject({
    findings: { identity: { ids: [leaver.id], names: [leaver.name], emails: [leaver.email] }, entries: [] },
  });
  expect(rest).toEqual([]);
  expect(await shop.ledger()).toEqual(before);
  expect(await scene.store.memory.list('erasing', '')).toEqual([]);
});

describe('where it stops', () => {
  test('entries that name the person stay, so they are told before anything is done', async () => {
    const { shop, ledger, leaver, context } = await begin();
    const named = `{"predicate":{"changedBy":{"id":1,"login":"${leaver.login}"}}}`;
    await scene.database.query('update countersign.entry set bytes = $2 where ledger = $1 and index = 1', [
      ledger.id,
      named,
    ]);
    const [findings, ...rest] = await tell(context, { person: leaver.login });
    expect(findings).toMatchObject({ findings: { entries: [{ origin: ledger.origin, entries: 1 }] } });
    expect(rest).toEqual([]);
    expect(await digestsIn(scene.context, shop, 'erased')).toEqual([]);
    expect((await pendingOf(scene.context, await shop.ledger())).length).toBe(0);
  });

  test('a login that two people had is nobody in particular', async () => {
    const { ledger, leaver, context } = await begin();
    const [piece] = leaver.pieces;
    if (piece === undefined) throw new Error('nothing was added');
    await scene.database.query('update countersign.evidence set document = $2 where ledger = $1 and digest = $3', [
      ledger.id,
      `{"id":5,"login":"${leaver.login}"}`,
      piece.digest,
    ]);
    await expect(tell(context, { person: leaver.login })).rejects.toMatchObject({
      code: 'cli.usage',
      message: expect.stringContaining(`5, ${leaver.id}`),
    });
  });

  test('evidence that nobody has read back may hold anybody', async () => {
    const bench = await openBench();
    const { context } = bench;
    const unread = ['a', 'b', 'a'].map((origin, n) => ({ origin, digest: String(n).repeat(64) }));
    const store = { ...context.store, erasure: { ...context.store.erasure, unread: async () => unread } };
    await expect(tell({ ...context, store }, { person: 'dana' })).rejects.toMatchObject({
      code: 'ledger.unavailable',
      message: expect.stringContaining('3 pieces'),
      next: expect.stringContaining('--leave-unreadable'),
    });
    // Where their repository is gone they are never read: whoever says so goes on, and hears which.
    const told = await tell({ ...context, store }, { person: 'dana', leaveUnreadable: true, isDry: true });
    expect(told).toMatchObject([
      { told: 'left', origin: 'a', digests: ['0'.repeat(64), '2'.repeat(64)] },
      { told: 'left', origin: 'b', digests: ['1'.repeat(64)] },
      { told: 'findings' },
    ]);
    await bench.close();
  });

  test('a name that others have too is left out, and their texts stay', async () => {
    const bench = await openBench();
    const { context } = bench;
    const { ledger } = await newLedger(context);
    const { login, id } = await addLeaver(context, ledger);
    const person = { id, login, type: 'user' };
    const theirs = pieceOf([{ oid: 'b', author: { person, name: 'Alex', email: 'a@aztec.example' } }]);
    const others = pieceOf([{ oid: 'c', author: { person: null, name: 'Alex', email: 'other@example.org' } }]);
    await addPieces(context, ledger, [theirs, others]);
    const found = async (...keepNames: readonly string[]): Promise<readonly string[]> => {
      const [first] = await tell(context, { person: login, isDry: true, keepNames });
      return first?.told === 'findings' ? first.findings.documents.map(({ digest }) => digest) : [];
    };
    expect(await found()).toEqual(expect.arrayContaining([theirs.digest, others.digest]));
    const kept = await found('ALEX');
    expect(kept).toContain(theirs.digest);
    expect(kept).not.toContain(others.digest);
    await bench.close();
  });
});

describe('a branch that cannot be written', () => {
  test('keeps its documents, and who is meant is remembered for the next time', async () => {
    const { shop, leaver, context } = await begin();
    const forge = {
      ...context.forge,
      ledgerBranch: () => {
        throw new Fault('github.unavailable', 'GitHub is down');
      },
    };
    const told = await tell({ ...context, forge }, { person: leaver.login });
    expect(told).toMatchObject([
      { told: 'findings' },
      { told: 'unfinished', why: expect.stringContaining('GitHub is down') },
      { told: 'end', remains: expect.arrayContaining([expect.objectContaining({ table: 'countersign.evidence' })]) },
    ]);
    expect(await digestsIn(scene.context, shop, 'erased')).toEqual([]);
    expect(await scene.store.memory.list('erasing', '')).toHaveLength(1);
    expect((await tell(context, { person: leaver.login })).at(-1)).toEqual({ told: 'end', remains: [] });
    expect(await scene.store.memory.list('erasing', '')).toEqual([]);
  });

  test('because the repository is gone: the database is erased all the same, and the entry waits', async () => {
    const { shop, leaver, context } = await begin();
    const forge = {
      ...context.forge,
      ledgerBranch: () => {
        throw new Fault('github.not-found', 'it is gone');
      },
    };
    const told = await tell({ ...context, forge }, { person: leaver.login });
    expect(told.map(({ told: kind }) => kind)).toEqual(['findings', 'recorded', 'erased', 'unfinished', 'end']);
    expect(told.at(-1)).toEqual({ told: 'end', remains: [] });
    expect(await digestsIn(scene.context, shop, 'erased')).toHaveLength(4);
    expect((await pendingOf(scene.context, await shop.ledger())).length).toBe(1);
    await flushOnce(scene.context, shop);
    await flushEvidenceOnce(scene.context, shop);
    expect([...branchFiles(shop).values()].join('')).not.toMatch(new RegExp(tracesOf(leaver), 'i'));
  });
});

test('of a ledger whose key was lost: the one that goes on says it', async () => {
  const { shop, ledger, leaver } = await begin();
  const lost = ledgerKeys(ledgerKey(1)).signer(ledger.origin);
  const keys = ledgerKeys(ledgerKey(2), { lost });
  const context = restarted({ ...withoutCompacting(scene.context), keys });
  await flush(flushing(context), ledger.id);
  const told = await tell(context, { person: leaver.login });
  const { origin } = await shop.ledger();
  expect(origin).not.toBe(ledger.origin);
  expect(told.slice(1)).toEqual([
    { told: 'recorded', origin, documents: 4 },
    { told: 'erased', origin: ledger.origin, documents: 4 },
    { told: 'end', remains: [] },
  ]);
  expect((await readActs(context, shop)).at(-1)).toBe('redaction');
  expect([...branchFiles(shop).values()].join('')).not.toMatch(new RegExp(tracesOf(leaver), 'i'));
});
