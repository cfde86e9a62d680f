import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from './project.ts';

interface Sample {
  /** What jest writes; null: it crashes before it writes anything. */
  readonly report: object | null;
  /** The command of npm that fails. */
  readonly failing?: string;
}

/** .ci/run as it is, with an npm that does nothing but report, and without Go. */
function runCi({ report, failing = '' }: Sample): {
  readonly lines: readonly string[];
  readonly status: number | null;
} {
  const directory = mkdtempSync(join(tmpdir(), 'ci-run-'));
  cpSync(join(root, '.ci'), join(directory, '.ci'), { recursive: true });
  // Go's part is tried by the real run.
  mkdirSync(join(directory, 'test/ledger/interop'), { recursive: true });
  writeFileSync(join(directory, 'test/ledger/interop/run.sh'), 'exit 0\n');
  mkdirSync(join(directory, 'bin'));
  writeFileSync(join(directory, 'report.json'), JSON.stringify(report));
  const npm = `#!/bin/sh
for word in "$@"; do case "$word" in --outputFile=*) ${report === null ? ':' : `cp '${directory}/report.json' "\${word#*=}"`} ;; esac; done
[ "$1 $2" != '${failing}' ]
`;
  writeFileSync(join(directory, 'bin/npm'), npm);
  chmodSync(join(directory, 'bin/npm'), 0o755);
  // A browser that is there is not installed; nobody opens it here.
  writeFileSync(join(directory, 'bin/chromium'), '#!/bin/sh\n');
  chmodSync(join(directory, 'bin/chromium'), 0o755);
  const env = { ...process.env, PATH: `${directory}/bin:${process.env['PATH'] ?? ''}` };
  const { stdout, status } = spawnSync(join(directory, '.ci/run'), { encoding: 'utf8', env, input: '' });
  return { lines: stdout.trimEnd().split('\n'), status };
}

const reportOf = (numPassedTests: number, numFailedTests = 0, more = {}): object => ({
  numPassedTests,
  numFailedTests,
  numPendingTests: 0,
  numTodoTests: 0,
  numFailedTestSuites: numFailedTests > 0 ? 1 : 0,
  ...more,
});

test.each<[string, Sample, string, number]>([
  ['all is well', { report: reportOf(12) }, '12 passed, 0 failed', 0],
  [
    'some are skipped',
    { report: reportOf(12, 0, { numPendingTests: 2, numTodoTests: 1 }) },
    '12 passed, 0 failed, 3 skipped',
    0,
  ],
  ['one fails', { report: reportOf(11, 1), failing: 'test --' }, '11 passed, 1 failed', 1],
  [
    'a file cannot be loaded',
    { report: reportOf(11, 0, { numFailedTestSuites: 1 }), failing: 'test --' },
    '11 passed, 0 failed',
    1,
  ],
  ['none ran', { report: reportOf(0) }, '0 passed, 0 failed', 1],
  ['jest crashed', { report: null, failing: 'test --' }, '0 passed, 0 failed', 1],
  ['a check fails', { report: reportOf(12), failing: 'run check' }, '12 passed, 0 failed', 1],
  ['the demo fails', { report: reportOf(12), failing: 'run demo' }, '12 passed, 0 failed', 1],
  ['nothing can be installed', { report: reportOf(12), failing: 'ci --no-audit' }, '12 passed, 0 failed', 1],
])('%s', (_, sample, lastLine, status) => {
  const run = runCi(sample);
  expect(run.lines.at(-1)).toBe(lastLine);
  expect(run.status === 0 ? 0 : 1).toBe(status);
});

test('each command that failed is named', () => {
  expect(runCi({ report: reportOf(12), failing: 'run demo' }).lines).toContain('FAILED: npm run demo -- --exit');
});
