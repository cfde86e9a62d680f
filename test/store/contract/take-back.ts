import { describe, expect, test } from '@jest/globals';
import { type Fixture, newEntry } from '../fixture.ts';
import { decisionOf, ledgerScene, openLedger, takeLedger } from './ledger-scene.ts';

export function describeTakeBack(fixture: Fixture): void {
  const { ledgers, add, append } = ledgerScene(fixture);
  const tree = { root: 'root-1', edge: ['edge-1'], time: 1_001 };

  /** One entry is published, two more are decided, one waits. */
  const begin = async () => {
    const { id } = await openLedger(fixture);
    const [published, first, second, waiting] = [newEntry(), newEntry({ reports: 'subject' }), newEntry(), newEntry()];
    await append(id, published);
    await add(id, first, second, waiting);
    const lease = await takeLedger(fixture, id);
    const decision = decisionOf(1, [first, second]);
    const subtrees = [
      { level: 1, index: 0, hash: 'not complete at 1' },
      { level: 2, index: 0, hash: 'nor this' },
    ];
    const ledger = await ledgers().decide(lease, { ...decision, subtrees });
    return { id, published, first, second, waiting, decision, lease: { ...lease, ledger } };
  };

  describe('a batch that is taken back', () => {
    test('waits again, before what waits already', async () => {
      const { id, first, second, waiting, decision, lease } = await begin();
      await ledgers().sign(lease, 3, 'note');
      const state = await ledgers().takeBack(lease, tree);
      expect(state).toMatchObject({
        decided: { size: 1, ...tree },
        published: { size: 1, head: 'head-1' },
        pending: 3,
      });
      const pending = await ledgers().pending(lease, 9);
      expect(pending.map((entry) => entry.id)).toEqual([first.id, second.id, waiting.id]);
      expect(pending[0]).toMatchObject({ kind: first.kind, n: first.n, subject: first.subject });
      expect(await ledgers().waiting(id)).toEqual(['subject']);
      expect(await ledgers().entries(id, 0, 9)).toHaveLength(1);
      expect(await ledgers().checkpoint(id, 3)).toBeNull();
      expect(await ledgers().checkpoint(id, 1)).not.toBeNull();
      expect(await ledgers().subtrees(id, 1, 0, 1)).toEqual([]);
      expect(await ledgers().subtrees(id, 2, 0, 1)).toEqual([]);
      // It is decided as if it had never been.
      expect(await ledgers().decide({ ...lease, ledger: state }, decision)).toMatchObject({ decided: { size: 3 } });
    });

    test('is found no more', async () => {
      const { id, lease } = await begin();
      const { search } = fixture.store;
      const term = 2 ** 46 + id;
      await search.file(
        id,
        0,
        [0, 1, 2].map((index) => ({ index, time: index, terms: [term] })),
      );
      await ledgers().takeBack(lease, tree);
      const found = await search.find({ terms: [[term]], since: null, until: null, after: null, limit: 9 });
      expect(found.map(({ index }) => index)).toEqual([0]);
      expect((await search.behind(1_000_000)).filter(({ ledger }) => ledger === id)).toEqual([]);
    });

    test('keeps the subtrees of what is published', async () => {
      const { id } = await openLedger(fixture);
      const entries = Array.from({ length: 256 }, () => newEntry());
      await add(id, ...entries, newEntry());
      const lease = await takeLedger(fixture, id);
      const full = { ...decisionOf(0, entries), subtrees: [{ level: 1, index: 0, hash: 'full' }] };
      await ledgers().decide(lease, full);
      await ledgers().publish(lease, { size: 256, head: 'head', at: 5 });
      const [last] = await ledgers().pending(lease, 1);
      if (last === undefined) throw new Error('nothing waits');
      const ledger = await ledgers().decide(lease, { ...decisionOf(256, [last]), subtrees: [] });
      await ledgers().takeBack({ ...lease, ledger }, tree);
      expect(await ledgers().subtrees(id, 1, 0, 1)).toEqual(['full']);
    });

    test('is the lease’s own, and not published', async () => {
      const { id, lease } = await begin();
      const lost = { code: 'store.lease-lost' };
      await expect(ledgers().takeBack({ ...lease, owner: 'another' }, tree)).rejects.toMatchObject(lost);
      await expect(ledgers().takeBack({ ...lease, epoch: lease.epoch - 1 }, tree)).rejects.toMatchObject(lost);
      await ledgers().publish(lease, { size: 3, head: 'head', at: 5 });
      await expect(ledgers().takeBack(lease, tree)).rejects.toMatchObject(lost);
      const published = await ledgers().read(id);
      if (published === null) throw new Error('no ledger');
      await expect(ledgers().takeBack({ ...lease, ledger: published }, tree)).rejects.toMatchObject(lost);
      expect(await ledgers().entries(id, 0, 9)).toHaveLength(3);
    });
  });
}
