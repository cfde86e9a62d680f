import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findPerson } from '../../../src/app/erase/find-person.ts';
import { followDocuments } from '../../../src/app/erase/follow-documents.ts';
import { nobody } from '../../../src/app/erase/identity.ts';
import type { Evidence } from '../../../src/store/store.ts';
import { type Bench, newLedger, openBench } from '../stages/bench.ts';
import { addPieces, pieceOf } from '../stages/evidence-scene.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(async () => await bench.close());

/** As it is after it was read back from a branch. */
const unplaced = (piece: Evidence): Evidence => ({ ...piece, subject: '', part: '' });
const policy = unplaced(pieceOf({ text: 'version: 1' }));

/** Evidence of a pull request: a whole document of facts, two that build on it, and a group that it was in. */
function pullRequest(author: number, title: string) {
  const change = { title, author: { id: author, login: `login-${author}`, type: 'user' } };
  const uses = { repository: policy.digest };
  const whole = unplaced(pieceOf({ form: 1, content: { parts: { change }, uses } }));
  const patch = unplaced(pieceOf({ form: 1, base: whole.digest, patch: { '=': `another ${title}` } }));
  const last = unplaced(pieceOf({ form: 1, base: patch.digest, patch: { '=': `a third ${title}` } }));
  const group = unplaced(pieceOf({ kind: 'merge_group', members: [{ number: 1, head: 'a', facts: last.digest }] }));
  return { theirs: [whole, patch, last], group };
}

test('all that belongs to a pull request of theirs goes, and nothing that others use', async () => {
  const { ledger } = await newLedger(bench.context);
  const [one, other] = [pullRequest(7, 'obsidian'), pullRequest(8, 'jade')];
  await addPieces(bench.context, ledger, [policy, ...one.theirs, one.group, ...other.theirs, other.group]);
  const { documents, opened } = await findPerson(bench.store, { ...nobody, ids: [7], logins: ['login-7'] });
  expect(documents.map(({ digest }) => digest).toSorted()).toEqual(one.theirs.map(({ digest }) => digest).toSorted());
  expect(opened).toEqual([]);
});

test('what is gone already is not named again', async () => {
  const { ledger } = await newLedger(bench.context);
  const { theirs } = pullRequest(10, 'amber');
  await addPieces(bench.context, ledger, theirs);
  const [whole, patch, last] = theirs.map(({ digest }) => digest);
  await bench.store.evidence.erase(ledger.id, [last ?? '']);
  const found = await followDocuments(bench.store, [{ ledger: ledger.id, digest: whole ?? '' }]);
  expect(found.map(({ digest }) => digest)).toEqual([whole, patch]);
});

test('a digest in another ledger is another document', async () => {
  const [{ ledger }, { ledger: elsewhere }] = [await newLedger(bench.context), await newLedger(bench.context)];
  const { theirs } = pullRequest(9, 'turquoise');
  await addPieces(bench.context, ledger, theirs.slice(0, 2));
  const [whole] = theirs;
  const seed = { ledger: elsewhere.id, digest: whole?.digest ?? '' };
  expect(await followDocuments(bench.store, [seed])).toEqual([seed]);
  expect(await followDocuments(bench.store, [])).toEqual([]);
});
