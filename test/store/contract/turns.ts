import { describe, expect, test } from '@jest/globals';
import type { Taken } from '../../../src/store/store.ts';
import { type Fixture, fresh } from '../fixture.ts';

const HOUR = 3_600_000;

export function describeTurns(fixture: Fixture): void {
  const take = async (name: string, id: string, generation = 1, most = 2): Promise<Taken> =>
    await fixture.store.turns.take({ name, id, generation, most, within: HOUR });
  const waitOf = (taken: Taken): number => (taken.isTaken ? 0 : taken.next);
  /** As if everything had happened so much earlier. */
  const letTimePass = async (name: string, milliseconds: number): Promise<void> => {
    await fixture.database.query(
      `update countersign.memory set at = at - $2, value = (
         select json_agg(jsonb_set(t, '{at}', to_jsonb((t->>'at')::bigint - $2)))::text from jsonb_array_elements(value::jsonb) t)
       where scope = 'turns' and key = $1`,
      [name, milliseconds],
    );
  };
  const names = async (): Promise<readonly string[]> =>
    (await fixture.store.memory.list('turns', '')).map(({ key }) => key);

  describe('turns', () => {
    test('are taken until there are as many as may be, each name for itself', async () => {
      const [name, other] = [`n${fresh()}`, `n${fresh()}`];
      const now = await fixture.store.now();
      expect([await take(name, 'a'), await take(name, 'b')]).toEqual([{ isTaken: true }, { isTaken: true }]);
      const third = await take(name, 'c');
      expect(third).toMatchObject({ isTaken: false, count: 2 });
      expect(waitOf(third)).toBeGreaterThanOrEqual(now + HOUR);
      expect(await take(other, 'c')).toEqual({ isTaken: true });
    });

    test('that were taken are taken again at no cost by whoever failed afterwards', async () => {
      const name = `n${fresh()}`;
      for (let time = 1; time <= 3; time++) expect(await take(name, 'a', 7)).toEqual({ isTaken: true });
      expect(await take(name, 'a', 8)).toEqual({ isTaken: true });
      expect(await take(name, 'a', 9)).toMatchObject({ isTaken: false, count: 2 });
    });

    test('in the future are kept, one each, and come one after the other', async () => {
      const name = `n${fresh()}`;
      await take(name, 'a');
      await letTimePass(name, HOUR / 2);
      await take(name, 'b');
      const [c, d, e] = [await take(name, 'c'), await take(name, 'd'), await take(name, 'e')];
      expect(await take(name, 'c', 2)).toEqual(c);
      expect(Math.round((waitOf(d) - waitOf(c)) / 60_000)).toBe(30);
      expect(waitOf(e)).toBe(waitOf(c) + HOUR);
      await letTimePass(name, HOUR / 2 + 1000);
      expect(await take(name, 'd', 2)).toMatchObject({ isTaken: false });
      expect(await take(name, 'c', 2)).toEqual({ isTaken: true });
      // Nobody takes away what is kept for somebody else.
      expect(await take(name, 'f')).toMatchObject({ isTaken: false });
      await letTimePass(name, HOUR / 2);
      expect(await take(name, 'd', 3)).toEqual({ isTaken: true });
    });

    test('of an hour ago do not count any more, and names without any are forgotten', async () => {
      const [name, other] = [`n${fresh()}`, `n${fresh()}`];
      await take(name, 'a');
      await take(name, 'b');
      await take(other, 'a');
      await letTimePass(name, HOUR);
      await letTimePass(other, HOUR);
      expect(await take(name, 'c')).toEqual({ isTaken: true });
      expect(await names()).toContain(name);
      expect(await names()).not.toContain(other);
    });

    test('by a clock that was set back count as of now', async () => {
      const name = `n${fresh()}`;
      await take(name, 'a');
      await take(name, 'b');
      await letTimePass(name, -10 * HOUR);
      const now = await fixture.store.now();
      expect(waitOf(await take(name, 'c'))).toBeLessThan(now + 2 * HOUR);
    });

    test('are not given twice to those who ask at once', async () => {
      const name = `n${fresh()}`;
      const all = await Promise.all(Array.from({ length: 8 }, async (_, at) => await take(name, `s${at}`)));
      expect(all.filter(({ isTaken }) => isTaken)).toHaveLength(2);
      const waits = all.map(waitOf).filter((next) => next > 0);
      expect(new Set(waits.toSorted((a, b) => a - b).map((next) => Math.round(next / HOUR))).size).toBe(3);
    });
  });
}
