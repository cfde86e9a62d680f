import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ControlBench, openControlBench } from '../../app/control/control-bench.ts';
import { runCli } from '../test-io.ts';

let bench: ControlBench;
beforeAll(async () => {
  bench = await openControlBench();
}, 60_000);
afterAll(async () => await bench.close());

const list = (...args: readonly string[]) =>
  runCli(['jobs', 'list', ...args], { environment: { COUNTERSIGN_DATA: bench.data } });

test('jobs of a running app, through its socket: what outsiders wrote obeys no terminal', async () => {
  expect(await list()).toMatchObject({ code: 0, out: 'No jobs.\n', err: '' });
  const { context, database } = bench;
  await context.store.queue.send('sweep', 'compare:1', {});
  await context.store.queue.send('report', 'pull_request:1:2', {}, { delay: 60_000 });
  const output = JSON.stringify({ code: 'github.invalid', message: 'no \u001b[31mred\nlines' });
  await database.query(
    `update countersign_jobs.job set state = 'failed', completed_on = now(), started_on = now(), retry_count = 7, output = $1
     where name = 'sweep'`,
    [output],
  );
  const { code, out } = await list();
  expect(code).toBe(0);
  expect(out.split('\n').map((line) => line.replaceAll(/[0-9a-f-]{36}|20[0-9-]+T[0-9:.]+Z/g, '…'))).toEqual([
    '…  failed  sweep  compare:1',
    '  8 attempts since …, given up …',
    '  github.invalid: no \\u{1b}[31mred\\nlines',
    '…  waiting  report  pull_request:1:2',
    '  0 attempts since …, next …',
    '',
    '1 job was given up. To try again: countersign jobs retry ID…, or --all',
    '',
  ]);
  const json = JSON.parse((await list('--state', 'failed', '--format', 'json')).out) as object;
  expect(json).toMatchObject({
    version: 1,
    jobs: [{ queue: 'sweep', key: 'compare:1', attempts: 8, message: 'no \u001b[31mred\nlines', next: null }],
  });
  expect((await list('--queue', 'flush')).out).toBe('No jobs.\n');
});

test.each([
  [['--state', 'lost'], '--state is one of'],
  [['--queue', 'mail'], '--queue is one of'],
  [['--limit', '0'], '--limit is a number from 1 to 1000'],
])('%j is refused', async (args, words) => {
  expect(await list(...args)).toMatchObject({ code: 2, err: expect.stringContaining(words) });
});
