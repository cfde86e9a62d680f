import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { draftDecisionEntry } from '../../../src/app/stages/decision.ts';
import { putFacts } from '../../../src/app/stages/put-facts.ts';
import { type Judgement, record } from '../../../src/app/stages/record.ts';
import { rememberedOf } from '../../../src/app/stages/remembered.ts';
import { mergeGroupSubject } from '../../../src/app/subject.ts';
import { evaluate as judge } from '../../../src/policy/evaluate.ts';
import { explain } from '../../../src/policy/explain.ts';
import type { LedgerState, Settled, StoredVerdict } from '../../../src/store/store.ts';
import { now } from '../../policy/scenery.ts';
import { type Bench, newLedger, openBench } from './bench.ts';
import { gatheredOf } from './judgement.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(() => bench.close());

async function judgementOf(
  title: string,
  last: StoredVerdict | null = null,
  place?: Awaited<ReturnType<typeof newLedger>>,
): Promise<Judgement> {
  const { ledger, subject } = place ?? (await newLedger(bench.context));
  const gathered = gatheredOf({ facts: { change: { title } } });
  const verdict = judge({ layers: gathered.layers, facts: gathered.facts, at: now });
  const explanation = explain({ verdict, facts: gathered.facts, layers: gathered.layers });
  const { head, base } = gathered.collected.change;
  return {
    lease: { subject, generation: 1, owner: 'o', number: 1, guids: [], last },
    ledger,
    head,
    base,
    checkName: 'c',
    validUntil: null,
    digest: 'd',
    remembered: { verdict, explanation, number: 1, author: null, pending: 'in_progress', requirement: null },
    draft: async (open) => {
      const facts = await putFacts({ ledger, subject, open }, gathered, { verdict, at: now });
      return await draftDecisionEntry(bench.context, {
        ledger,
        subject,
        gathered,
        verdict,
        versions: [],
        facts,
        guids: [],
      });
    },
  };
}

const toLast = ({ head, base, result, verdict, recordedDigest, checkName }: Settled): StoredVerdict => ({
  head,
  base,
  result,
  verdict,
  recordedDigest,
  checkName,
});

const publishedAt = (ledger: LedgerState, at: number | null): LedgerState => ({
  ...ledger,
  published: { ...ledger.published, at },
});

describe('a judgement', () => {
  test('that is new is stored with an entry, and everything the entry rests on', async () => {
    const settled = await record(bench.context, await judgementOf('SHOP-1'));
    expect(settled).toMatchObject({ result: 'allow', recordedDigest: 'd', reportAfter: null });
    const facts = settled.evidence.find(({ part }) => part === 'facts');
    const { content } = JSON.parse(facts?.document ?? '') as { content: { uses: object; parts: object } };
    expect(content.parts).toMatchObject({ change: { title: 'SHOP-1' } });
    expect(settled.evidence.map(({ digest }) => digest)).toEqual(expect.arrayContaining(Object.values(content.uses)));
    expect(rememberedOf(settled.verdict).decision?.entry).toBe(settled.entries[0]?.id);
  });

  test('that says no waits for its record only as long as that takes when nothing is in its way', async () => {
    const judgement = await judgementOf('nothing');
    const after = async (changes: Partial<Judgement>) =>
      (await record(bench.context, { ...judgement, ...changes })).reportAfter;
    const busy = { ...judgement.ledger, pending: 1 };
    const asked = { ...judgement.lease, guids: ['a-guid'] };
    expect([await after({ lease: asked }), await after({ lease: asked, ledger: busy })]).toEqual([1_500, 0]);
    // Nobody asked for it: it takes its turn; but a merge group has everybody waiting behind it.
    expect(await after({ ledger: busy })).toBeGreaterThan(0);
    const group = { ...judgement.lease, subject: mergeGroupSubject(judgement.lease.subject, 'c'.repeat(40)) };
    expect(await after({ lease: group, ledger: busy })).toBe(0);
  });

  test('has its entry flushed when the window of the last flush is over, and at once where it is', async () => {
    const judgement = await judgementOf('SHOP-1');
    const window = 60_000;
    const { config } = bench.context;
    const context = { ...bench.context, config: { ...config, ledger: { ...config.ledger, window } } };
    const after = async (at: number | null) =>
      (await record(context, { ...judgement, ledger: publishedAt(judgement.ledger, at) })).flushAfter;
    const present = bench.context.clock.now();
    expect([await after(null), await after(present - window)]).toEqual([0, 0]);
    expect(await after(present)).toBeGreaterThan(window / 2);
    expect(await after(present + window)).toBeLessThanOrEqual(window);
  });

  test('that was recorded like this is not recorded again, and keeps its entry', async () => {
    const place = await newLedger(bench.context);
    const first = await record(bench.context, await judgementOf('nothing', null, place));
    const again = await record(bench.context, await judgementOf('nothing', toLast(first), place));
    expect(again).toMatchObject({ entries: [], evidence: [], reportAfter: 0 });
    expect(rememberedOf(again.verdict)).toMatchObject({
      decision: rememberedOf(first.verdict).decision,
      since: rememberedOf(first.verdict).since,
    });
    const other = { ...(await judgementOf('nothing', toLast(first), place)), digest: 'e' };
    expect((await record(bench.context, other)).entries).toHaveLength(1);
  });

  test('that another ledger recorded is recorded in the one that goes on', async () => {
    const first = await record(bench.context, await judgementOf('SHOP-1'));
    const place = await newLedger(bench.context);
    const moved = await record(bench.context, await judgementOf('SHOP-1', toLast(first), place));
    expect(moved.entries).toHaveLength(1);
    expect(rememberedOf(moved.verdict)).toMatchObject({
      decision: { ledger: place.ledger.id, entry: moved.entries[0]?.id },
      since: rememberedOf(first.verdict).since,
    });
  });
});
