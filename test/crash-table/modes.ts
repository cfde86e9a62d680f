import type { Mode } from './fated-app.ts';

const ALL: readonly Mode[] = ['killed before', 'killed after', 'failed, not stored', 'failed, but stored'];

/**
 * All of them where `COUNTERSIGN_CRASH_TABLE=whole`. With every change each mode is tried once: a death on the embedded
 * database, which ends a process and what it holds at once; failures that store nothing on the server, where others go on.
 */
const WITH_EVERY_CHANGE: Readonly<Record<'pglite' | 'postgres', readonly Mode[]>> = {
  pglite: ['killed before', 'failed, but stored'],
  postgres: ['killed after', 'failed, not stored'],
};

export function modesOf(database: 'pglite' | 'postgres'): readonly Mode[] {
  return process.env['COUNTERSIGN_CRASH_TABLE'] === 'whole' ? ALL : WITH_EVERY_CHANGE[database];
}
