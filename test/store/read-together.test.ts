import { expect, test } from '@jest/globals';
import { Fault } from '../../src/base/fault.ts';
import { readTogether } from '../../src/store/read-together.ts';
import { onPglite, useStore } from './fixture.ts';

const fixture = useStore(onPglite);
const TEXT = 'select $1::text as a, $2::integer as b where $1::text is not null';

function watched(fail: (parameters: readonly unknown[]) => Fault | null = () => null) {
  const widths: number[] = [];
  const read = readTogether<{ a: string; b: number }>(
    {
      query: async (text, parameters = []) => {
        widths.push(parameters.length);
        const fault = fail(parameters);
        if (fault !== null) throw fault;
        return await fixture.database.query(text, parameters);
      },
    },
    TEXT,
  );
  return { widths, read };
}

test('what is asked for in one turn is one statement, and everybody gets their own row', async () => {
  const { widths, read } = watched();
  const asked = Array.from({ length: 11 }, (_, at) => read([at === 3 ? null : `a${at}`, at]));
  const rows = await Promise.all(asked);
  expect(rows).toEqual(Array.from({ length: 11 }, (_, at) => (at === 3 ? null : { a: `a${at}`, b: at })));
  expect(widths).toEqual([8, 8, 6]);
  expect(await read(['later', 1])).toEqual({ a: 'later', b: 1 });
  expect(widths).toHaveLength(4);
});

test('a value that the database refuses fails whoever asked with it, and nobody else', async () => {
  const { read } = watched();
  const asked = [read(['a', 1]), read(['\0', 2]), read(['c', 3])];
  const [first, refused, last] = await Promise.allSettled(asked);
  expect([first, last]).toMatchObject([{ value: { b: 1 } }, { value: { b: 3 } }]);
  expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'internal.bug' } });
});

test('a database that is gone fails all of them, once', async () => {
  const { widths, read } = watched(() => new Fault('store.unavailable', 'gone'));
  const settled = await Promise.allSettled([read(['a', 1]), read(['b', 2])]);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(widths).toEqual([4]);
});
