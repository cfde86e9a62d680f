import type { JsonObject } from '../../base/json.ts';
import { actOf, type KeyLine, readKeyLine } from '../../ledger/rotation.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { ownActs } from './own-acts.ts';

/** The keys that a ledger names, as the archive keeps its entries. */

type Acts = Parameters<typeof readKeyLine>[0];

/** Pending entries come after every index there is. */
const PENDING = Number.MAX_SAFE_INTEGER;

/** A ledger that has not begun has none. */
export async function readKeys(context: Context, ledger: LedgerState): Promise<KeyLine> {
  return readKeyLine(await readActs(context, ledger), ledger.origin);
}

export async function readActs(context: Context, ledger: LedgerState): Promise<Acts> {
  const entries = await ownActs(context, ledger);
  return entries.flatMap(({ index, statement }) => toAct(statement, index ?? PENDING));
}

export function toAct(statement: JsonObject, index: number): Acts {
  const act = actOf(statement);
  return act === null ? [] : [{ index, act }];
}
