import { availableParallelism } from 'node:os';
import { join } from 'node:path';

// Hundreds of processes are started, the stand-in GitHub above all: each but the first finds its modules compiled.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '.cache', 'compiled');

/** Jest in ESM: Node runs the modules itself, swc only strips the types. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Deaths at every call of one stage take minutes together. With every change the crash table tries each step; the rest
  // runs where COUNTERSIGN_CRASH_TABLE=whole: a job of .github/workflows/ci.yml.
  testPathIgnorePatterns: process.env['COUNTERSIGN_CRASH_TABLE'] === 'whole' ? [] : ['\\.crashes\\.test\\.ts$'],
  testSequencer: '<rootDir>/jest.sequencer.js',
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/'],
  // Suites wait for processes and disks a fifth of their time: another one goes on then. Never as a percentage above 100,
  // which Jest reads as that many workers: 150 of them once filled the machine.
  maxWorkers: availableParallelism() + 1,
  // Each suite leaves a little behind, a WebAssembly database above all: a worker that is full makes all that follows slow.
  workerIdleMemoryLimit: '400MB',
  // For machines that do much else at the same time: nothing that passes waits for it.
  testTimeout: 60_000,
};
