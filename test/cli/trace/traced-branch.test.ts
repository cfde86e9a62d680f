import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSource } from '../../../src/cli/ledger/source.ts';
import { openTracedBranch } from '../../../src/cli/trace/traced-branch.ts';
import type { TracedSource } from '../../../src/cli/trace/traced-source.ts';
import { commits, momentOf, told } from '../../ledger/trace/scene.ts';
import type { LedgerBranch } from '../ledger-branch.ts';
import { testIo } from '../test-io.ts';
import { webBranch } from './web-branch.ts';

let branch: LedgerBranch;
let source: TracedSource;
beforeAll(async () => {
  branch = webBranch();
  const { path } = branch.repository;
  source = await openTracedBranch(await openSource({ source: path, temporary: '/nonexistent', io: testIo() }));
});
afterAll(() => {
  source[Symbol.dispose]();
  branch.repository.remove();
});

test('it says what was read', () => {
  expect(source.from()).toMatchObject({ checkpoint: { size: told.artifact + 1 }, source: { tip: branch.tip() } });
});

test('each answer is of its entries', async () => {
  expect((await source.story({ is: 'change', number: 41 }, null)).lines.at(0)?.entry.index).toBe(told.decided41);
  const span = { from: momentOf(told.production41), to: momentOf(told.production43) };
  expect(await source.difference({ environment: 'production', repository: null, ...span })).toMatchObject({
    difference: { way: 'forth' },
  });
  const running = await source.running({ environment: null, at: null }, null);
  expect(running.entries.map(({ index }) => index)).toContain(told.staging42);
  const shipping = await source.shipping({ is: 'commit', prefix: commits.part }, null);
  expect(shipping).toMatchObject({ entries: [{ index: told.landed42 }], unreadable: 0 });
  expect((await source.shipping({ is: 'commit', prefix: commits.part }, 'acme/none')).entries).toEqual([]);
});
