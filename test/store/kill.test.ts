import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { openStore } from '../../src/store/open-store.ts';

const source = (path: string): string => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);

/** Accepts, dispatches and judges as fast as it can, and says what was promised. */
const PROGRAM = `
const { openStore } = await import(${source('store/open-store.ts')});
const { systemClock } = await import(${source('base/clock.ts')});
const { silentLog } = await import(${source('base/log.ts')});
const store = await openStore({ directory: process.argv[1], log: silentLog, clock: systemClock });
const say = (...words) => process.stdout.write(words.join(' ') + '\\n');
const subject = (number) => ({ key: 'pull_request:1:' + number, kind: 'pull_request', installation: 1, repository: { id: 1, owner: 'a', name: 'b' }, number });
await store.queue.work('evaluate', { concurrency: 4 }, async ({ key }) => {
  const lease = await store.subjects.take(key, 'one', 60000);
  if (lease === null) return;
  await store.subjects.settle(lease, { head: 'h', base: 'main', checkName: 'c', open: true, result: 'allow', verdict: { generation: lease.generation },
    validUntil: null, recordedDigest: null, evidence: [], ledger: null, entries: [], reportAfter: null });
  say('judged', key, lease.generation);
});
const accept = async (sender) => {
  for (let at = 0; ; at++) {
    const guid = sender + '-' + at;
    await store.deliveries.accept([{ guid, event: 'push', action: null, installation: 1, payload: JSON.stringify({ text: 'x'.repeat(20000) }), receivedAt: at }]);
    say('accepted', guid);
  }
};
for (const sender of ['a', 'b', 'c', 'd']) void accept(sender);
for (;;) {
  const waiting = await store.deliveries.waiting(20);
  const touched = waiting.map(({ id, guid }) => ({ subject: subject(id % 5), guids: [guid], priority: 0 }));
  await store.deliveries.dispatched({ deliveries: waiting.map(({ id }) => ({ id, failed: null })), pushes: [], touched });
  for (const { guid } of waiting) say('dispatched', guid);
}
`;

test('what was promised before kill -9 is there afterwards, and goes on', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-kill-'));
  const said: (readonly string[])[] = [];
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => said.push(line.split(' ')));
  await new Promise<void>((resolve) => lines.on('line', () => said.length >= 600 && resolve()));
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await ended;
  const of = (word: string) =>
    said.filter(([first]) => first === word).map(([, name = '', number = '0']) => ({ name, number: Number(number) }));

  const store = await openStore({ directory, log: silentLog, clock: systemClock });
  // Of those that the store still hands out none was said to be dispatched, and nothing that was accepted is unknown to it.
  const waiting = new Set((await store.deliveries.waiting(100_000)).map(({ guid }) => guid));
  const dispatched = new Set(of('dispatched').map(({ name }) => name));
  expect([...waiting].filter((guid) => dispatched.has(guid))).toEqual([]);
  const again = of('accepted').map(({ name }) => ({
    guid: name,
    event: 'push',
    action: null,
    installation: 1,
    payload: '{}',
    receivedAt: 0,
  }));
  const before = await store.deliveries.backlog();
  await store.deliveries.accept(again);
  expect(await store.deliveries.backlog()).toBe(before);
  for (const { name, number } of of('judged')) {
    expect((await store.subjects.read(name))?.judged).toBeGreaterThanOrEqual(number);
  }
  expect(of('judged').length).toBeGreaterThan(0);
  const judged = new Set<string>();
  await store.queue.work('evaluate', { concurrency: 4 }, async ({ key }) => void judged.add(key));
  const subjects = await Promise.all(
    [0, 1, 2, 3, 4].map(async (number) => await store.subjects.read(`pull_request:1:${number}`)),
  );
  const behind = subjects.flatMap((subject) =>
    subject !== null && subject.generation > subject.judged ? [subject.subject.key] : [],
  );
  const end = performance.now() + 10_000;
  while (behind.some((key) => !judged.has(key)) && performance.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(behind.filter((key) => !judged.has(key))).toEqual([]);
  await store.close();
  rmSync(directory, { recursive: true, force: true });
}, 120_000);
