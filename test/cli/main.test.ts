import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

test('help is there at once: no command and no package is loaded for it', () => {
  const loaded = staticImports('src/cli/main.ts', new Set());
  expect([...loaded].filter((path) => path.includes('/commands/') || !path.startsWith('src/'))).toEqual([]);
  expect(loaded.size).toBeLessThan(20);
  const times = Array.from({ length: 5 }, () => timed('src/cli/main.ts', '--help'));
  // At rest 120 ms, 100 of them processor time; the bound leaves room for whoever else uses the machine.
  expect(Math.min(...times)).toBeLessThan(1_000);
});

function staticImports(path: string, into: Set<string>): Set<string> {
  if (into.has(path)) return into;
  into.add(path);
  for (const [, target = ''] of readFileSync(path, 'utf8').matchAll(/^import (?!type )[^;]*from '([^']+)';$/gm)) {
    if (target.startsWith('node:')) continue;
    if (target.startsWith('.')) staticImports(join(dirname(path), target), into);
    else into.add(target);
  }
  return into;
}

function timed(...args: readonly string[]): number {
  const started = performance.now();
  spawnSync(process.execPath, args);
  return performance.now() - started;
}
