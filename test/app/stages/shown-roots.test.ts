import { expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import type { Place } from '../../../src/app/ports.ts';
import { report } from '../../../src/app/stages/report.ts';
import { compareWithChecks } from '../../../src/app/stages/shown-roots.ts';
import { parseEntry } from '../../../src/ledger/entry.ts';
import type { LedgerState } from '../../../src/store/store.ts';
import { flushAll, ledgerIn, openAudit } from './audit.ts';
import { type Change, judge, useScene } from './scene.ts';

const scene = useScene();

const entriesOf = async ({ id, decided }: LedgerState) =>
  (await scene.store.ledgers.entries(id, 0, decided.size)).map(({ bytes }) => parseEntry(Buffer.from(bytes)));

/** Two repositories of one ledger; the second pull request’s run names the newest root. */
async function begin() {
  const audit = await openAudit(scene);
  const decide = async (change: Change): Promise<void> => {
    await judge(audit.context, change);
    await flushAll(audit.context);
    await report(audit.context, change.key);
  };
  const first = await (await scene.shop()).propose('SHOP-1');
  const second = await (await scene.shop()).propose('SHOP-2');
  for (const change of [first, second]) await decide(change);
  const ledger = await ledgerIn(audit.context, audit.id);
  return { audit, ledger, first, second, entries: await entriesOf(ledger) };
}

test('the runs of every repository that the ledger serves agree with it', async () => {
  const { audit, ledger, entries } = await begin();
  expect(entries).toHaveLength(5);
  expect(await compareWithChecks(audit.context, ledger, entries)).toBe('check-run');
});

test('a branch that lost the entries of one repository is found by an open pull request there', async () => {
  const { audit, ledger, entries } = await begin();
  await expect(compareWithChecks(audit.context, ledger, entries.slice(0, 3))).rejects.toMatchObject({
    code: 'ledger.inconsistent',
    message: expect.stringContaining('another root at size 5'),
  });
});

test('a run that names another ledger says nothing about this one', async () => {
  const { shop, change } = await scene.begun();
  await report(scene.context, change.key);
  const audit = await openAudit(scene);
  await judge(audit.context, change);
  await flushAll(audit.context);
  // The run still names the first ledger, and its third entry.
  const shared = await ledgerIn(audit.context, audit.id);
  const entries = await entriesOf(shared);
  expect(await compareWithChecks(audit.context, shared, entries)).not.toBe('inconsistent');
  expect(await compareWithChecks(scene.context, await shop.ledger(), await entriesOf(await shop.ledger()))).toBe(
    'check-run',
  );
});

test('a run of before ledgers were named speaks of the first one, not of its successor', async () => {
  const { shop, change } = await scene.begun();
  const ledger = await shop.ledger();
  const forge = {
    ...scene.context.forge,
    checks: {
      ...scene.context.forge.checks,
      find: async () => ({ id: 1, externalId: `${change.key} 3 ${ledger.decided.root}` }),
    },
  } as unknown as Context['forge'];
  const context = { ...scene.context, forge };
  await expect(compareWithChecks(context, ledger, [])).rejects.toMatchObject({ code: 'ledger.inconsistent' });
  const successor = { ...ledger, generation: 2, origin: `${ledger.origin}/2` };
  expect(await compareWithChecks(context, successor, [])).toBe('nothing');
});

test('a commit that a copy of the repository has as well is asked for in both', async () => {
  const { audit, ledger } = await begin();
  const { forge } = audit.context;
  const oid = 'c'.repeat(40);
  const asked: number[] = [];
  const context = {
    ...audit.context,
    forge: {
      ...forge,
      changes: { ...forge.changes, open: async () => [{ number: 1, head: oid }] },
      checks: {
        ...forge.checks,
        find: async (place: Place) => {
          asked.push(place.repository.id);
          return null;
        },
      },
    },
  } as unknown as Context;
  expect(await compareWithChecks(context, ledger, [])).toBe('nothing');
  expect(asked.length).toBeGreaterThan(1);
  expect(new Set(asked).size).toBe(asked.length);
});
