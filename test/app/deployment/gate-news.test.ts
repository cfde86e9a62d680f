import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findGate, gateSubject, keepGate } from '../../../src/app/deployment/gate.ts';
import { noGateNews, touchesOf, touchGates, waitingGates } from '../../../src/app/deployment/gate-news.ts';
import type { Hint } from '../../../src/github/hint.ts';
import { type Bench, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(() => bench.close());

const place = { installation: 7, repository: { id: 71, owner: 'acme', name: 'shop' } };
const hint = (fields: Partial<Extract<Hint, { kind: 'gate' }>> = {}): Extract<Hint, { kind: 'gate' }> => ({
  kind: 'gate',
  place,
  run: 4,
  environment: 'production',
  deployment: 9,
  commit: null,
  ref: null,
  ...fields,
});

describe('webhooks about jobs that wait', () => {
  test('each is kept and judged; delivered again it takes nothing back', async () => {
    const news = { ...noGateNews(), asked: [{ hint: hint(), guid: 'one', at: 5 }] };
    const subject = gateSubject(place, hint());
    expect(await touchGates(bench.context, news)).toEqual([{ subject, guids: ['one'], priority: 0 }]);
    const gate = await findGate(bench.context, subject);
    expect(gate).toMatchObject({ askedAt: 5, approvals: [], reported: [] });
    const by = { id: 5, login: 'dana', type: 'user' } as const;
    if (gate !== null) await keepGate(bench.context, subject, { ...gate, approvals: [{ by, at: 6 }] });
    await touchGates(bench.context, { ...news, asked: [{ hint: hint(), guid: 'one', at: 9 }] });
    expect(await findGate(bench.context, subject)).toMatchObject({ askedAt: 5, approvals: [{ by }] });
  });

  test('what was answered is not asked again by a redelivery', async () => {
    const answered = hint({ run: 6 });
    const subject = gateSubject(place, answered);
    await bench.store.subjects.touch([{ subject, guids: [], priority: 0 }]);
    const lease = await bench.store.subjects.take(subject.key, 'me', 60_000);
    if (lease === null) throw new Error('no lease');
    await bench.store.subjects.drop(lease);
    expect(
      await touchGates(bench.context, { ...noGateNews(), asked: [{ hint: answered, guid: 'again', at: 5 }] }),
    ).toEqual([]);
    expect(await findGate(bench.context, subject)).toBeNull();
  });

  test('news of a run touch what waits in it, and nothing else', async () => {
    await touchGates(bench.context, { ...noGateNews(), asked: [{ hint: hint({ run: 8 }), guid: 'x', at: 1 }] });
    const told = (run: number) => [{ hint: { kind: 'gate-news', place, run } as const, guid: 'news' }];
    expect(await touchGates(bench.context, { ...noGateNews(), told: told(8) })).toMatchObject([{ guids: ['news'] }]);
    expect(await touchGates(bench.context, { ...noGateNews(), told: told(80) })).toEqual([]);
    expect((await waitingGates(bench.context)).map(({ subject }) => subject.key)).toContain(
      gateSubject(place, hint({ run: 8 })).key,
    );
    expect(await touchesOf(bench.context, place, { run: null, guid: null })).toContainEqual({
      subject: gateSubject(place, hint({ run: 8 })),
      guids: [],
      priority: 0,
    });
  });
});
