import { describe, expect, test } from '@jest/globals';
import type { Fixture } from '../fixture.ts';
import { takeLedger } from './ledger-scene.ts';
import { landed, linkScene, ran } from './link-scene.ts';

export function describeFileLinks(fixture: Fixture): void {
  const { links, file, heldBy } = linkScene(fixture);
  const runs = async (ledger: number) => (await links().landings(ledger, [...Array(20).keys()])).map(({ run }) => run);

  describe('what is filed of landings and deployments', () => {
    test.each([1, 2, 9])('a run goes on where the branch was left, filed by %i', async (by) => {
      const all = [
        landed('', 'a'),
        landed('a', 'b'),
        landed('b', 'c'),
        landed('x', 'y'), // what came between was not recorded
        landed('y', 'z', { branch: 'cd'.repeat(32) }),
        landed('y', 'z', { repository: 1 }),
        landed('y', 'a', { isCut: true }),
        landed('a', 'd'), // on the first, and on what went back to it
        landed('d', 'e'),
      ];
      const steps = Array.from({ length: Math.ceil(all.length / by) }, (_, at) => all.slice(at * by, (at + 1) * by));
      const id = await file(steps);
      expect(await runs(id)).toEqual([0, 0, 0, 3, 4, 5, 6, 7, 7]);
    });

    test('a deployment knows the landing of its commit, also where that is recorded later or again', async () => {
      const id = await file([
        [landed('', 'a'), ran('a', 5), ran('b', 6)],
        [landed('a', 'b'), landed('b', 'a', { isCut: true })],
      ]);
      const held = await heldBy(id, [3]);
      expect(await links().until(held, [{ environment: 'production', last: null }])).toEqual([2]);
      expect(await links().until(await heldBy(id, [4]), [{ environment: 'production', last: null }])).toEqual([1]);
      expect(await links().until(await heldBy(id, [0]), [{ environment: 'production', last: null }])).toEqual([1, 2]);
    });

    test('the rows are counted each time that a large ledger has doubled', async () => {
      const counted = async () => {
        const [row] = await fixture.database.query<{ rows: number }>(
          "select reltuples::bigint as rows from pg_class where oid = 'countersign.landing'::regclass",
        );
        return row?.rows ?? 0;
      };
      const landings = Array.from({ length: 1_100 }, (_, at) => landed(at === 0 ? '' : `a${at}`, `a${at + 1}`));
      const id = await file([landings.slice(0, 1_000)]);
      const entries = landings
        .slice(1_000)
        .map((landing, at) => ({ index: 1_000 + at, time: 1, terms: [], links: landing }));
      await fixture.database.query('update countersign.ledger set decided_size = 1100 where id = $1', [id]);
      await fixture.store.search.file(id, 1_000, entries);
      expect(await counted()).toBeGreaterThanOrEqual(1_100);
    });

    test('what is taken back is forgotten, and what was there before is as it was', async () => {
      const id = await file([[landed('', 'a'), ran('b', 5), landed('a', 'b')]]);
      await fixture.database.query('update countersign.ledger set published_size = 2 where id = $1', [id]);
      const lease = await takeLedger(fixture, id);
      await fixture.store.ledgers.takeBack(lease, { root: 'root', edge: [], time: 1 });
      expect(await runs(id)).toEqual([0]);
      const place = { repository: 44, environment: 'production' };
      expect(await links().newest(id, [place], { stage: 'succeeded', until: null, most: 9 })).toEqual([1]);
      const [row] = await fixture.database.query<{ count: number }>(
        'select count(*) from countersign.deploying where ledger = $1 and landing >= 0',
        [id],
      );
      expect(row).toEqual({ count: 0 });
    });
  });
}
