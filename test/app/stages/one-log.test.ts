import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Context } from '../../../src/app/context.ts';
import { compareFirst } from '../../../src/app/stages/compare-first.ts';
import { flush } from '../../../src/app/stages/flush.ts';
import { fromStored } from '../../../src/app/stages/stored.ts';
import { toBase64, toBytes } from '../../../src/base/bytes.ts';
import { asFault } from '../../../src/base/fault.ts';
import { rootOf } from '../../../src/ledger/merkle.ts';
import type { LedgerState } from '../../../src/store/store.ts';
import { endLeases, entryOf, flushing, restarted } from './bench.ts';
import { FAILURES, failAt } from './failing-store.ts';
import { HARMS } from './harm.ts';
import {
  type BranchFault,
  everPublished,
  type Heads,
  noHeads,
  readNote,
  rollBack,
  type Signed,
  type Snapshot,
  takeSnapshot,
  withBranchFault,
} from './harmed-world.ts';
import { BRANCH, type Shop, useScene, verifyBranch } from './scene.ts';

/**
 * Whatever happens to the processes, the database, the connection and the branch, in any order: what was ever sent to GitHub,
 * whether or not it was taken, and what the store keeps, are checkpoints of one log. Excluded is only what nobody could survive: that the database and
 * the branch lose the same thing, before either was restored from the other.
 */

const scene = useScene();

const happening = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('append' as const), count: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('flush' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('crash' as const),
      at: fc.integer({ min: 1, max: 25 }),
      failure: fc.constantFrom(...FAILURES),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('fault' as const),
      at: fc.integer({ min: 1, max: 6 }),
      happens: fc.constantFrom('refused' as const, 'unheard' as const, 'stale' as const),
    }),
  },
  // A flush that stands still at one of its calls, while its lease runs out and another process goes on.
  { weight: 2, arbitrary: fc.record({ does: fc.constant('overtake' as const), at: fc.integer({ min: 1, max: 3 }) }) },
  // Somebody touches the branch between two calls of a flush.
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('interrupt' as const),
      at: fc.integer({ min: 1, max: 4 }),
      harm: fc.nat(HARMS.length - 1),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('harm' as const), harm: fc.nat(HARMS.length - 1) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('restart' as const) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('back up' as const) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('roll back' as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('lose' as const) }) },
);
const step = fc.record({ by: fc.constantFrom(0 as const, 1 as const), happening });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

class World {
  readonly heads = noHeads();
  readonly #shop: Shop;
  readonly #processes: [Context, Context] = [
    restarted(scene.context),
    { ...restarted(scene.context), owner: 'another' },
  ];
  readonly #empty: Snapshot;
  #backup: Snapshot;
  #appended = 0;
  /** May the branch, or the database, lack what was published? The other must not be harmed then. */
  #branchLacks = false;
  #databaseLacks = false;

  constructor(shop: Shop, empty: Snapshot) {
    this.#shop = shop;
    this.#empty = empty;
    this.#backup = empty;
  }

  async run({ by, happening: does }: Step): Promise<void> {
    const process = this.#processes[by];
    switch (does.does) {
      case 'append':
        return await this.#append(process, does.count);
      case 'flush':
        return await this.#flush(process);
      case 'crash':
        return await this.#flush({ ...process, store: failAt(process.store, does.at, does.failure).store });
      case 'fault':
        return await this.#flush(process, does);
      case 'overtake': {
        const other = this.#processes[by === 0 ? 1 : 0];
        const happens = async (): Promise<void> => {
          await endLeases(scene.database);
          await this.#flush(other);
        };
        return await this.#flush(process, { at: does.at, happens });
      }
      case 'interrupt':
        return await this.#flush(process, { at: does.at, happens: () => this.#harm(does.harm) });
      case 'harm':
        return await this.#harm(does.harm);
      case 'restart':
        this.#processes[by] = { ...restarted(process), owner: `${process.owner}+` };
        return;
      case 'back up':
        this.#backup = await takeSnapshot(scene.database);
        return;
      case 'roll back':
        return await this.#rollBack(this.#backup);
      case 'lose':
        this.#backup = this.#empty;
        return await this.#rollBack(this.#empty);
    }
  }

  /** As an evaluation does: nothing is drafted for a ledger that this process has not compared. */
  async #append(context: Context, count: number): Promise<void> {
    try {
      await compareFirst(withBranchFault(context, this.heads, null), await this.#shop.ledger());
    } catch (error) {
      expectKnown(error);
      return;
    }
    for (let each = 0; each < count; each++) {
      this.#appended += 1;
      const ledger = await this.#shop.ledger();
      await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, this.#appended), []);
    }
  }

  async #flush(context: Context, fault: BranchFault | null = null): Promise<void> {
    const { id } = await this.#shop.ledger();
    await flush(flushing(withBranchFault(context, this.heads, fault)), id).catch(expectKnown);
    await endLeases(scene.database);
    await this.#look();
  }

  async #harm(which: number): Promise<void> {
    const ledger = await this.#shop.ledger();
    const [, harm] = HARMS[which] ?? [];
    // There is nothing yet, or nothing any more, that could be harmed.
    if (this.#databaseLacks || ledger.published.head === null || (await this.#head()) === undefined) return;
    this.#branchLacks = true;
    await harm?.({ scene, shop: this.#shop, ledger });
  }

  async #rollBack(snapshot: Snapshot): Promise<void> {
    if (this.#branchLacks) return;
    this.#databaseLacks = true;
    await rollBack(scene.database, snapshot);
    // What a process hears of it: its connection broke.
    for (const { compared } of this.#processes) compared.clear();
  }

  async #head(): Promise<string | undefined> {
    return (await scene.github.refs({ repository: this.#shop.name }))[`refs/heads/${BRANCH}`];
  }

  /** Under the head that the database remembers everything is as it was left. */
  async #look(): Promise<void> {
    const { decided, published } = await this.#shop.ledger();
    if (published.head === null || decided.size !== published.size || published.head !== (await this.#head())) return;
    this.#branchLacks = false;
    this.#databaseLacks = false;
  }

  /** Everything has ended, and what works again goes on. */
  async settle(): Promise<LedgerState> {
    const context = restarted(scene.context);
    await this.#flush(context);
    await this.#append(context, 1);
    for (let time = 1; time <= 8; time++) await this.#flush(context);
    return await this.#shop.ledger();
  }
}

function expectKnown(error: unknown): void {
  expect(['ledger.unavailable', 'ledger.inconsistent', 'store.unavailable', 'github.unavailable']).toContain(
    asFault(error).code,
  );
}

async function kept({ id, origin }: LedgerState): Promise<readonly Signed[]> {
  const rows = await scene.database.query<{ note: string }>(
    'select note from countersign.checkpoint where ledger = $1 and note is not null',
    [id],
  );
  return rows.map(({ note }) => readNote(scene.context, origin, toBytes(note)) ?? { size: -1, root: note });
}

async function expectOneLog({ gitDir }: Shop, { moved, sent }: Heads, ledger: LedgerState): Promise<void> {
  const leaves = (await scene.store.ledgers.leaves(ledger.id, 0, ledger.decided.size)).map(fromStored);
  const all = [
    ...everPublished(scene.context, { gitDir, moved }, ledger.origin),
    ...sent.flatMap((note) => readNote(scene.context, ledger.origin, note) ?? []),
    ...(await kept(ledger)),
  ];
  for (const { size, root } of all)
    expect({ size, root }).toEqual({ size, root: toBase64(rootOf(leaves.slice(0, size))) });
  expect(Math.max(0, ...all.map(({ size }) => size))).toBe(ledger.decided.size);
}

test('there is one log, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
      const shop = await scene.shop();
      const { owner, name } = shop.place.repository;
      await scene.store.ledgers.open({ ...shop.place, origin: `github.com/${owner}/${name}`, branch: BRANCH });
      const world = new World(shop, await takeSnapshot(scene.database));
      await world.run({ by: 0, happening: { does: 'append', count: 2 } });
      for (const each of steps) await world.run(each);
      const ledger = await world.settle();
      expect(ledger).toMatchObject({ pending: 0, published: { size: ledger.decided.size } });
      await expectOneLog(shop, world.heads, ledger);
      // Of the history nothing is said: a database that was rolled back forgets what it would have acknowledged.
      const { problems, root } = await verifyBranch(scene.context, shop);
      expect(root).toBe(ledger.decided.root);
      const isOfHistory = ({ code, commit, index }: (typeof problems)[number]): boolean =>
        code.startsWith('history-') || (commit !== null && index === null);
      expect(problems.filter((each) => !isOfHistory(each))).toEqual([]);
    }),
    // Each run is a second of git and database: one that fails is shown as it is, with its seed.
    { numRuns: 15, endOnFailure: true },
  );
}, 120_000);
