import { execFileSync } from 'node:child_process';
import { test } from '@jest/globals';

/** `test` where the machine has the program, otherwise a test that says it was skipped: npm and git alone are demanded. */
export function withTool(program: 'gpg' | 'ssh-keygen'): typeof test | typeof test.skip {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return test;
  } catch {
    return test.skip;
  }
}
