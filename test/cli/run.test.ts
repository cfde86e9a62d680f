import { expect, test } from '@jest/globals';
import { readVersion } from '../../src/cli/version.ts';
import { runCli } from './test-io.ts';

test.each([['--help'], ['-h'], ['help']])('%s lists the commands', async (word) => {
  const { code, out, err } = await runCli([word]);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('countersign ledger verify');
});

test.each([['--version'], ['-V'], ['version']])('%s tells the version', async (word) => {
  expect(await runCli([word])).toEqual({ code: 0, out: `countersign ${readVersion()}\n`, err: '' });
});

test('without a command the list goes to the error stream', async () => {
  const { code, out, err } = await runCli([]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('countersign check');
});

test('a group shows its commands', async () => {
  expect(await runCli(['policy'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('policy validate') });
  expect(await runCli(['policy', '--help'])).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringContaining('policy validate'),
  });
});

test.each([
  [['chekc'], 'There is no command "chekc" (did you mean check?)'],
  [['ledgr'], 'There is no command "ledgr" (did you mean ledger?)'],
  [['policy', 'valdate'], 'There is no command "policy valdate" (did you mean policy validate?)'],
  [['zzzzzzzzzz'], 'There is no command "zzzzzzzzzz"'],
  [['__proto__'], 'There is no command "__proto__"'],
  [['signatures'], 'There is no command "signatures"'],
  [['\u{1b}[2J'], 'There is no command "\\u001b[2J"'],
])('%j is no command', async (args, message) => {
  const { code, out, err } = await runCli(args);
  expect([code, out]).toEqual([2, '']);
  expect(err.startsWith(`countersign: ${message}`)).toBe(true);
  expect(err.split('\n')).toHaveLength(2);
});

test('help wins over wrong arguments, but not behind --', async () => {
  expect(await runCli(['check', '--nonsense', '--help'])).toMatchObject({ code: 0, err: '' });
  expect(await runCli(['check', '--', '--help'])).toMatchObject({ code: 2, out: '' });
});

test('a complaint is one line: what is wrong, and what to do', async () => {
  const { code, out, err } = await runCli(['check', '--repo', '.']);
  expect([code, out]).toEqual([2, '']);
  expect(err).toBe('countersign: --range A..B is missing. See `countersign check --help`.\n');
});

test('a failure that is not a Fault is a bug of ours: exit 2, with the place', async () => {
  const environment = new Proxy(
    {},
    {
      get() {
        throw new RangeError('the program rules this out');
      },
    },
  );
  const { code, err } = await runCli(['ledger', 'verify', 'x'], { environment });
  expect(code).toBe(2);
  expect(err).toContain('the program rules this out');
  expect(err).toContain('at ');
});
