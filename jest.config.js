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
  // For machines that do much else at the same time: nothing that passes waits for it.
  testTimeout: 60_000,
};
