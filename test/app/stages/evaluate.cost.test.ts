import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { evaluate } from '../../../src/app/stages/evaluate.ts';
import { report } from '../../../src/app/stages/report.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import type { Database } from '../../../src/store/database.ts';
import { buildStore } from '../../../src/store/open-store.ts';
import { onPglite } from '../../store/fixture.ts';
import { flushOnce, touch, useScene } from './scene.ts';

/**
 * Evaluations a second on a small machine are bounded by what each asks of the database: these numbers rise only for a
 * reason. Of an evaluation 23, of the report of its recorded success 9 when they were set.
 */
const MOST_OF_EVALUATION = 26;
const MOST_OF_REPORT = 11;

const scene = useScene();
let context: Context;
let bench: Awaited<ReturnType<typeof scene.withEmptyDatabase>>;
const sent: string[] = [];
beforeAll(async () => {
  bench = await scene.withEmptyDatabase();
  const store = await buildStore(counted(await onPglite()), { log: silentLog, clock: systemClock });
  context = { ...bench.context, store };
}, 60_000);
afterAll(async () => {
  await context.store.close();
  await bench.close();
});

/** Begin and commit of a transaction are two. */
function counted(database: Database): Database {
  return {
    ...database,
    query: async (text, parameters) => {
      sent.push(text);
      return await database.query(text, parameters);
    },
    transaction: async (work) => {
      sent.push('begin', 'commit');
      return await database.transaction(
        async (sql) =>
          await work({
            query: async (text, parameters) => {
              sent.push(text);
              return await sql.query(text, parameters);
            },
          }),
      );
    },
  };
}

async function statementsOf(act: () => Promise<void>): Promise<readonly string[]> {
  sent.length = 0;
  await act();
  return [...sent];
}

test('an evaluation and its report send few statements', async () => {
  const shop = await scene.shop();
  const [first, second] = [await shop.propose('SHOP-1 first'), await shop.propose('SHOP-2 second')];
  // What a ledger and a base cost once: their first evaluation is not like the others.
  await touch(context, first);
  await evaluate(context, first.key);
  await flushOnce(context, shop);
  await context.store.subjects.touch([{ subject: second.subject, guids: ['a-guid'], priority: 0 }]);
  const evaluated = await statementsOf(async () => await evaluate(context, second.key));
  expect((await context.store.subjects.read(second.key))?.verdict?.result).toBe('allow');
  await flushOnce(context, shop);
  const reported = await statementsOf(async () => await report(context, second.key));
  expect(await context.store.reports.read(shop.place.repository.id, second.head, 'countersign: main')).toMatchObject({
    conclusion: 'success',
  });
  expect(evaluated.length).toBeLessThanOrEqual(MOST_OF_EVALUATION);
  expect(reported.length).toBeLessThanOrEqual(MOST_OF_REPORT);
});
