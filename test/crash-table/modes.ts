import type { Mode } from './fated-app.ts';

const ALL: readonly Mode[] = ['killed before', 'killed after', 'failed, not stored', 'failed, but stored'];

/**
 * All of them where `COUNTERSIGN_CRASH_TABLE=whole`. With every change: deaths on the embedded database, failures on
 * the server. The other modes take a minute or two each; with every change they are tried by the suites of the stages and
 * the store.
 */
const WITH_EVERY_CHANGE: Readonly<Record<'pglite' | 'postgres', readonly Mode[]>> = {
  pglite: ['killed before'],
  postgres: ['failed, not stored'],
};

export function modesOf(database: 'pglite' | 'postgres'): readonly Mode[] {
  return process.env['COUNTERSIGN_CRASH_TABLE'] === 'whole' ? ALL : WITH_EVERY_CHANGE[database];
}
