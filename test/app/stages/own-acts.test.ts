import { expect, test } from '@jest/globals';
import { addLedgerAct } from '../../../src/app/stages/ledger-acts.ts';
import { newestOwnAct, ownActs, ownSubject } from '../../../src/app/stages/own-acts.ts';
import { useScene } from './scene.ts';

const scene = useScene();

test('what a ledger says of itself, also what waits, and nothing else', async () => {
  const { ledger } = await scene.begun();
  const acts = await ownActs(scene.context, ledger);
  expect(acts.map(({ index, n }) => [index, n])).toEqual([[0, 1]]);
  const id = await addLedgerAct(scene.context, ledger, {
    act: 'repair',
    code: 'branch.changed',
    found: 'a'.repeat(40),
    commits: [],
    restored: 1,
  });
  expect(await newestOwnAct(scene.context, ledger)).toMatchObject({ id, index: null, n: 2 });
  expect(await ownActs(scene.context, ledger)).toHaveLength(2);
  expect(ownSubject(ledger.origin)).not.toBe(ownSubject('another'));
});
