import { expect, test } from '@jest/globals';
import type { Sql } from '../../../src/store/database.ts';
import { checkServer } from '../../../src/store/databases/postgres-version.ts';
import { onPglite } from '../fixture.ts';

/** What old servers and their relatives answer; none of them runs here. */
const answering = (number: number, name: string): Sql => ({
  query: async <Row extends object>() => [{ number, name }] as unknown as readonly Row[],
});

test.each([
  [
    130_014,
    'PostgreSQL 13.14 (Debian 13.14-1) on x86_64',
    'PostgreSQL 13, and 14 or newer is needed: PostgreSQL 13.14',
  ],
  [130_000, 'CockroachDB CCL v23.1.11', 'calls itself, PostgreSQL 13, and 14 or newer is needed: CockroachDB'],
  [110_002, 'PostgreSQL 11.2-YB-2.20.1.0-b0 on x86_64', 'PostgreSQL 11, and'],
])('%i is refused, and what it is is said', async (number, name, words) => {
  await expect(checkServer(answering(number, name))).rejects.toMatchObject({
    code: 'store.unsupported',
    message: expect.stringContaining(words),
  });
});

test.each([140_000, 140_011, 180_004])('%i is taken', async (number) => {
  await expect(checkServer(answering(number, 'PostgreSQL'))).resolves.toBeUndefined();
});

test('a real one of now is taken', async () => {
  const database = await onPglite();
  await expect(checkServer(database)).resolves.toBeUndefined();
  await database.close();
});
