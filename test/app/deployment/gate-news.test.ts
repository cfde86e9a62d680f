import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  closeGate,
  findGate,
  forgetAnswered,
  gateSubject,
  keepGate,
  wasAnswered,
} from '../../../src/app/deployment/gate.ts';
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
    await closeGate(bench.context, subject);
    expect(
      await touchGates(bench.context, { ...noGateNews(), asked: [{ hint: answered, guid: 'again', at: 5 }] }),
    ).toEqual([]);
    expect(await findGate(bench.context, subject)).toBeNull();
    const later = { ...bench.context, clock: { now: () => Date.now() + 8 * 86_400_000 } };
    await forgetAnswered(later);
    expect(await wasAnswered(bench.context, subject)).toBe(false);
  });

  test('without a number another request looks like the same one: it is kept', async () => {
    const nameless = hint({ run: 7, deployment: null });
    const subject = gateSubject(place, nameless);
    await closeGate(bench.context, subject);
    await touchGates(bench.context, { ...noGateNews(), asked: [{ hint: nameless, guid: 'again', at: 5 }] });
    expect(await findGate(bench.context, subject)).not.toBeNull();
  });

  test('news of a run touch what waits in it, and nothing else', async () => {
    await touchGates(bench.context, { ...noGateNews(), asked: [{ hint: hint({ run: 8 }), guid: 'x', at: 1 }] });
    const told = (run: number) => [
      { hint: { kind: 'gate-news', place, run, by: { id: 9, login: 'amir', type: 'user' } } as const, guid: 'news' },
    ];
    expect(await touchGates(bench.context, { ...noGateNews(), told: told(8) })).toMatchObject([{ guids: ['news'] }]);
    expect(await touchGates(bench.context, { ...noGateNews(), told: told(80) })).toEqual([]);
    expect(await findGate(bench.context, gateSubject(place, hint({ run: 8 })))).toMatchObject({ reviewers: [9] });
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
