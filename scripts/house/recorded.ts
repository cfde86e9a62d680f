import { posix } from 'node:path';
import type { SourceFile } from './source-file.ts';

/** The one file that may import nock, and what a test that uses it has to call. */
const LINE = 'test/github-room/line.ts';
const CALL = 'recordGitHub();';

/**
 * nock puts itself between the whole process and its sockets, and one process runs many test files: a file that does not
 * let go of it breaks others that use real sockets, by endless recursion when a connection is reset.
 */
export function checkRecorded(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, imports, text }) => {
    if (path === LINE) return [];
    const importsLine = imports.some((each) => each.startsWith('.') && posix.join(posix.dirname(path), each) === LINE);
    return [
      ...(imports.includes('nock') ? [`${path} imports nock: take it from ${LINE}`] : []),
      ...(importsLine && path.endsWith('.test.ts') && !text.includes(`\n${CALL}`)
        ? [`${path} does not call ${CALL}`]
        : []),
    ];
  });
}
