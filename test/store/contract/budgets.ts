import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { costOfRest } from '../../../src/github/budget/cost.ts';
import { defaultLimits, limitsOf } from '../../../src/github/budget/limits.ts';
import { Teller } from '../../../src/github/budget/teller.ts';
import { type Fixture, fresh } from '../fixture.ts';

const WRITE = costOfRest('POST /x');

export function describeBudgets(fixture: Fixture): void {
  const addOne = (_: string, book: unknown): object => ({ count: countOf(book) + 1 });
  const countOf = (book: unknown): number => (book as { count: number } | null)?.count ?? 0;
  const read = async (name: string): Promise<number> => {
    let found = 0;
    await fixture.store.budgets.change([name], (_, book) => {
      found = countOf(book);
      return book as object;
    });
    return found;
  };

  describe('budgets', () => {
    test('are changed one at a time, in whatever order they are named', async () => {
      const names = [`b${fresh()}`, `a${fresh()}`, `c${fresh()}`] as const;
      await Promise.all(
        Array.from({ length: 20 }, async (_, at) => {
          await fixture.store.budgets.change(at % 2 === 0 ? names : names.toReversed(), addOne);
        }),
      );
      expect(await Promise.all(names.map(read))).toEqual([20, 20, 20]);
    });

    test('know the time of the database, which goes on', async () => {
      const instants: number[] = [];
      for (let time = 0; time < 3; time += 1) {
        await fixture.store.budgets.change([`n${fresh()}`], (_, __, now) => {
          instants.push(now);
          return {};
        });
      }
      expect(instants).toEqual(instants.toSorted((a, b) => a - b));
      expect(Math.abs((instants[0] ?? 0) - (await fixture.store.now()))).toBeLessThan(60_000);
    });

    test('are left alone when the step fails', async () => {
      const name = `n${fresh()}`;
      await fixture.store.budgets.change([name], addOne);
      const failing = fixture.store.budgets.change([name], () => {
        throw new Error('mine');
      });
      await expect(failing).rejects.toThrow('mine');
      expect(await read(name)).toBe(1);
      await expect(fixture.store.budgets.change([], addOne)).resolves.toBeUndefined();
    });

    test('let two processes that want everything at once have no more than one may', async () => {
      const clock = { now: () => systemClock.now() };
      const limits = limitsOf(defaultLimits);
      const name = `installation:${fresh()}`;
      const accounts = ['one', 'two'].map((owner) =>
        new Teller({ bank: fixture.store.budgets, owner, limits, clock, random: () => 0 }).account(name),
      );
      const sent = await Promise.all(
        accounts.map(async (account) => {
          for (let count = 0; ; count += 1) {
            try {
              await account.enter(WRITE, 'person');
            } catch {
              return count;
            }
            account.leave(WRITE);
          }
        }),
      );
      const together = sent.reduce((sum, each) => sum + each, 0);
      expect(together).toBeLessThanOrEqual(180);
      expect(together).toBeGreaterThan(160);
    });
  });
}
