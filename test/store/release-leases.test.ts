import { expect, test } from '@jest/globals';
import { openLedger } from './contract/ledger-scene.ts';
import { onPglite, subjectRef, useStore } from './fixture.ts';

const fixture = useStore(onPglite);

test('what an owner held is free at once, what others hold is not, and under an ended lease nothing is stored', async () => {
  const { store } = fixture;
  const [mine, theirs] = [subjectRef(), subjectRef()];
  await store.subjects.touch([mine, theirs].map((subject) => ({ subject, guids: [], priority: 0 })));
  const held = await store.subjects.take(mine.key, 'me', 60_000);
  expect(await store.subjects.take(theirs.key, 'them', 60_000)).not.toBeNull();
  const ledger = await openLedger(fixture);
  const lease = await store.ledgers.take(ledger.id, 'me', 60_000);
  expect(await store.reports.take('report', 'me', 60_000)).toBe(true);
  if (held === null || lease === null) throw new Error('nobody held these');

  await store.handBack('me');

  expect(await store.subjects.take(mine.key, 'next', 60_000)).not.toBeNull();
  expect(await store.subjects.take(theirs.key, 'next', 60_000)).toBeNull();
  expect(await store.ledgers.take(ledger.id, 'next', 60_000)).not.toBeNull();
  expect(await store.reports.take('report', 'next', 60_000)).toBe(true);
  await expect(store.ledgers.extend(lease, 60_000)).rejects.toMatchObject({ code: 'store.lease-lost' });
});
