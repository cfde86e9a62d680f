import { availableParallelism } from 'node:os';
import { join } from 'node:path';

// Hundreds of processes are started, the stand-in GitHub above all: each but the first finds its modules compiled.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '.cache', 'compiled');

/** Of test/whole: what is told in small tests of each part as well. */
const LONG =
  '/test/whole/(bad-change|bad-policy|budget|erase|ledger-branch|ledger-faults|ledger-lost|organization-ledger|shutdown|watching)\\.test\\.ts$';

/** Node runs the modules itself, and strips the types; see docs/decisions/0006-tests.md. */
export default {
  transform: {},
  runner: ['jest-light-runner', { runtime: 'child_process' }],
  setupFiles: ['<rootDir>/test/runner/setup.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Deaths at every call of one stage, and the longest stories of a whole app, take minutes together. `npm test` tries each
  // step in the crash table; the rest runs where COUNTERSIGN_CRASH_TABLE=whole: a job of .github/workflows/ci.yml.
  testPathIgnorePatterns: process.env['COUNTERSIGN_CRASH_TABLE'] === 'whole' ? [] : ['\\.crashes\\.test\\.ts$', LONG],
  testSequencer: '<rootDir>/jest.sequencer.js',
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/'],
  // Suites wait for processes and disks a fifth of their time: another one goes on then. Never as a percentage above 100,
  // which Jest reads as that many workers: 150 of them once filled the machine.
  maxWorkers: availableParallelism() + 1,
};
