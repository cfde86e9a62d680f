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
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/'],
  // Jest would leave one core idle; most suites wait for processes and disks as much as they compute.
  maxWorkers: '100%',
  // Each suite leaves a little behind, a WebAssembly database above all: a worker that is full makes all that follows slow.
  workerIdleMemoryLimit: '400MB',
  // For machines that do much else at the same time: nothing that passes waits for it.
  testTimeout: 60_000,
};
