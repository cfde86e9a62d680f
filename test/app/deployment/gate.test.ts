import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  everyGate,
  findGate,
  forgetGate,
  type Gate,
  gateSubject,
  gatesOf,
  isDeployment,
  keepGate,
} from '../../../src/app/deployment/gate.ts';
import { type Bench, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(() => bench.close());

const place = { installation: 7, repository: { id: 70, owner: 'acme', name: 'shop' } };
const gate = (fields: Partial<Gate> = {}): Gate => ({
  place,
  run: 4,
  environment: 'production',
  deployment: 9,
  commit: 'a'.repeat(40),
  ref: 'main',
  askedAt: 1,
  attempt: null,
  reviewers: [4],
  approvals: [],
  reported: [],
  ...fields,
});

describe('a job that waits', () => {
  test('is one subject for each run, deployment and environment', () => {
    const keys = [
      gate(),
      gate({ run: 40 }),
      gate({ deployment: null }),
      gate({ environment: 'production ' }),
      gate({ environment: 'p:q/r%_' }),
    ].map((each) => gateSubject(place, each).key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(isDeployment(gateSubject(place, gate()))).toBe(true);
    expect(isDeployment({ kind: 'pull_request' })).toBe(false);
  });

  test('is kept until it is forgotten, alone', async () => {
    const [one, two] = [gate({ run: 5 }), gate({ run: 50 })];
    for (const each of [one, two]) await keepGate(bench.context, gateSubject(place, each), each);
    expect(await findGate(bench.context, gateSubject(place, one))).toEqual(one);
    expect(await gatesOf(bench.context, place, 5)).toEqual([one]);
    expect(await gatesOf(bench.context, place)).toHaveLength(2);
    expect(await gatesOf(bench.context, { repository: { ...place.repository, id: 7 } })).toEqual([]);
    expect(await everyGate(bench.context)).toHaveLength(2);
    await forgetGate(bench.context, gateSubject(place, one));
    expect(await findGate(bench.context, gateSubject(place, one))).toBeNull();
    expect(await gatesOf(bench.context, place)).toEqual([two]);
  });
});
