import { describe, expect, test } from '@jest/globals';
import type { Evidence, HeldRow } from '../../../src/store/store.ts';
import { type Fixture, fresh, newEntry, pushOf, subjectRef, waitingJobs } from '../fixture.ts';
import { decisionOf, ledgerScene, openLedger, takeLedger } from './ledger-scene.ts';

const pieceOf = (document: string, subject = 'pull_request:1:1'): Evidence => {
  const id = fresh();
  return { digest: `digest-${id}`, salt: 'salt', document, subject, part: 'change', hash: `hash-${id}` };
};

/** A name that no other test uses. */
const name = (): string => `xochitl${fresh()}`;

export function describeErasure(fixture: Fixture): void {
  const { add } = ledgerScene(fixture);
  const erasure = () => fixture.store.erasure;
  const values = (rows: readonly HeldRow[]) => rows.map(({ value }) => value);

  describe('erasing', () => {
    test('evidence is found by any of the texts, in any case, page by page, and by its subject', async () => {
      const [who, subject] = [name(), `pull_request:${fresh()}:1`];
      const { id } = await openLedger(fixture);
      const pieces = [
        pieceOf(`{"login":"${who.toUpperCase()}"}`),
        pieceOf('{"login":"nobody"}'),
        pieceOf(`{"id":77${who}}`, subject),
      ];
      await fixture.store.ledgers.add(id, newEntry(), pieces);
      const [first, , third] = pieces.map(({ digest }) => digest).map((digest) => ({ ledger: id, digest }));
      const find = async (after = first, limit = 10) =>
        (await erasure().evidence({ texts: ['no such text', who], after: after ?? null, limit })).map(
          ({ digest }) => digest,
        );
      expect(await erasure().evidence({ texts: [who], after: null, limit: 1 })).toMatchObject([
        { ...first, state: 'waiting' },
      ]);
      expect(await find()).toEqual([third?.digest]);
      expect(await erasure().evidenceOf([subject])).toEqual([third]);
      await fixture.store.evidence.erase(
        id,
        pieces.map(({ digest }) => digest),
      );
      expect(await erasure().evidence({ texts: [who], after: null, limit: 9 })).toEqual([]);
      expect(await erasure().evidenceOf([subject])).toEqual([]);
    });

    test('pieces that only a branch holds are named', async () => {
      const before = await erasure().unread();
      const ledger = await openLedger(fixture);
      const lease = await fixture.store.evidence.take(ledger.repository.id, 'a-test', 60_000);
      if (lease === null) throw new Error('the lease is held');
      const nothing = { present: [], lost: [], untidy: false };
      await fixture.store.evidence.compared(lease, { ...nothing, head: 'head', unknown: ['f'.repeat(64)] });
      expect(await erasure().unread()).toEqual([...before, { origin: ledger.origin, digest: 'f'.repeat(64) }]);
      await fixture.store.evidence.adopt(lease, 'f'.repeat(64), null);
      await fixture.store.evidence.release(lease);
    });

    test('entries are counted that hold a whole word, pending ones too', async () => {
      const who = name();
      const ledger = await openLedger(fixture);
      const entry = newEntry({ statement: { login: who } });
      const others = [
        newEntry({ statement: { login: `${who}-2`, x: `_${who}` } }),
        newEntry({ statement: { by: `(${who})` } }),
      ];
      await add(ledger.id, entry, ...others);
      expect(await erasure().entries([who])).toEqual([{ origin: ledger.origin, entries: 2 }]);
      const lease = await takeLedger(fixture, ledger.id);
      const decision = decisionOf(0, [entry]);
      const entries = decision.entries.map((each) => ({ ...each, bytes: `{"login":"${who.toUpperCase()}"}` }));
      await fixture.store.ledgers.decide(lease, { ...decision, entries });
      expect(await erasure().entries([`${who}.*`, who])).toEqual([{ origin: ledger.origin, entries: 2 }]);
      expect(await erasure().entries([])).toEqual([]);
    });

    test('a verdict goes, and what is open is judged again and recorded again', async () => {
      const who = name();
      const subjects = [subjectRef(), subjectRef()] as const;
      for (const [at, subject] of subjects.entries()) {
        await fixture.store.subjects.touch([{ subject, guids: [], priority: 0 }]);
        const lease = await fixture.store.subjects.take(subject.key, 'a-test', 60_000);
        if (lease === null) throw new Error('the lease is held');
        const outcome = {
          head: 'a',
          base: 'main',
          checkName: 'x',
          result: 'allow',
          validUntil: null,
          recordedDigest: 'd',
        };
        const nothing = { evidence: [], ledger: null, entries: [], reportAfter: null };
        await fixture.store.subjects.settle(lease, {
          ...outcome,
          ...nothing,
          open: at === 0,
          verdict: { said: `by ${who}` },
        });
      }
      await fixture.database.query("delete from countersign_jobs.job where name = 'evaluate'");
      const rows = await erasure().rows('subject', [who]);
      expect(rows.map(({ key, isOpen }) => [key[0], isOpen])).toEqual(
        subjects.map(({ key }, at) => [key, at === 0]).toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
      );
      await erasure().forget('subject', rows);
      expect(await erasure().rows('subject', [who])).toEqual([]);
      const [open, closed] = await Promise.all(subjects.map(async ({ key }) => await fixture.store.subjects.read(key)));
      expect(open).toMatchObject({ generation: 2, judged: 1, verdict: { verdict: {}, recordedDigest: null } });
      expect(closed).toMatchObject({ generation: 1, judged: 1, verdict: { verdict: {}, recordedDigest: null } });
      expect((await waitingJobs(fixture.database, 'evaluate')).map(({ key }) => key)).toEqual([subjects[0].key]);
    });

    test('of a push the id is left, of a failed delivery its name, of what was remembered nothing', async () => {
      const who = name();
      const push = pushOf({
        ref: `refs/heads/${who}`,
        pusher: { id: 5, type: 'user', login: who, name: who, email: who },
      });
      const delivery = { event: 'push', action: null, installation: 1, payload: `{"by":"${who}"}`, receivedAt: 1 };
      await fixture.store.deliveries.accept([
        { ...delivery, guid: `failed-${who.slice(7)}` },
        { ...delivery, guid: `waits-${who.slice(7)}` },
      ]);
      const [failed] = (await fixture.store.deliveries.waiting(1_000)).filter(
        ({ guid }) => guid === `failed-${who.slice(7)}`,
      );
      await fixture.store.deliveries.dispatched({
        deliveries: [{ id: failed?.id ?? 0, failed: `no ${who}` }],
        pushes: [push],
        touched: [],
      });
      await fixture.store.memory.set('late-pins', `1:${who}`, { users: {} }, 5);
      for (const table of ['push', 'delivery', 'memory'] as const) {
        const rows = await erasure().rows(table, [who.toUpperCase()]);
        expect([table, rows.length]).toEqual([table, 1]);
        await erasure().forget(table, rows);
        expect(values(await erasure().rows(table, [who]))).toEqual([]);
      }
      const [left] = await fixture.store.pushes.touching(push.repository, [push.after]);
      expect(left).toMatchObject({ pusher: { id: 5, type: 'user', login: '' }, after: push.after, ref: 'refs/erased' });
      expect(await fixture.store.memory.get('late-pins', `1:${who}`)).toBeNull();
      // What waits is not lost: it is dispatched first.
      expect(await erasure().remains([who])).toEqual([{ table: 'countersign.delivery', column: 'payload', rows: 1 }]);
      await fixture.database.query('delete from countersign.delivery');
    });

    test('what a job said of its failure goes, and, where it is not tried again, whose command it was', async () => {
      const who = name();
      await fixture.store.queue.send('sweep', `job-${fresh()}`, {});
      await fixture.database.query(
        `update countersign_jobs.job set output = jsonb_build_object('message', $1::text) where name = 'sweep'`,
        [`failed for ${who}`],
      );
      const rows = await erasure().rows('job', [who]);
      expect(rows.length).toBeGreaterThan(0);
      expect((await erasure().remains([who])).map(({ column }) => column)).toEqual(['output']);
      await erasure().forget('job', rows);
      expect(await erasure().remains([who])).toEqual([]);
      await fixture.store.queue.send('sweep', `job-${fresh()}`, { by: { id: 5, login: who } });
      expect(await erasure().rows('job', [who])).toEqual([]);
      await fixture.database.query("update countersign_jobs.job set state = 'failed' where name = 'sweep'");
      await erasure().forget('job', await erasure().rows('job', [who]));
      expect(await erasure().remains([who])).toEqual([]);
      await fixture.database.query("delete from countersign_jobs.job where name = 'sweep'");
    });

    test('every column is looked at for what remains, for whole words only', async () => {
      const who = name();
      await fixture.store.memory.set('x', who, null, 5);
      await fixture.store.memory.set('x', `${who}-2`, `a ${who.toUpperCase()}!`, 5);
      const memory = { table: 'countersign.memory', rows: 1 };
      expect(await erasure().remains([who])).toEqual([
        { ...memory, column: 'key' },
        { ...memory, column: 'value' },
      ]);
      expect(await erasure().remains([])).toEqual([]);
      await fixture.store.memory.forget('x', '');
      await erasure().compact();
    });
  });
}
