import type { Mode } from './fated-app.ts';

const ALL: readonly Mode[] = ['killed before', 'killed after', 'failed, not stored', 'failed, but stored'];

/**
 * All of them where `COUNTERSIGN_CRASH_TABLE=whole`. With every change: a death on the embedded database, which ends a
 * process and what it holds at once; deaths and failures on the server. What failed and is stored all the same takes two
 * minutes here, because leases have to run out; with every change it is tried by the suites of the stages and the store.
 */
const WITH_EVERY_CHANGE: Readonly<Record<'pglite' | 'postgres', readonly Mode[]>> = {
  pglite: ['killed before'],
  postgres: ['killed after', 'failed, not stored'],
};

export function modesOf(database: 'pglite' | 'postgres'): readonly Mode[] {
  return process.env['COUNTERSIGN_CRASH_TABLE'] === 'whole' ? ALL : WITH_EVERY_CHANGE[database];
}
