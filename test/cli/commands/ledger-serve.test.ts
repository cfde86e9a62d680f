import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ORIGIN } from '../../ledger/sample.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { type Ran, runCli } from '../test-io.ts';

let branch: LedgerBranch;
beforeEach(() => {
  branch = new LedgerBranch();
  branch.grow(1, 300);
});
afterEach(() => branch.repository.remove());

/** Runs until `use` is done with the address, then interrupts. */
async function serve(use: (said: string) => Promise<void>, ...args: readonly string[]): Promise<Ran> {
  const interrupts = new Set<() => void>();
  const said: string[] = [];
  const { promise: ready, resolve } = Promise.withResolvers<string>();
  const running = runCli(['ledger', 'serve', branch.repository.path, '--port', '0', ...args], {
    async out(text) {
      said.push(text);
      resolve(text);
    },
    onInterrupt(tidy) {
      interrupts.add(tidy);
      return () => interrupts.delete(tidy);
    },
  });
  await use(await ready);
  for (const interrupt of interrupts) interrupt();
  const ran = await running;
  expect(interrupts.size).toBe(0);
  return { ...ran, out: said.join('') };
}

test('says where it serves, follows the branch, and ends when it is interrupted', async () => {
  const ran = await serve(
    async (said) => {
      const { version, url, origin, size } = JSON.parse(said) as Record<string, string | number>;
      expect({ version, origin, size }).toEqual({ version: 1, origin: ORIGIN, size: 300 });
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
      const text = async (): Promise<string> => (await fetch(`${url}checkpoint`)).text();
      expect(await text()).toBe(Buffer.from(branch.ledger.files.get('checkpoint') ?? []).toString());
      branch.grow(301);
      expect(await text()).toContain('\n301\n');
      expect((await fetch(`${url}tile/0/001.p/45`)).status).toBe(200);
      expect((await fetch(`${url}README.md`)).status).toBe(404);
    },
    '--format',
    'json',
  );
  expect(ran).toMatchObject({ code: 0, err: '' });
});

test('in words; another address', async () => {
  const { out } = await serve(
    async (said) => {
      expect((await fetch(`${/http\S+/.exec(said)?.[0] ?? ''}checkpoint`)).status).toBe(200);
    },
    '--host',
    'localhost',
  );
  expect(out).toMatch(
    /^serving countersign\.example\/acme\/shop, 300 entries, at http:\/\/(\[::1\]|127\.0\.0\.1):\d+\/\n$/,
  );
});

test.each([
  ['no port', [], '--port N is missing'],
  ['a port that is none', ['--port', '65536'], '--port is a number from 0 to 65535'],
  ['no address', ['--port', '0', '--host', '192.0.2.1'], 'Nothing can be served at 192.0.2.1'],
])('%s: exit 2', async (_what, args, message) => {
  const { code, err } = await runCli(['ledger', 'serve', branch.repository.path, ...args]);
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
});
