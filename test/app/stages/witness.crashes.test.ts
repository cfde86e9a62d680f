import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { flush } from '../../../src/app/stages/flush.ts';
import { report } from '../../../src/app/stages/report.ts';
import { askWitnesses } from '../../../src/app/stages/witness.ts';
import { asFault } from '../../../src/base/fault.ts';
import { paths } from '../../../src/ledger/layout.ts';
import type { FaultAction } from '../../github/server/faults.ts';
import { endLeases, entryOf, flushing, restarted } from './bench.ts';
import { type Failure, failAt } from './failing-store.ts';
import { BRANCH, flushOnce, judge, readActs, runThrough, type Shop, useScene, verifyBranch } from './scene.ts';
import { askOnce, type Begun, beginWitnessed, forgetPauses, noteOn, useWitnesses, witnessed } from './witnessed.ts';

/**
 * Two inconsistent checkpoints are never signed, whatever fails: the judge is somebody else, who saw all of them. A
 * witness answers 422 to the first that does not continue the one before.
 */

const scene = useScene();
const witnessing = useWitnesses();
const BOTH = ['W1', 'W2'];
const begin = async (): Promise<Begun> => await beginWitnessed(scene, witnessing, witnessing.config());

beforeEach(() => {
  for (const witness of witnessing.witnesses) witness.asked.splice(0);
});
afterEach(() => {
  const statuses = new Set(witnessing.witnesses.flatMap((witness) => witness.statuses));
  expect([...statuses].filter((status) => status !== 200 && status !== 409)).toEqual([]);
});

const append = async ({ context, shop }: Begun, n: number): Promise<void> => {
  const ledger = await shop.ledger(context);
  await context.store.ledgers.add(ledger.id, entryOf(context, ledger, n), []);
};

/** Flush, ask, flush the cosignatures. */
async function cosignOnce(context: Context, shop: Shop): Promise<void> {
  const { id } = await shop.ledger();
  await flush(flushing(context), id);
  await askWitnesses(context, id);
  await flush(flushing(context), id);
}

/** All that was ever promised, when nothing fails any more. */
async function expectWhole({ context, shop }: Begun, size: number): Promise<void> {
  const { decided, published } = await shop.ledger(context);
  expect([decided.size, published.size]).toEqual([size, size]);
  expect(noteOn({ context, shop }, paths.checkpoint)).toEqual({ size, by: BOTH });
  expect(noteOn({ context, shop }, paths.witnessed)).toEqual({ size, by: BOTH });
  expect(await verifyBranch(context, shop)).toMatchObject({ size, root: decided.root, problems: [] });
  for (const witness of witnessing.witnesses) {
    const { origin } = await shop.ledger(context);
    expect(witness.sizeOf(origin)).toBe(size);
  }
}

test.each<Failure>(['unheard', 'killed'])(
  '%s at any call of the store, from the flush to the cosigned checkpoint: nobody else did it, and nothing is lost',
  async (failure) => {
    const begun = await begin();
    let size = 3;
    // Every fifth call, the two failures at different ones.
    for (let at = failure === 'killed' ? 1 : 3, failed = true; failed; at += 5) {
      size += 1;
      await append(begun, size);
      const failing = failAt(scene.store, at, failure);
      await cosignOnce({ ...restarted(begun.context), store: failing.store }, begun.shop).catch((error: unknown) => {
        expect(['store.unavailable', 'ledger.unavailable']).toContain(asFault(error).code);
      });
      ({ failed } = failing);
      await endLeases(scene.database);
      await forgetPauses(scene);
      await cosignOnce(restarted(begun.context), begun.shop);
      const { published } = await begun.shop.ledger();
      expect(published.size).toBe(size);
      expect(noteOn(begun, paths.witnessed)).toEqual({ size, by: BOTH });
    }
    await expectWhole(begun, size);
    expect(await readActs(begun.context, begun.shop)).not.toContain('repair');
    expect(size).toBeGreaterThan(6);
  },
  120_000,
);

describe('the commit of cosignatures, when GitHub fails', () => {
  const FAULTS: readonly (readonly [string, FaultAction])[] = [
    ['502, not stored', { kind: 'status', status: 502, when: 'before' }],
    ['502, but stored', { kind: 'status', status: 502, when: 'after' }],
    ['reset, but stored', { kind: 'reset', when: 'after' }],
  ];

  test.each(FAULTS)('%s: one commit, nobody blamed', async (_name, action) => {
    const begun = await begin();
    await askOnce(begun.context, begun.shop);
    await scene.github.arm({ on: 'GRAPHQL createCommitOnBranch', action });
    await flushOnce(begun.context, begun.shop);
    expect((await scene.github.disarm()).left).toBe(0);
    await expectWhole(begun, 3);
    expect(await scene.github.log({ repository: begun.shop.name, revision: BRANCH })).toHaveLength(2);
  });

  test('stored, and the process died before it heard: the next one, which has something else to write, goes on after it', async () => {
    const begun = await begin();
    await askOnce(begun.context, begun.shop);
    const { published } = await begun.shop.ledger();
    await flushOnce(begun.context, begun.shop);
    // As if the answer had never come.
    const { id } = await begun.shop.ledger();
    await scene.database.query('update countersign.ledger set published_head = $2 where id = $1', [id, published.head]);
    await scene.database.query(
      'update countersign.witnessed set published_size = 0, published_note = null where ledger = $1',
      [id],
    );
    await append(begun, 4);
    await flushOnce(begun.context, begun.shop);
    expect(noteOn(begun, paths.checkpoint)).toEqual({ size: 4, by: [] });
    expect(noteOn(begun, paths.witnessed)).toEqual({ size: 3, by: BOTH });
    expect(await readActs(begun.context, begun.shop)).not.toContain('repair');
    await cosignOnce(begun.context, begun.shop);
    await expectWhole(begun, 4);
  });
});

test('two processes at once: each checkpoint continues the one before, and all of them are cosigned', async () => {
  const begun = await begin();
  const other: Context = { ...restarted(begun.context), owner: 'another' };
  for (let n = 4; n <= 7; n += 1) {
    await append(begun, n);
    await Promise.all([
      cosignOnce(begun.context, begun.shop),
      cosignOnce(other, begun.shop),
      askOnce(other, begun.shop),
    ]);
  }
  await cosignOnce(begun.context, begun.shop);
  await expectWhole(begun, 7);
}, 30_000);

describe('what strangers do to the notes', () => {
  const tamper = async ({ shop }: Begun, files: Readonly<Record<string, string | null>>): Promise<void> =>
    void (await scene.github.pushCommit({ repository: shop.name, branch: BRANCH, files, message: 'mine\n' }));

  test.each([
    ['cosignatures are taken away', 'unsigned'],
    ['the cosigned checkpoint is removed', 'removed'],
    ['nonsense in its place', 'nonsense'],
  ])('%s: they come back, and it is said', async (_name, deed) => {
    const begun = await begin();
    await cosignOnce(begun.context, begun.shop);
    await append(begun, 4);
    await cosignOnce(begun.context, begun.shop);
    const [note = '', lines = ''] =
      (await scene.github.readFile({ repository: begun.shop.name, revision: BRANCH, path: paths.checkpoint }))?.split(
        '\n\n',
      ) ?? [];
    const unsigned = `${note}\n\n${lines.split('\n')[0] ?? ''}\n`;
    await tamper(
      begun,
      deed === 'unsigned'
        ? { [paths.checkpoint]: unsigned }
        : { [paths.witnessed]: deed === 'removed' ? null : 'nonsense\n' },
    );
    await flushOnce(restarted(begun.context), begun.shop);
    // What was found is an entry of the next flush.
    await flushOnce(begun.context, begun.shop);
    expect(await readActs(begun.context, begun.shop)).toContain('repair');
    await cosignOnce(begun.context, begun.shop);
    const { decided } = await begun.shop.ledger();
    await expectWhole(begun, decided.size);
  });

  test('a deleted branch comes back with both notes', async () => {
    const begun = await begin();
    await cosignOnce(begun.context, begun.shop);
    await scene.github.moveRef({ repository: begun.shop.name, ref: `refs/heads/${BRANCH}`, oid: null });
    await flushOnce(restarted(begun.context), begun.shop);
    expect(noteOn(begun, paths.witnessed)).toEqual({ size: 3, by: BOTH });
    await cosignOnce(begun.context, begun.shop);
    const { decided } = await begun.shop.ledger();
    await expectWhole(begun, decided.size);
  });
});

describe('a database', () => {
  test('that is lost takes the cosigned checkpoint over with the entries, and goes on where the witnesses stand', async () => {
    const begun = await begin();
    await cosignOnce(begun.context, begun.shop);
    await report(begun.context, begun.change.key);
    await append(begun, 4);
    await flushOnce(begun.context, begun.shop);
    const lost = await scene.withEmptyDatabase();
    try {
      const context = witnessed(lost.context, witnessing.config());
      const { shop, change } = begun;
      await judge(context, change);
      const ledger = await shop.ledger(context);
      expect(await lost.store.witnesses.witnessed(ledger.id)).toMatchObject({
        chosen: { size: 3 },
        published: { size: 3 },
      });
      await flushOnce(context, shop);
      await askOnce(context, shop);
      expect(witnessing.witnesses[0].statuses.at(-2)).toBe(409);
      const { decided } = await flushOnce(context, shop);
      await expectWhole({ context, shop, change }, decided.size);
    } finally {
      await lost.close();
    }
  }, 30_000);

  test('that was set back takes over what it lost, and the witnesses see one log', async () => {
    const begun = await begin();
    await cosignOnce(begun.context, begun.shop);
    await report(begun.context, begun.change.key);
    const ahead = await scene.withEmptyDatabase();
    try {
      const context = witnessed(ahead.context, witnessing.config());
      const { shop, change } = begun;
      await runThrough(context, { shop, change });
      await askOnce(context, shop);
      const grown = await flushOnce(context, shop);
      expect(grown.decided.size).toBeGreaterThan(3);
      // From here on the first database again, as one that was restored from yesterday's backup.
      const older = restarted(begun.context);
      await flushOnce(older, shop);
      const { id } = await shop.ledger();
      expect(await scene.store.witnesses.witnessed(id)).toMatchObject({ published: { size: grown.decided.size } });
      await askOnce(older, shop);
      const { decided } = await flushOnce(older, shop);
      await expectWhole({ context: older, shop, change }, decided.size);
    } finally {
      await ahead.close();
    }
  }, 30_000);

  test('that is lost together with the newest entries of the branch, where no check run tells of them: the witnesses do', async () => {
    const begun = await begin();
    const { shop, change } = begun;
    const rewound = (await shop.ledger()).published.head;
    await append(begun, 4);
    await cosignOnce(begun.context, shop);
    await scene.github.moveRef({ repository: shop.name, ref: `refs/heads/${BRANCH}`, oid: rewound });
    const lost = await scene.withEmptyDatabase();
    try {
      const context = witnessed(lost.context, witnessing.config());
      await judge(context, change);
      // The entry of the adoption is on its way: what is asked about is the rewound log as it was found.
      await askOnce(context, shop);
      const alerts = await lost.database.query<{ statement: string }>(
        "select statement from countersign.pending where kind = 'alert'",
      );
      expect(alerts.map(({ statement }) => statement)).toEqual([
        expect.stringContaining('witness.ahead'),
        expect.stringContaining('witness.ahead'),
      ]);
      await report(context, change.key);
      const [run] = await scene.github.checkRuns({ repository: shop.name, sha: change.head });
      expect(run?.conclusion ?? null).not.toBe('success');
    } finally {
      await lost.close();
    }
  }, 30_000);
});
