import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { endWhenSilent } from '../../src/git/silence.ts';

const LIMIT_MS = 2_000;

/** How a shell command ended: by which signal, and how often silence was told. */
async function run(command: string) {
  const child = spawn('sh', ['-c', command], { stdio: 'pipe' });
  let told = 0;
  endWhenSilent(child, {
    limit: LIMIT_MS,
    onSilence: () => {
      told += 1;
    },
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return { signal, told };
}

test('a process that goes silent is ended, and it is told once', async () => {
  expect(await run('echo begun; exec sleep 60')).toEqual({ signal: 'SIGKILL', told: 1 });
});

test.each(['echo out', 'echo err >&2'])(
  'one that goes on writing (%s) may take longer than the limit',
  async (write) => {
    expect(await run(`n=0; while [ $n -lt 22 ]; do ${write}; sleep 0.1; n=$((n+1)); done`)).toEqual({
      signal: null,
      told: 0,
    });
  },
);

test('one that cannot be started is not watched', async () => {
  const child = spawn('/nonexistent/program', { stdio: 'pipe' });
  const failed = once(child, 'error');
  let told = 0;
  endWhenSilent(child, {
    limit: 1,
    onSilence: () => {
      told += 1;
    },
  });
  expect([await failed, told]).toMatchObject([[{ code: 'ENOENT' }], 0]);
});
