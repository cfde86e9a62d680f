import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LedgerBranch } from '../ledger-branch.ts';
import { runCli } from '../test-io.ts';

let branch: LedgerBranch;
beforeAll(() => {
  branch = new LedgerBranch();
  branch.grow(1, 258);
});
afterAll(() => branch.repository.remove());

const show = (...args: readonly string[]) => runCli(['ledger', 'show', branch.repository.path, ...args]);

test.each([0, 255, 256, 257])('entry %i, in words and as its bytes', async (index) => {
  const bytes = Buffer.from(branch.ledger.entries[index]?.bytes ?? []).toString();
  const text = await show(String(index));
  expect(text).toMatchObject({ code: 0, err: '' });
  expect(text.out).toContain(`\n\n${bytes}\n\n`);
  const json = await show(String(index), '--format', 'json');
  expect(json).toMatchObject({ code: 0, err: '' });
  expect(json.out).toContain(`"entry":${bytes},`);
  expect(JSON.parse(json.out)).toMatchObject({ version: 1, size: 258, says: { index } });
});

test('behind the end there is none: exit 1', async () => {
  expect(await show('258')).toEqual({
    code: 1,
    out: 'There is no entry 258: countersign.example/acme/shop holds 258 entries, counted from 0.\n',
    err: '',
  });
  const { code, out } = await show('258', '--format', 'json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ version: 1, size: 258, leaf: null, says: null, entry: null, base64: null });
});

test.each([['-1'], ['1.5'], ['last'], ['1e3']])('%s is no index: exit 2', async (text) => {
  const { code, err } = await show('--', text);
  expect(code).toBe(2);
  expect(err).toContain('An index is a number from 0');
});

test('without a ledger: exit 2', async () => {
  const { code, err } = await runCli(['ledger', 'show', '/nonexistent', '0']);
  expect(code).toBe(2);
  expect(err).toContain('There is no /nonexistent here');
});
