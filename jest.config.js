import { availableParallelism } from 'node:os';
import { join } from 'node:path';

// Hundreds of processes are started, the stand-in GitHub above all: each but the first finds its modules compiled.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '.cache', 'compiled');

/** Node runs the modules itself, and strips the types; see docs/decisions/0006-tests.md. */
export default {
  transform: {},
  runner: ['jest-light-runner', { runtime: 'child_process' }],
  setupFiles: ['<rootDir>/test/runner/setup.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Deaths at every call of one stage take minutes together. With every change the crash table tries each step; the rest
  // runs where COUNTERSIGN_CRASH_TABLE=whole: a job of .github/workflows/ci.yml.
  testPathIgnorePatterns: process.env['COUNTERSIGN_CRASH_TABLE'] === 'whole' ? [] : ['\\.crashes\\.test\\.ts$'],
  testSequencer: '<rootDir>/jest.sequencer.js',
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/'],
  // Suites wait for processes and disks a fifth of their time: another one goes on then. Never as a percentage above 100,
  // which Jest reads as that many workers: 150 of them once filled the machine.
  maxWorkers: availableParallelism() + 1,
};
