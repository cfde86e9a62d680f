import { expect, test } from '@jest/globals';
import { nothingSaid } from '../../../src/app/stages/nothing-said.ts';
import type { Lease } from '../../../src/store/store.ts';
import { subjectRef } from '../../store/fixture.ts';

const last = { head: 'a', base: 'main', result: 'allow', verdict: {}, recordedDigest: 'd', checkName: 'c' };

test('nothing is recorded or reported, and what was recorded before is still known', () => {
  const lease: Lease = { subject: subjectRef(), generation: 1, owner: 'o', number: 1, guids: [], last };
  const said = nothingSaid(lease, { head: 'b', base: 'main', open: true });
  expect(said).toMatchObject({ head: 'b', open: true, checkName: '', result: 'none', recordedDigest: 'd' });
  expect([said.entries, said.evidence, said.reportAfter]).toEqual([[], [], null]);
  expect(nothingSaid({ ...lease, last: null }, { head: 'b', base: 'main', open: false }).recordedDigest).toBeNull();
});
