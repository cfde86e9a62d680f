import { execFileSync } from 'node:child_process';
import { afterEach, expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { evaluate } from '../../../src/app/stages/evaluate.ts';
import { report } from '../../../src/app/stages/report.ts';
import { asFault } from '../../../src/base/fault.ts';
import { restarted } from './bench.ts';
import { CHECK, type Change, judge, type Shop, touch, useScene } from './scene.ts';

const scene = useScene();
afterEach(async () => {
  await scene.github.disarm();
});

const runOf = async (shop: Shop, { head }: Change) =>
  (await scene.github.checkRuns({ repository: shop.name, sha: head })).find(({ name }) => name === CHECK);

/** More than a page of GitHub's. */
function importCommits({ gitDir }: Shop, count: number): void {
  const who = 'Dana <dana@example.com> 1700000000 +0000';
  const lines = Array.from({ length: count }, (_, at) => {
    const from = at === 0 ? 'from refs/heads/main\n' : '';
    return `commit refs/heads/long\nauthor ${who}\ncommitter ${who}\ndata 8\nSHOP-12\n\n${from}M 100644 inline a\ndata 1\n${at % 10}\n`;
  });
  execFileSync('git', ['-C', gitDir, 'fast-import', '--quiet'], { input: lines.join('') });
}

/** As the queue does it, without its pauses: the codes of what failed. */
async function tryOften(context: Context, { key }: Change, attempts: number): Promise<readonly string[]> {
  const codes: string[] = [];
  for (let attempt = 1; attempt <= attempts; attempt++)
    await evaluate(context, key, { attempt, since: Date.UTC(2026, 10, 21, 14, 2) }).catch((error: unknown) =>
      codes.push(asFault(error).code),
    );
  return codes;
}

test('HTML instead of JSON: nothing is said at first, then what could not be read, since when and what is done', async () => {
  const { shop } = await scene.begun();
  const change = await shop.propose('SHOP-2 pages of a proxy');
  const context = restarted(scene.context);
  await touch(context, change);
  await scene.github.arm({
    on: 'GRAPHQL query Collect',
    count: 100,
    action: { kind: 'status', status: 200, html: true },
  });
  expect(await tryOften(context, change, 3)).toEqual(Array(3).fill('github.unavailable'));
  expect(await runOf(shop, change)).toBeUndefined();
  await tryOften(context, change, 1);
  const run = await runOf(shop, change);
  expect(run).toMatchObject({ conclusion: 'failure', title: 'Could not be judged (github.unavailable)' });
  for (const words of [
    `pull request ${change.number}, and the policy of its base`,
    'not JSON but text/html',
    'Since 2026-11-21 14:02 UTC',
    'Countersign tries again by itself',
  ])
    expect(run?.summary).toContain(words);
  // The last attempt of all: the job is kept, and the same run says where.
  await evaluate(context, change.key, { attempt: 50 }).catch(() => undefined);
  const last = await runOf(shop, change);
  expect(last).toMatchObject({ id: run?.id, conclusion: 'failure' });
  expect(last?.summary).toContain('`countersign jobs list`');
  await scene.github.disarm();
  await evaluate(context, change.key);
  expect((await scene.store.subjects.read(change.key))?.verdict?.result).toBe('allow');
});

test('an answer with an error in the place of a list: the rule about it is unknown, and the check says so', async () => {
  const policy = 'version: 1\nrules: [{ name: labelled, require: { labels: { any: [ready] } } }]\n';
  const shop = await scene.shop({ '.github/countersign.yml': policy });
  const change = await shop.propose('nothing');
  const path = ['repository', 'pullRequest', 'labels'];
  const errors = [{ type: 'SERVICE_UNAVAILABLE', path, message: 'Something went wrong' }];
  await scene.github.arm({
    on: 'GRAPHQL query Collect',
    count: 2,
    action: { kind: 'graphql-errors', when: 'after', keepData: true, errors },
  });
  await judge(restarted(scene.context), change);
  await report(scene.context, change.key);
  const run = await runOf(shop, change);
  expect(run).toMatchObject({ conclusion: 'failure' });
  expect(run?.summary).toContain('labels could not be read');
  expect((await scene.store.subjects.read(change.key))?.verdict).toMatchObject({ result: 'unknown' });
});

test('a token that GitHub no longer takes between two pages is renewed, and nothing that was read is lost', async () => {
  const policy =
    "version: 1\ntickets: { jira: { pattern: 'SHOP-\\d+' } }\nrules: [{ name: each, require: { ticket: { from: jira, in: each_commit } } }]\n";
  const shop = await scene.shop({ '.github/countersign.yml': policy });
  importCommits(shop, 101);
  const change = await shop.open('long', 'long');
  const context = restarted(scene.context);
  await judge(context, change);
  await scene.github.resetStats();
  await scene.github.arm({ on: 'GRAPHQL query Next', action: { kind: 'status', status: 401 } });
  await judge(context, change);
  expect((await scene.github.stats()).byRoute).toMatchObject({ 'GRAPHQL query Collect': 1, 'GRAPHQL query Next': 2 });
  expect((await scene.store.subjects.read(change.key))?.verdict?.result).toBe('allow');
});
