/**
 * `npm run check`: every step is run, also after one has failed. Exit 1 when any did. `--without-tests`: for whoever runs
 * all tests anyway, the house rules among them.
 */
import { runSteps, type Step } from './house/steps.ts';

const HOUSE_RULES = 'house rules';

const steps: readonly Step[] = [
  { name: 'format', command: ['biome', 'check', '--error-on-warnings', '.'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'types', command: ['tsc'] },
  { name: HOUSE_RULES, command: ['node', 'node_modules/jest/bin/jest.js', 'test/house'] },
  { name: 'lockfile', command: ['node', 'scripts/check-lock.ts'] },
  { name: 'generated files', command: ['node', 'scripts/generate.ts', '--check'] },
];

const wanted = process.argv.includes('--without-tests') ? steps.filter(({ name }) => name !== HOUSE_RULES) : steps;

process.exitCode = runSteps(wanted, (line) => process.stdout.write(`${line}\n`)) ? 0 : 1;
