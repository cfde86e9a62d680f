import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type OpenGroup, rememberGroup } from '../../../src/app/open-groups.ts';
import { rememberGate } from '../../../src/app/stages/gate.ts';
import { findGroupCheck } from '../../../src/app/stages/group-check.ts';
import { mergeGroupSubject } from '../../../src/app/subject.ts';
import type { StoredVerdict } from '../../../src/store/store.ts';
import { type Bench, newLedger, openBench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(() => bench.close());

const HEAD = 'c'.repeat(40);
const group: OpenGroup = { head: HEAD, base: 'release/1', baseOid: 'b'.repeat(40), members: [], isGone: false };

async function find(known: OpenGroup | null, options: { last?: StoredVerdict; gate?: string } = {}) {
  const { subject: any } = await newLedger(bench.context);
  const subject = mergeGroupSubject(any, HEAD);
  const repository = subject.repository.id;
  if (known !== null) await rememberGroup(bench.context, repository, known);
  if (options.gate !== undefined)
    await rememberGate(bench.context, { repository, base: group.base, branch: options.gate });
  const lease = { subject, generation: 1, owner: 'o', number: 1, guids: [], last: options.last ?? null };
  return await findGroupCheck(bench.context, lease);
}

test('the check of a group has the name of its base, or of the gate that holds it', async () => {
  expect(await find(group)).toEqual({ head: HEAD, checkName: 'countersign: release/1' });
  expect(await find(group, { gate: 'main' })).toEqual({ head: HEAD, checkName: 'countersign: main' });
});

test('the one that was judged last is the one', async () => {
  const last = { head: HEAD, base: 'main', result: 'allow', verdict: {}, recordedDigest: null, checkName: 'c' };
  expect(await find(group, { last })).toEqual({ head: HEAD, checkName: 'c' });
  expect(await find(group, { last: { ...last, checkName: '' } })).toBeNull();
});

test('of a group that is gone, or was never named, nothing is said', async () => {
  expect(await find({ ...group, isGone: true })).toBeNull();
  expect(await find(null)).toBeNull();
});
