import { describe, expect, test } from '@jest/globals';
import type { Decision, LedgerLease, LedgerState, NewEntry } from '../../../src/store/store.ts';
import { type Fixture, fresh, newEntry, pause, waitingJobs } from '../fixture.ts';

const LEASE = 60_000;
const EMPTY_ROOT = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

export const openLedger = async ({ store }: Fixture): Promise<LedgerState> => {
  const id = fresh();
  const repository = { id, owner: 'acme', name: `shop-${id}` };
  return await store.ledgers.open({
    installation: 7,
    repository,
    origin: `ledger.example/acme/shop-${id}`,
    branch: 'countersign/ledger',
  });
};

export const takeLedger = async (
  { store }: Fixture,
  id: number,
  owner = 'flusher',
  leaseFor = LEASE,
): Promise<LedgerLease> => {
  const lease = await store.ledgers.take(id, owner, leaseFor);
  if (lease === null) throw new Error(`no lease of ledger ${id}`);
  return lease;
};

/** A decision as the flush stage makes it, with made-up hashes: the store does not compute them. */
export function decisionOf(
  oldSize: number,
  entries: readonly Pick<NewEntry, 'id' | 'kind' | 'n' | 'subject'>[],
): Decision {
  const size = oldSize + entries.length;
  return {
    oldSize,
    size,
    root: `root-${size}`,
    edge: [`edge-${size}`],
    time: 1_000 + size,
    subtrees: [{ level: 1, index: size, hash: `subtree-${size}` }],
    entries: entries.map(({ id, kind, n, subject }, at) => {
      const index = oldSize + at;
      return { index, id, kind, n, subject, bytes: `{"index":${index},"n":${n}}`, leaf: `leaf-${index}` };
    }),
  };
}

export function describeLedgers(fixture: Fixture): void {
  const ledgers = () => fixture.store.ledgers;
  const add = async (id: number, ...entries: readonly NewEntry[]): Promise<void> => {
    for (const entry of entries) await ledgers().add(id, entry, []);
  };
  /** Entries added, decided and published. */
  const append = async (id: number, ...entries: readonly NewEntry[]): Promise<void> => {
    await add(id, ...entries);
    const lease = await takeLedger(fixture, id);
    const { size } = (await ledgers().decide(lease, decisionOf(lease.ledger.decided.size, entries))).decided;
    await ledgers().publish(lease, { size, head: `head-${size}`, at: 5 });
    await ledgers().release(lease);
  };

  describe('ledgers', () => {
    test('begin empty, and are made once', async () => {
      const ledger = await openLedger(fixture);
      expect(ledger).toMatchObject({
        decided: { size: 0, root: EMPTY_ROOT, edge: [], time: 0 },
        published: { size: 0, head: null, at: null },
        pending: 0,
      });
      const { id, ...place } = ledger;
      const opened = await Promise.all([1, 2, 3].map(async () => await ledgers().open(place)));
      expect(opened.map((each) => each.id)).toEqual([id, id, id]);
      expect(await ledgers().ofRepository(ledger.repository.id)).toEqual(ledger);
      expect(await ledgers().ofRepository(fresh())).toBeNull();
    });

    test('keep their origin when the repository is renamed', async () => {
      const ledger = await openLedger(fixture);
      const repository = { ...ledger.repository, name: 'renamed' };
      const opened = await ledgers().open({
        installation: 8,
        repository,
        origin: 'ledger.example/acme/renamed',
        branch: ledger.branch,
      });
      expect(opened).toEqual({ ...ledger, installation: 8, repository });
    });

    test('never share an origin: a name that another repository had is refused', async () => {
      const { origin, branch } = await openLedger(fixture);
      const repository = { id: fresh(), owner: 'acme', name: 'shop' };
      await expect(ledgers().open({ installation: 7, repository, origin, branch })).rejects.toMatchObject({
        code: 'ledger.inconsistent',
      });
    });

    test('are unpublished while anything is pending or only decided', async () => {
      const { id } = await openLedger(fixture);
      const isListed = async (): Promise<boolean> => (await ledgers().unpublished()).some((ledger) => ledger.id === id);
      expect(await isListed()).toBe(false);
      const entry = newEntry();
      await add(id, entry);
      expect(await isListed()).toBe(true);
      const lease = await takeLedger(fixture, id);
      await ledgers().decide(lease, decisionOf(0, [entry]));
      expect(await isListed()).toBe(true);
      await ledgers().publish(lease, { size: 1, head: 'head', at: 5 });
      expect(await isListed()).toBe(false);
    });

    test('hand out pending entries in the order in which they were stored', async () => {
      const { id } = await openLedger(fixture);
      const entries = [newEntry({ kind: 'policy' }), newEntry(), newEntry()];
      await add(id, ...entries);
      const lease = await takeLedger(fixture, id);
      const pending = await ledgers().pending(lease, 2);
      expect(pending.map(({ storedAt: _at, ...rest }) => rest)).toEqual(
        entries.slice(0, 2).map(({ reports: _reports, ...rest }) => rest),
      );
      expect(Math.abs((pending[0]?.storedAt ?? 0) - (await fixture.store.now()))).toBeLessThan(10_000);
      expect(lease.ledger.pending).toBe(3);
    });

    test('store an entry once, pending or indexed, and its evidence only with it', async () => {
      const { id } = await openLedger(fixture);
      const entry = newEntry();
      const evidence = { digest: 'late', salt: 's', document: '{}', subject: 'x', part: 'p', hash: 'h' };
      await append(id, entry);
      await ledgers().add(id, { ...entry, statement: { changed: true } }, [evidence]);
      const other = newEntry();
      await add(id, other, { ...other, statement: { changed: true } });
      const lease = await takeLedger(fixture, id);
      expect((await ledgers().pending(lease, 9)).map(({ statement }) => statement)).toEqual([other.statement]);
      expect(await ledgers().evidence(id, 'late')).toBeNull();
    });

    test('are decided in one step: entries, hashes, checkpoint and size', async () => {
      const { id } = await openLedger(fixture);
      const entries = [newEntry(), newEntry()];
      await add(id, ...entries, newEntry());
      const lease = await takeLedger(fixture, id);
      const decision = decisionOf(0, entries);
      const state = await ledgers().decide(lease, decision);
      expect(state).toMatchObject({
        decided: { size: 2, root: 'root-2', edge: ['edge-2'], time: 1_002 },
        published: { size: 0 },
        pending: 1,
      });
      expect(await ledgers().entries(id, 0, 9)).toEqual(
        decision.entries.map(({ index, id: entry, bytes }) => ({ index, id: entry, bytes })),
      );
      expect(await ledgers().leaves(id, 1, 2)).toEqual(['leaf-1']);
      expect(await ledgers().subtrees(id, 1, 0, 3)).toEqual(['subtree-2']);
      expect(await ledgers().checkpoint(id, 2)).toEqual({ size: 2, root: 'root-2', note: null, commit: null });
      expect(await ledgers().indexOf(id, entries[1]?.id ?? '')).toBe(1);
    });

    test('refuse a decision with a gap, or of entries that were never pending', async () => {
      const { id } = await openLedger(fixture);
      const entry = newEntry();
      await add(id, entry);
      const lease = await takeLedger(fixture, id);
      const good = decisionOf(0, [entry]);
      const shifted = good.entries.map((each) => ({ ...each, index: 1 }));
      const bad = [
        decisionOf(0, []),
        { ...good, size: 2 },
        { ...good, entries: shifted },
        decisionOf(0, [newEntry()]),
        decisionOf(0, [entry, entry]),
      ];
      for (const decision of bad)
        await expect(ledgers().decide(lease, decision)).rejects.toMatchObject({ code: 'internal.bug' });
      expect(await ledgers().ofRepository(lease.ledger.repository.id)).toMatchObject({
        decided: { size: 0 },
        pending: 1,
      });
      expect(await ledgers().entries(id, 0, 9)).toEqual([]);
    });

    test('signed and published send a report to whoever waited', async () => {
      const { id } = await openLedger(fixture);
      const waiting = `pull_request:1:${fresh()}`;
      const entries = [newEntry({ reports: waiting }), newEntry({ reports: waiting }), newEntry()];
      await add(id, ...entries);
      expect(await ledgers().waiting(id)).toEqual([waiting]);
      const lease = await takeLedger(fixture, id);
      await ledgers().decide(lease, decisionOf(0, entries));
      expect(await ledgers().waiting(id)).toEqual([waiting]);
      await ledgers().sign(lease, 3, 'note');
      await ledgers().sign(lease, 3, 'note');
      await ledgers().publish(lease, { size: 3, head: 'head', at: 77 });
      expect(await ledgers().checkpoint(id, 3)).toEqual({ size: 3, root: 'root-3', note: 'note', commit: 'head' });
      expect(await ledgers().waiting(id)).toEqual([]);
      expect(await waitingJobs(fixture.database, 'report', waiting)).toHaveLength(1);
      expect(await ledgers().ofRepository(lease.ledger.repository.id)).toMatchObject({
        published: { size: 3, head: 'head', at: 77 },
      });
    });

    test('are signed and published only at sizes that were decided', async () => {
      const { id } = await openLedger(fixture);
      await append(id, newEntry());
      const lease = await takeLedger(fixture, id);
      await expect(ledgers().sign(lease, 2, 'note')).rejects.toMatchObject({ code: 'store.lease-lost' });
      await expect(ledgers().publish(lease, { size: 2, head: 'x', at: 1 })).rejects.toMatchObject({
        code: 'internal.bug',
      });
      await expect(ledgers().publish(lease, { size: 0, head: 'x', at: 1 })).rejects.toMatchObject({
        code: 'internal.bug',
      });
    });

    test('know the newest entry of a subject and kind, pending ones included', async () => {
      const { id } = await openLedger(fixture);
      const subject = `{"uri":"${'long '.repeat(2000)}"}`;
      const kind = 'policy';
      expect(await ledgers().newestOf(id, subject, kind)).toBeNull();
      const [first, second] = [newEntry({ subject, kind, n: 1 }), newEntry({ subject, kind, n: 2 })] as const;
      await append(id, first);
      expect(await ledgers().newestOf(id, subject, kind)).toEqual({
        index: 0,
        id: first.id,
        n: 1,
        statement: { index: 0, n: 1 },
      });
      await add(id, second);
      expect(await ledgers().newestOf(id, subject, kind)).toEqual({
        index: null,
        id: second.id,
        n: 2,
        statement: second.statement,
      });
      expect(await ledgers().indexOf(id, second.id)).toBeNull();
      expect(await ledgers().newestOf(id, subject, 'decision')).toBeNull();
    });

    test('keep evidence by digest, and find it again by subject, part and hash', async () => {
      const { id } = await openLedger(fixture);
      const evidence = {
        digest: 'digest',
        salt: 'salt',
        document: '{"title":"nul \\u0000"}',
        subject: 'pull_request:1:2',
        part: 'facts',
        hash: 'hash',
      };
      await ledgers().add(id, newEntry(), [evidence, { ...evidence, digest: 'other', part: 'files' }]);
      expect(await ledgers().evidence(id, 'digest')).toEqual(evidence);
      expect(await ledgers().evidenceOf(id, evidence.subject, 'facts', 'hash')).toEqual(evidence);
      expect(await ledgers().evidenceOf(id, 'pull_request:1:3', 'facts', 'hash')).toBeNull();
      expect(await ledgers().evidence((await openLedger(fixture)).id, 'digest')).toBeNull();
    });
  });

  describe('leases of ledgers', () => {
    test('are had by one at a time, each with a higher epoch', async () => {
      const { id } = await openLedger(fixture);
      const asked = await Promise.all(
        Array.from({ length: 6 }, async (_, at) => await ledgers().take(id, `owner-${at}`, LEASE)),
      );
      const held = asked.filter((lease) => lease !== null);
      expect(held.map(({ epoch }) => epoch)).toEqual([1]);
      if (held[0] !== undefined) await ledgers().release(held[0]);
      expect((await takeLedger(fixture, id)).epoch).toBe(2);
    });

    test('of an earlier epoch store nothing', async () => {
      const { id } = await openLedger(fixture);
      const entry = newEntry();
      await add(id, entry);
      const stale = await takeLedger(fixture, id, 'dead', 1);
      await pause(10);
      const current = await takeLedger(fixture, id, 'dead');
      const lost = { code: 'store.lease-lost' };
      await expect(ledgers().decide(stale, decisionOf(0, [entry]))).rejects.toMatchObject(lost);
      expect(await ledgers().entries(id, 0, 9)).toEqual([]);
      await ledgers().decide(current, decisionOf(0, [entry]));
      await expect(ledgers().sign(stale, 1, 'note')).rejects.toMatchObject(lost);
      await expect(ledgers().publish(stale, { size: 1, head: 'x', at: 1 })).rejects.toMatchObject(lost);
      await ledgers().release(stale);
      expect(await ledgers().take(id, 'third', LEASE)).toBeNull();
      expect(await ledgers().checkpoint(id, 1)).toMatchObject({ note: null, commit: null });
    });

    test('decide a size once: the second of two who saw the same one is turned away', async () => {
      const { id } = await openLedger(fixture);
      const entries = [newEntry(), newEntry()];
      await add(id, ...entries);
      const lease = await takeLedger(fixture, id);
      const decide = async (entry: NewEntry | undefined) =>
        await ledgers().decide(lease, decisionOf(0, entry === undefined ? [] : [entry]));
      const both = await Promise.allSettled(entries.map(decide));
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(await ledgers().entries(id, 0, 9)).toHaveLength(1);
    });

    test('adopt what the branch has and the database lost', async () => {
      const { id } = await openLedger(fixture);
      const [kept, lostPending, lost] = [newEntry(), newEntry(), newEntry()] as const;
      await append(id, kept);
      await add(id, lostPending);
      const lease = await takeLedger(fixture, id);
      const published = { size: 3, head: 'branch', note: 'note', at: 9 };
      const state = await ledgers().adopt(lease, decisionOf(1, [lostPending, lost]), published);
      expect(state).toMatchObject({ decided: { size: 3 }, published: { size: 3, head: 'branch', at: 9 }, pending: 0 });
      expect(await ledgers().checkpoint(id, 3)).toEqual({ size: 3, root: 'root-3', note: 'note', commit: 'branch' });
      await expect(ledgers().adopt(lease, decisionOf(1, [lost]), { ...published, size: 2 })).rejects.toMatchObject({
        code: 'store.lease-lost',
      });
    });

    test('leave no gap through which an entry that is being decided could be added again', async () => {
      const { id } = await openLedger(fixture);
      for (let size = 0; size < 12; size++) {
        const entry = newEntry();
        await add(id, entry);
        const lease = await takeLedger(fixture, id);
        await Promise.all([
          ledgers().decide(lease, decisionOf(size, [entry])),
          ...[1, 2, 3].map(async () => await add(id, entry)),
        ]);
        expect(await ledgers().pending(lease, 9)).toEqual([]);
        await ledgers().release(lease);
      }
    });
  });
}
