import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Workspace } from '../../src/cli/workspace.ts';

test('the directory is gone afterwards, whatever happened', () => {
  let path = '';
  const use = (): void => {
    using workspace = new Workspace({ onInterrupt: () => () => undefined });
    path = workspace.path;
    writeFileSync(join(path, 'file'), '');
    throw new Error('in the middle');
  };
  expect(use).toThrow('in the middle');
  expect(path).not.toBe('');
  expect(existsSync(path)).toBe(false);
});

test('an interruption removes it at once; afterwards nothing is left to be done', () => {
  const listeners = new Set<() => void>();
  const onInterrupt = (tidy: () => void): (() => void) => {
    listeners.add(tidy);
    return () => listeners.delete(tidy);
  };
  const workspace = new Workspace({ onInterrupt });
  for (const tidy of listeners) tidy();
  expect(existsSync(workspace.path)).toBe(false);
  workspace[Symbol.dispose]();
  expect(listeners.size).toBe(0);
});
