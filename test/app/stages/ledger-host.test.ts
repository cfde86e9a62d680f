import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Forge, Place, Repositories } from '../../../src/app/ports.ts';
import { forgetHost, knownHost, ledgerHost } from '../../../src/app/stages/ledger-host.ts';
import { HOUR } from '../../../src/base/clock.ts';
import { Fault } from '../../../src/base/fault.ts';
import { type Bench, configOf, openBench } from './bench.ts';

type Found = Awaited<ReturnType<Repositories['find']>>;

let bench: Bench;
let now = 0;
/** What GitHub shows, by name; asked in this order. */
let shown: Map<string, Found>;
let asked: string[];
let held: readonly Place[];

const audit = { repository: { id: 5, owner: 'acme', name: 'audit' }, isPrivate: true };
const shop = { installation: 7, repository: { id: 1, owner: 'acme', name: 'shop' } };

beforeEach(async () => {
  now = 10 * HOUR;
  shown = new Map([['acme/audit', audit]]);
  asked = [];
  held = [];
  const find: Repositories['find'] = async (_, { owner, name }) => {
    asked.push(`${owner}/${name}`);
    const found = shown.get(`${owner}/${name}`.toLowerCase());
    if (found === undefined) throw new Fault('github.unavailable', 'down');
    return await Promise.resolve(found);
  };
  bench = await openBench({
    config: configOf({ COUNTERSIGN_LEDGER_REPOSITORY: 'Acme/audit, octo/log' }),
    clock: { now: () => now },
    forge: { repositories: { find, ofInstallation: () => Promise.resolve(held) } } as unknown as Forge,
  });
});
afterEach(() => bench.close());

const named = (setting: string) => ({ ...bench.context, config: configOf({ COUNTERSIGN_LEDGER_REPOSITORY: setting }) });

test('the repository that the setting names for this owner, whatever the case; others have none', async () => {
  expect(await ledgerHost(bench.context, shop)).toMatchObject(audit);
  const stranger = { installation: 8, repository: { id: 2, owner: 'stranger', name: 'shop' } };
  expect(await ledgerHost(bench.context, stranger)).toBeNull();
  expect(await ledgerHost(named(''), shop)).toBeNull();
  expect(asked).toEqual(['Acme/audit']);
});

test('is looked at again after an hour, and when something moved, by the name it has by now', async () => {
  await ledgerHost(bench.context, shop);
  await ledgerHost(bench.context, shop);
  expect(asked).toHaveLength(1);
  const renamed = { repository: { ...audit.repository, name: 'ledger' }, isPrivate: false };
  // Somebody gave the name in the setting to another repository.
  const taken = { repository: { id: 6, owner: 'acme', name: 'audit' }, isPrivate: false };
  shown.set('acme/audit', taken).set('acme/ledger', renamed);
  held = [taken, renamed].map(({ repository }) => ({ installation: 7, repository }));
  await forgetHost(bench.context, 7);
  expect(await ledgerHost(bench.context, shop)).toMatchObject(renamed);
  now += HOUR;
  expect(await ledgerHost(bench.context, shop)).toMatchObject(renamed);
  expect(asked).toEqual(['Acme/audit', 'acme/audit', 'acme/ledger', 'acme/ledger']);
  expect(await knownHost(bench.context, 7)).toMatchObject(renamed);
  expect(await knownHost(bench.context, 8)).toBeNull();
});

test('stays the same after the account got another name', async () => {
  await ledgerHost(bench.context, shop);
  const renamed = { ...shop, repository: { ...shop.repository, owner: 'acme-inc' } };
  expect(await ledgerHost(bench.context, renamed)).toMatchObject(audit);
  // Of another installation the name is all that is known.
  expect(await ledgerHost(bench.context, { ...renamed, installation: 9 })).toBeNull();
});

test('is another one where the setting names another one', async () => {
  await ledgerHost(bench.context, shop);
  const other = { repository: { id: 6, owner: 'acme', name: 'other' }, isPrivate: false };
  shown.set('acme/other', other);
  expect(await ledgerHost(named('acme/other'), shop)).toMatchObject(other);
});

test('one that is not there is a fault that says what was looked for', async () => {
  shown.set('acme/audit', null);
  await expect(ledgerHost(bench.context, shop)).rejects.toMatchObject({
    code: 'ledger.no-repository',
    message: expect.stringContaining('acme/audit'),
    next: expect.stringContaining('COUNTERSIGN_LEDGER_REPOSITORY'),
  });
  shown.set('acme/audit', audit);
  expect(await ledgerHost(bench.context, shop)).toMatchObject(audit);
  shown.set('acme/audit', null);
  await forgetHost(bench.context, 7);
  await expect(ledgerHost(bench.context, shop)).rejects.toMatchObject({ code: 'ledger.no-repository' });
});

test('while GitHub is down, what was known holds; what was never known is not guessed', async () => {
  await ledgerHost(bench.context, shop);
  shown.clear();
  now += HOUR;
  expect(await ledgerHost(bench.context, shop)).toMatchObject(audit);
  await expect(ledgerHost(bench.context, { ...shop, installation: 9 })).rejects.toMatchObject({
    code: 'github.unavailable',
  });
});
