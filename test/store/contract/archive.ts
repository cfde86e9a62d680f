import { describe, expect, test } from '@jest/globals';
import { type Fixture, newEntry } from '../fixture.ts';
import { decisionOf, ledgerScene, openLedger, takeLedger } from './ledger-scene.ts';

export function describeArchive(fixture: Fixture): void {
  const { ledgers, add, append } = ledgerScene(fixture);
  describe('the archive', () => {
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
      expect(await ledgers().everyOf(id, subject, kind)).toEqual([
        { index: 0, id: first.id, n: 1, statement: { index: 0, n: 1 } },
        { index: null, id: second.id, n: 2, statement: second.statement },
      ]);
      expect(await ledgers().everyOf(id, subject, 'decision')).toEqual([]);
    });

    test('show an entry as it stands on the branch, and none that does not', async () => {
      const { id, origin, repository } = await openLedger(fixture);
      const [first, second] = [newEntry(), newEntry()] as const;
      await append(id, first);
      await add(id, second);
      expect(await ledgers().onBranch(id, second.id)).toBeNull();
      await ledgers().decide(await takeLedger(fixture, id), decisionOf(1, [second]));
      const checkpoint = await ledgers().checkpoint(id, 1);
      const [entry] = await ledgers().entries(id, 0, 1);
      expect(await ledgers().onBranch(id, first.id)).toEqual({
        index: 0,
        bytes: entry?.bytes,
        size: 1,
        root: checkpoint?.root,
        origin,
        repository,
      });
      expect(await ledgers().onBranch(id, second.id)).toBeNull();
      expect(await ledgers().onBranch(id + 1, first.id)).toBeNull();
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
}
