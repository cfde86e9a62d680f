import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { report } from '../../../src/app/stages/report.ts';
import { askWitnesses, sendDueWitnesses } from '../../../src/app/stages/witness.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/base/clock.ts';
import type { AlertStatement } from '../../../src/ledger/entries/alert.ts';
import { paths } from '../../../src/ledger/layout.ts';
import { waitingJobs } from '../../store/fixture.ts';
import type { WitnessFault } from '../../witness/witness.ts';
import { entryOf } from './bench.ts';
import { flushOnce, judge, readEntries, useScene, verifyBranch } from './scene.ts';
import { askOnce, type Begun, beginWitnessed, forgetPauses, noteOn, useWitnesses, witnessed } from './witnessed.ts';

/** Witnesses are asked after publication, and what they sign comes onto the branch. */

const scene = useScene();
const witnessing = useWitnesses();
const begin = async (...config: Parameters<typeof witnessing.config>): Promise<Begun> =>
  await beginWitnessed(scene, witnessing, witnessing.config(...config));
const NOBODY = 'quorum none\n';
const BOTH = ['W1', 'W2'];
const faults = (...both: readonly [WitnessFault | null, WitnessFault | null]): void => {
  const [first, second] = witnessing.witnesses;
  [first.fault, second.fault] = both;
};
/** Both witnesses have seen a whole log: none of them ever found that a checkpoint did not continue the one before. */
const statuses = () => witnessing.witnesses.flatMap((witness) => witness.statuses);

const notes = (begun: Pick<Begun, 'context' | 'shop'>) => ({
  checkpoint: noteOn(begun, paths.checkpoint),
  witnessed: noteOn(begun, paths.witnessed),
});
const append = async ({ context, shop }: Begun, n: number): Promise<void> => {
  const ledger = await shop.ledger();
  await scene.store.ledgers.add(ledger.id, entryOf(context, ledger, n), []);
  await flushOnce(context, shop);
};
const runOf = async ({ context, shop, change }: Begun) => {
  await report(context, change.key);
  const [run] = await scene.github.checkRuns({ repository: shop.name, sha: change.head });
  return run ?? null;
};
const alertsOf = async ({ context, shop }: Begun) =>
  (await readEntries(context, shop)).flatMap(({ statement }) => {
    const act = (statement as unknown as AlertStatement).predicate.countersign_alert;
    return act?.act === 'opened' ? [act] : [];
  });
const at = (context: Begun['context'], later: number): Begun['context'] => ({
  ...context,
  clock: { now: () => context.clock.now() + later },
});

beforeEach(() => {
  for (const witness of witnessing.witnesses) witness.asked.splice(0);
});
afterEach(() => {
  expect(statuses().filter((status) => status === 422)).toEqual([]);
});

describe('with a quorum that is demanded', () => {
  test('a green waits for it; a flush of its own brings the cosignatures, and then the check is green', async () => {
    const begun = await begin();
    expect(await runOf(begun)).toBeNull();
    await askOnce(begun.context, begun.shop);
    expect(await runOf(begun)).toBeNull();
    const { published } = await flushOnce(begun.context, begun.shop);
    expect(notes(begun)).toEqual({ checkpoint: { size: 3, by: BOTH }, witnessed: { size: 3, by: BOTH } });
    expect(await waitingJobs(scene.database, 'report', begun.change.key)).toHaveLength(1);
    expect(await runOf(begun)).toMatchObject({ conclusion: 'success' });
    const log = await scene.github.log({ repository: begun.shop.name, revision: 'countersign/ledger' });
    expect(log[0]).toMatchObject({ oid: published.head });
    expect(log[0]?.message).toMatch(/^ledger: checkpoint 3 \[skip ci\]/);
    expect(await verifyBranch(begun.context, begun.shop)).toMatchObject({ size: 3, problems: [] });
  });

  test('the next flush goes out without them, and leaves the cosigned checkpoint as it is', async () => {
    const begun = await begin();
    await askOnce(begun.context, begun.shop);
    await flushOnce(begun.context, begun.shop);
    await append(begun, 1);
    expect(notes(begun)).toEqual({ checkpoint: { size: 4, by: [] }, witnessed: { size: 3, by: BOTH } });
    await askOnce(begun.context, begun.shop);
    await flushOnce(begun.context, begun.shop);
    expect(notes(begun)).toEqual({ checkpoint: { size: 4, by: BOTH }, witnessed: { size: 4, by: BOTH } });
    expect(await verifyBranch(begun.context, begun.shop)).toMatchObject({ size: 4, problems: [] });
    expect(witnessing.witnesses.map(({ asked }) => asked.map(({ oldSize, size }) => [oldSize, size]))).toEqual([
      [
        [0, 3],
        [3, 4],
      ],
      [
        [0, 3],
        [3, 4],
      ],
    ]);
  });

  test('that comes after the next flush is kept beside its checkpoint, and who waited for it is green', async () => {
    const begun = await begin();
    await askOnce(begun.context, begun.shop);
    const ledger = await begun.shop.ledger();
    await scene.store.ledgers.add(ledger.id, entryOf(begun.context, ledger, 1), []);
    const unasked = { ...begun.context, config: { ...begun.context.config, witnesses: null } };
    await flushOnce(unasked, begun.shop);
    expect(notes(begun)).toEqual({ checkpoint: { size: 4, by: [] }, witnessed: null });
    expect(await runOf(begun)).toBeNull();
    await flushOnce(begun.context, begun.shop);
    expect(notes(begun)).toEqual({ checkpoint: { size: 4, by: [] }, witnessed: { size: 3, by: BOTH } });
    expect(await runOf(begun)).toMatchObject({ conclusion: 'success' });
    expect(await verifyBranch(begun.context, begun.shop)).toMatchObject({ size: 4, problems: [] });
  });

  test('that is not reached: nothing is said until everybody was asked, then the check says that it waits', async () => {
    const begun = await begin();
    faults(null, { is: 'status', status: 503 });
    expect(await runOf(begun)).toBeNull();
    await askOnce(begun.context, begun.shop);
    expect(await waitingJobs(scene.database, 'report', begun.change.key)).toHaveLength(1);
    await flushOnce(begun.context, begun.shop);
    const run = await runOf(begun);
    expect(run).toMatchObject({ status: 'in_progress', conclusion: null });
    expect(run?.summary).toContain('Too few witnesses have cosigned the ledger yet, so nothing passes');
    expect(notes(begun)).toEqual({ checkpoint: { size: 3, by: [] }, witnessed: null });

    faults(null, null);
    await forgetPauses(scene);
    await askOnce(begun.context, begun.shop);
    await flushOnce(begun.context, begun.shop);
    expect(notes(begun)).toMatchObject({ checkpoint: { by: BOTH } });
    const after = await runOf(begun);
    expect(after).toMatchObject({ conclusion: 'success' });
    expect(after?.summary).not.toContain('Too few');
    // Who had cosigned already was not asked again.
    expect(witnessing.witnesses[0].asked).toHaveLength(1);
  });

  test('that is not reached, configured to go on: green, and the check says what is missing until it is there', async () => {
    const begun = await begin(undefined, 'go-on');
    faults({ is: 'cut' }, null);
    expect(await runOf(begun)).toBeNull();
    await askOnce(begun.context, begun.shop);
    const run = await runOf(begun);
    expect(run).toMatchObject({ conclusion: 'success' });
    expect(run?.summary).toContain('Too few witnesses have cosigned this record yet');
    faults(null, null);
    await forgetPauses(scene);
    await askOnce(begun.context, begun.shop);
    await flushOnce(begun.context, begun.shop);
    const after = await runOf(begun);
    expect(after).toMatchObject({ conclusion: 'success' });
    expect(after?.summary).not.toContain('Too few');
  });

  test('a red one waits for nobody', async () => {
    const { context } = await begin();
    const shop = await scene.shop();
    const change = await shop.propose('no ticket');
    await judge(context, change);
    expect(await runOf({ context, shop, change })).toMatchObject({ conclusion: 'failure' });
  });

  test('one of two is enough where the policy says so', async () => {
    const begun = await begin('group Q any W1 W2\nquorum Q\n');
    faults({ is: 'status', status: 500 }, null);
    await askOnce(begun.context, begun.shop);
    await flushOnce(begun.context, begun.shop);
    expect(notes(begun)).toMatchObject({ checkpoint: { by: ['W2'] } });
    expect(await runOf(begun)).toMatchObject({ conclusion: 'success' });
  });

  test('missing for half an hour it is an alert, once', async () => {
    const begun = await begin();
    faults({ is: 'status', status: 503 }, { is: 'status', status: 503 });
    await askOnce(begun.context, begun.shop);
    for (const minutes of [31, 40]) {
      await askOnce(at(begun.context, minutes * MINUTE), begun.shop);
      await flushOnce(begun.context, begun.shop);
    }
    expect((await alertsOf(begun)).map(({ code }) => code)).toEqual(['witness.quorum']);
  });
});

describe('without a demanded quorum', () => {
  test('nobody waits; what is cosigned rides with the next flush', async () => {
    const begun = await begin(NOBODY);
    expect(await runOf(begun)).toMatchObject({ conclusion: 'success' });
    await askOnce(begun.context, begun.shop);
    await flushOnce(begun.context, begun.shop);
    expect(notes(begun)).toEqual({ checkpoint: { size: 3, by: [] }, witnessed: null });
    await append(begun, 1);
    expect(notes(begun)).toEqual({ checkpoint: { size: 4, by: [] }, witnessed: { size: 3, by: BOTH } });
    expect(await verifyBranch(begun.context, begun.shop)).toMatchObject({ size: 4, problems: [] });
  });

  test('a ledger that stands still gets its cosignatures after a while', async () => {
    const begun = await begin(NOBODY);
    await askOnce(begun.context, begun.shop);
    await flushOnce(at(begun.context, 11 * MINUTE), begun.shop);
    expect(notes(begun)).toEqual({ checkpoint: { size: 3, by: BOTH }, witnessed: { size: 3, by: BOTH } });
  });
});

describe('a witness that', () => {
  test.each<[string, WitnessFault]>([
    ['signs something else', { is: 'wrong-signature' }],
    ['has a clock that is an hour off', { is: 'time', offset: -3600 }],
    ['lives in the future', { is: 'time', offset: 3600 }],
    ['answers garbage', { is: 'body', body: 'hello\n' }],
    ['answers with lines of others', { is: 'body', body: '— other.example/w AQIDBAU=\n' }],
    ['sends us elsewhere', { is: 'redirect', to: 'http://127.0.0.1:9/' }],
    ['does not know the log', { is: 'status', status: 404 }],
    ['refuses the key', { is: 'status', status: 403 }],
    ['says another size each time', { is: 'status', status: 409, body: '1\n', type: 'text/x.tlog.size' }],
  ])('%s did not cosign, and is asked again later', async (_, fault) => {
    const begun = await begin();
    faults(null, fault);
    await askOnce(begun.context, begun.shop);
    const { id } = await begun.shop.ledger();
    expect(await scene.store.witnesses.cosignatures(id, 3)).toHaveLength(1);
    const states = await scene.store.witnesses.states(id);
    expect(states.map(({ failures }) => failures).toSorted((a, b) => a - b)).toEqual([0, 1]);
    expect(await waitingJobs(scene.database, 'witness', String(id))).toHaveLength(2);
    // Not before: its pause is not over.
    faults(null, null);
    await askOnce(begun.context, begun.shop);
    expect(await scene.store.witnesses.cosignatures(id, 3)).toHaveLength(1);
    await forgetPauses(scene);
    await askOnce(begun.context, begun.shop);
    expect(await scene.store.witnesses.cosignatures(id, 3)).toHaveLength(2);
  });

  test('signed, and whose answer was lost, is followed to the size that it knows', async () => {
    const begun = await begin();
    faults({ is: 'unheard' }, null);
    await askOnce(begun.context, begun.shop);
    await append(begun, 1);
    faults(null, null);
    await forgetPauses(scene);
    await askOnce(begun.context, begun.shop);
    expect(witnessing.witnesses[0].statuses).toEqual([200, 409, 200]);
    await flushOnce(begun.context, begun.shop);
    expect(notes(begun)).toMatchObject({ checkpoint: { size: 4, by: BOTH } });
  });

  test('forgot everything is followed as well', async () => {
    const begun = await begin();
    await askOnce(begun.context, begun.shop);
    witnessing.witnesses[0].forget();
    await append(begun, 1);
    await askOnce(begun.context, begun.shop);
    expect(witnessing.witnesses[0].statuses).toEqual([200, 409, 200]);
  });

  test('knows a larger log than ours is an alarm, and not asked again at once', async () => {
    const begun = await begin();
    faults(null, { is: 'status', status: 409, body: '99\n', type: 'text/x.tlog.size' });
    await askOnce(begun.context, begun.shop);
    await flushOnce(begun.context, begun.shop);
    expect(await alertsOf(begun)).toMatchObject([{ code: 'witness.ahead', details: { counts: { seen: 99 } } }]);
    const { id } = await begun.shop.ledger();
    const [state] = (await scene.store.witnesses.states(id)).filter(({ failures }) => failures > 0);
    expect(state?.retryAt).toBeGreaterThan(begun.context.clock.now() + HOUR - MINUTE);
  });

  test('finds that we do not continue what it saw is an alarm, said once', async () => {
    const begun = await begin();
    faults(null, { is: 'status', status: 422 });
    for (const _ of [1, 2]) {
      await askOnce(begun.context, begun.shop);
      await flushOnce(begun.context, begun.shop);
      await forgetPauses(scene);
    }
    const [alert, ...others] = await alertsOf(begun);
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      code: 'witness.inconsistent',
      severity: 'critical',
      details: { checkpoint: { size: 3 } },
    });
    expect(alert?.details.keys).toEqual([expect.stringMatching(/^witness\.example\/pq82\+[0-9a-f]{8}$/)]);
  });
});

describe('with time', () => {
  test('a ledger that stands still is cosigned again after a day, and the branch shows it', async () => {
    const begun = await begin();
    await askOnce(begun.context, begun.shop);
    const { published } = await flushOnce(begun.context, begun.shop);
    const { id } = await begun.shop.ledger();
    const due = async (later: number) => {
      await scene.database.query("delete from countersign_jobs.job where name = 'witness'");
      await sendDueWitnesses(at(begun.context, later));
      return (await waitingJobs(scene.database, 'witness', String(id))).length;
    };
    expect(await due(HOUR)).toBe(0);
    expect(await due(DAY + MINUTE)).toBe(1);
    faults({ is: 'time', offset: DAY / SECOND }, { is: 'time', offset: DAY / SECOND });
    const tomorrow = at(begun.context, DAY);
    await askWitnesses(tomorrow, id);
    const after = await flushOnce(tomorrow, begun.shop);
    expect(after.published.head).not.toBe(published.head);
    expect(after.published.size).toBe(3);
    expect(notes(begun)).toEqual({ checkpoint: { size: 3, by: BOTH }, witnessed: { size: 3, by: BOTH } });
    expect(await verifyBranch(begun.context, begun.shop)).toMatchObject({ size: 3, problems: [] });
  });

  test('a publication whose job was lost is found', async () => {
    const begun = await begin();
    const { id } = await begun.shop.ledger();
    await scene.database.query("delete from countersign_jobs.job where name = 'witness'");
    await sendDueWitnesses(at(begun.context, 2 * MINUTE));
    expect(await waitingJobs(scene.database, 'witness', String(id))).toHaveLength(1);
  });

  test('without a policy nobody is looked for, and nobody is asked', async () => {
    const { shop } = await scene.begun();
    const { id } = await shop.ledger();
    await sendDueWitnesses(at(scene.context, 2 * DAY));
    await askWitnesses(scene.context, id);
    expect(await waitingJobs(scene.database, 'witness', String(id))).toEqual([]);
    const begun = { context: witnessed(scene.context, witnessing.config()), shop };
    expect(notes(begun)).toEqual({ checkpoint: { size: 3, by: [] }, witnessed: null });
  });
});
