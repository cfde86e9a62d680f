import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findPerson, identify } from '../../../src/app/erase/find-person.ts';
import { nobody } from '../../../src/app/erase/identity.ts';
import type { LedgerState } from '../../../src/store/store.ts';
import { pushOf } from '../../store/fixture.ts';
import { type Bench, newLedger, openBench } from '../stages/bench.ts';
import { addPieces, pieceOf } from '../stages/evidence-scene.ts';
import { addLeaver, type Leaver } from './scene-of-person.ts';

let bench: Bench;
let ledger: LedgerState;
let leaver: Leaver;
beforeAll(async () => {
  bench = await openBench();
  ({ ledger } = await newLedger(bench.context));
  leaver = await addLeaver(bench.context, ledger);
  // More than a page of somebody else.
  await addPieces(
    bench.context,
    ledger,
    Array.from({ length: 205 }, (_, at) => pieceOf({ login: `${leaver.login}-${at}` })),
  );
  const pusher = { id: leaver.id, login: `${leaver.login}-old`, type: 'user' };
  const push = pushOf({ pusher });
  await bench.store.deliveries.dispatched({ deliveries: [], pushes: [push], touched: [] });
  await bench.store.memory.set('ledger-file', 'x', `/${leaver.login}+`, 5);
}, 60_000);
afterAll(async () => await bench.close());

test.each(['login', 'id'] as const)('everything that belongs to a %s, and nothing else', async (by) => {
  const person = by === 'id' ? String(leaver.id) : leaver.login.toUpperCase();
  const identity = await identify(bench.store, person);
  expect(identity).toMatchObject({ ids: [leaver.id], names: [leaver.name], emails: [leaver.email] });
  expect(identity.logins.map((login) => login.toLowerCase()).toSorted()).toEqual([leaver.login, `${leaver.login}-old`]);
  const { documents, rows, entries } = await findPerson(bench.store, identity);
  expect(documents.map(({ digest }) => digest).toSorted()).toEqual(
    leaver.pieces.map(({ digest }) => digest).toSorted(),
  );
  expect(rows.map(({ table, rows: found }) => [table, found.length])).toEqual([
    ['subject', 0],
    ['push', 1],
    ['delivery', 0],
    ['memory', 1],
    ['job', 0],
  ]);
  expect(entries).toEqual([]);
});

test('somebody of whom nothing is known is a word to look for', async () => {
  const identity = await identify(bench.store, 'nobody-at-all');
  expect(identity).toEqual({ ids: [], logins: ['nobody-at-all'], names: [], emails: [] });
  expect((await findPerson(bench.store, identity)).documents).toEqual([]);
});

test('a pull request of theirs is theirs as a whole, also when what told it is gone', async () => {
  const [, change, files] = leaver.pieces;
  const { documents, opened } = await findPerson(bench.store, nobody, [change?.subject ?? '']);
  expect(documents.map(({ digest }) => digest).toSorted()).toEqual(
    [change, files].flatMap((piece) => piece?.digest ?? []).toSorted(),
  );
  expect(opened).toEqual([change?.subject]);
});

test('what was known before the evidence went is known again', async () => {
  const kept = { ids: [4], logins: ['gone'], names: ['Gone G'], emails: ['g@g'] };
  expect(await identify(bench.store, 'GONE', kept)).toEqual({ ...kept, logins: ['GONE'] });
});
