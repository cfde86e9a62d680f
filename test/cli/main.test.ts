import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

const cli = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['src/cli/main.ts', ...args], { encoding: 'utf8' });

test('the program answers with an exit code, on the right streams', () => {
  expect(cli('--version')).toMatchObject({
    status: 0,
    stderr: '',
    stdout: expect.stringMatching(/^countersign \d+\.\d+\.\d+\n$/),
  });
  expect(cli('nonsense')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('There is no command'),
  });
  expect(cli('policy', 'validate', '.github/countersign.yml')).toMatchObject({ status: 0, stderr: '' });
});

test('help is there at once: no command is loaded for it', () => {
  const bare = (): number => timed('-e', '0');
  const help = (): number => timed('src/cli/main.ts', '--help');
  const [least, asked] = [Math.min(bare(), bare(), bare()), Math.min(help(), help(), help(), help(), help())];
  // 150 ms is the aim on a machine at rest; what is compared does not depend on who else uses it.
  expect(asked - least).toBeLessThan(150);
});

function timed(...args: readonly string[]): number {
  const started = performance.now();
  spawnSync(process.execPath, args);
  return performance.now() - started;
}
