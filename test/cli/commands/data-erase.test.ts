import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ControlBench, openControlBench } from '../../app/control/control-bench.ts';
import { addLeaver } from '../../app/erase/scene-of-person.ts';
import { newLedger } from '../../app/stages/bench.ts';
import { runCli } from '../test-io.ts';

let bench: ControlBench;
beforeAll(async () => {
  bench = await openControlBench();
}, 60_000);
afterAll(async () => await bench.close());

const erase = (...args: readonly string[]) =>
  runCli(['data', 'erase', ...args], { environment: { COUNTERSIGN_DATA: bench.data } });

test('a dry run through the socket of a running app', async () => {
  const { ledger } = await newLedger(bench.context);
  const leaver = await addLeaver(bench.context, ledger);
  const { code, out, err } = await erase(leaver.login, '--by', '5', '--reason', 'request', '--dry-run');
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(new RegExp(`logins +${leaver.login}\nnames +${leaver.name}\n`));
  expect(out).toContain('evidence             4 documents');
  const json = await erase(String(leaver.id), '--by', '5', '--reason', 'law', '--dry-run', '--format', 'json');
  expect(JSON.parse(json.out)).toMatchObject({ version: 1, dry: true, documents: 4, remains: [] });
});

describe('what could not be asked', () => {
  test.each([
    [['dana', '--reason', 'law'], '--by ID is missing'],
    [['dana', '--by', '5'], '--reason REASON is missing'],
    [['dana', '--by', 'amir', '--reason', 'law'], '--by is a numeric id'],
    [['dana', '--by', '5', '--reason', 'because'], '--reason is one of'],
    [['dana s', '--by', '5', '--reason', 'law'], 'neither a login nor a numeric id'],
    [['', '--by', '5', '--reason', 'law'], 'neither a login nor a numeric id'],
  ])('%j', async (args, words) => {
    const { code, out, err } = await erase(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
  });

  test('without an app, its settings are needed', async () => {
    const environment = { DATABASE_URL: 'postgres://127.0.0.1:1/none', COUNTERSIGN_DATA: '/nonexistent' };
    const ran = await runCli(['data', 'erase', 'dana', '--by', '5', '--reason', 'law'], { environment });
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('APP_ID is not set') });
  });
});
