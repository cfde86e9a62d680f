import { execFileSync } from 'node:child_process';
import type { Context } from '../../../src/app/context.ts';
import type { BranchChange, LedgerBranch } from '../../../src/app/ports.ts';
import { toBase64 } from '../../../src/base/bytes.ts';
import { Fault, isFault } from '../../../src/base/fault.ts';
import { openCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { paths } from '../../../src/ledger/layout.ts';
import type { Database } from '../../../src/store/database.ts';
import type { Shop } from './scene.ts';

/** What a test needs that does everything to a ledger which must never make it sign two logs. */

/** Every row of every table of ours, as JSON by table. */
export type Snapshot = ReadonlyMap<string, string>;

export async function takeSnapshot(database: Database): Promise<Snapshot> {
  const tables = await database.query<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'countersign' and table_type = 'BASE TABLE'`,
  );
  const copied = new Map<string, string>();
  for (const { name } of tables) {
    const text = `select coalesce(json_agg(t), '[]')::text as rows from countersign."${name}" t`;
    copied.set(name, (await database.query<{ rows: string }>(text))[0]?.rows ?? '[]');
  }
  return copied;
}

/** What was stored since is gone, as in a database that was restored from a backup. */
export async function rollBack(database: Database, snapshot: Snapshot): Promise<void> {
  await database.transaction(async (sql) => {
    await sql.query('set local session_replication_role = replica');
    await sql.query(`truncate ${[...snapshot.keys()].map((name) => `countersign."${name}"`).join(', ')}`);
    for (const [name, rows] of snapshot)
      await sql.query(
        `insert into countersign."${name}" overriding system value
         select * from json_populate_recordset(null::countersign."${name}", $1::json)`,
        [rows],
      );
  });
}

/**
 * What happens at one call about the ledger branch, from 1. `refused`: nothing was done. `unheard`: it was done, and the
 * answer was lost. `stale`: GitHub shows the head that was there before. Otherwise: what somebody does right before.
 */
export interface BranchFault {
  readonly at: number;
  readonly happens: 'refused' | 'unheard' | 'stale' | (() => Promise<void>);
}

export interface Heads {
  /** As GitHub showed them, the newest last. */
  readonly seen: (string | null)[];
  /** That the branch was moved to by a call, whether or not its answer was heard. */
  readonly moved: string[];
  /** Every checkpoint that was sent there, whether or not GitHub took it. */
  readonly sent: Uint8Array[];
}

export const noHeads = (...seen: readonly (string | null)[]): Heads => ({ seen: [...seen], moved: [], sent: [] });

/** The same process, whose connection to GitHub has this fault. */
export function withBranchFault(context: Context, heads: Heads, fault: BranchFault | null): Context {
  let calls = 0;
  const wrap = <A extends readonly unknown[], R>(call: (...given: A) => Promise<R>): ((...given: A) => Promise<R>) => {
    return async (...given) => {
      calls += 1;
      if (fault === null || calls !== fault.at || fault.happens === 'stale') return await call(...given);
      const { happens } = fault;
      if (typeof happens === 'function') {
        await happens();
        return await call(...given);
      }
      if (happens === 'unheard') await call(...given);
      throw new Fault('github.unavailable', `the test fails call ${calls}`);
    };
  };
  const readHead = (branch: LedgerBranch) => async (): Promise<string | null> => {
    const head = await branch.head();
    const isStale = fault?.happens === 'stale' && calls >= fault.at;
    const before = heads.seen.findLast((each) => each !== head);
    heads.seen.push(head);
    return isStale && before !== undefined ? before : head;
  };
  const moving =
    <Change extends BranchChange>(call: (change: Change) => Promise<string>) =>
    async (change: Change): Promise<string> => {
      heads.sent.push(...change.additions.filter(({ path }) => path === paths.checkpoint).map(({ bytes }) => bytes));
      const head = await call(change);
      heads.moved.push(head);
      return head;
    };
  const ledgerBranch: Context['forge']['ledgerBranch'] = (place, name) => {
    const branch = context.forge.ledgerBranch(place, name);
    return {
      head: wrap(readHead(branch)),
      assertHead: wrap((expected: string | null) => branch.assertHead(expected)),
      read: wrap((commit: string, path: string) => branch.read(commit, path)),
      files: wrap((commit: string) => branch.files(commit)),
      between: wrap((ancestor: string, descendant: string) => branch.between(ancestor, descendant)),
      commit: wrap(moving((change: Parameters<LedgerBranch['commit']>[0]) => branch.commit(change))),
      birth: wrap(moving((change: BranchChange) => branch.birth(change))),
      replace: wrap(moving((change: Parameters<LedgerBranch['replace']>[0]) => branch.replace(change))),
    };
  };
  return { ...context, forge: { ...context.forge, ledgerBranch } };
}

export interface Signed {
  readonly size: number;
  readonly root: string;
}

/**
 * Every checkpoint of ours that anybody could ever have read on the branch, however it was rewound since: git keeps what
 * was pushed until somebody collects it. What was uploaded for a branch that was there already has never been on it.
 */
export function everPublished(
  context: Context,
  { gitDir, moved }: Pick<Shop, 'gitDir'> & Pick<Heads, 'moved'>,
  origin: string,
): readonly Signed[] {
  const input = moved.map((head) => `${head}:checkpoint\n`).join('');
  const blobs = execFileSync('git', ['-C', gitDir, 'cat-file', '--batch'], { input });
  const found: Signed[] = [];
  for (let at = 0; at < blobs.length; ) {
    const end = blobs.indexOf(0x0a, at);
    const size = Number(blobs.subarray(at, end).toString().split(' ')[2]);
    const signed = readNote(context, origin, blobs.subarray(end + 1, end + 1 + size));
    if (signed === null) throw new Error(`a commit of ours without a checkpoint of ours: ${moved.join(' ')}`);
    found.push(signed);
    at = end + 1 + size + 1;
  }
  return found;
}

export function readNote(context: Context, origin: string, note: Uint8Array): Signed | null {
  try {
    const { size, root, verified } = openCheckpoint(note, [context.keys.signer(origin)]);
    return verified.length > 0 ? { size, root: toBase64(root) } : null;
  } catch (error) {
    if (isFault(error, 'ledger.checkpoint') || isFault(error, 'ledger.signature')) return null;
    throw error;
  }
}
