import { equalBytes, toBase64 } from '../../base/bytes.ts';
import { fromRfc3339 } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { decide, type FileAddition } from '../../ledger/batch.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import type { LedgerAct } from '../../ledger/entries/ledger.ts';
import type { Entry } from '../../ledger/entry.ts';
import { actOf } from '../../ledger/rotation.ts';
import type { LedgerLease, LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { LedgerBranch } from '../ports.ts';
import { type FoundOnBranch, needFile, readEntriesOn } from './branch-entries.ts';
import { adoptPolicyEvidence } from './evidence-adopt.ts';
import { takeOverWitnessed } from './found-note.ts';
import { addLedgerAct } from './ledger-acts.ts';
import { rememberAdopted } from './lost-run.ts';
import { newestOwnAct } from './own-acts.ts';
import { keepFiles, pinsDecided, pinsOf } from './pinned-files.ts';
import { compareWithChecks } from './shown-roots.ts';
import { requireSigner } from './signing-keys.ts';
import { fromStored, toStored } from './stored.ts';

interface Adoption extends FoundOnBranch {
  readonly note: string;
}

/**
 * The branch holds a checkpoint of ours that the database does not know: it lost its last moments, or everything. The
 * entries are read back, their root is computed anew, and only if it is the signed one are they taken over.
 */
export async function adopt(
  context: Context,
  lease: LedgerLease,
  { branch, head, note, checkpoint }: Adoption,
): Promise<LedgerState> {
  const { ledger } = lease;
  const { size, edge } = ledger.decided;
  const entries = await readEntriesOn(context, lease, { branch, head, checkpoint, from: size });
  const tree = decide(
    { size, edge: edge.map(fromStored) },
    entries.map(({ bytes }) => bytes),
  );
  if (!equalBytes(tree.root, checkpoint.root)) {
    throw new Fault(
      'ledger.inconsistent',
      `The branch's entries do not make the root that its checkpoint of size ${checkpoint.size} names`,
      {
        details: { head, decided: size },
      },
    );
  }
  await requireSigner(context, ledger, { entries, checkpoint });
  const comparedWith = size > 0 ? 'database' : await compareWithChecks(context, ledger, entries);
  const time = fromRfc3339(entries.at(-1)?.time ?? '') ?? context.clock.now();
  const decision = {
    oldSize: size,
    size: tree.size,
    root: toBase64(tree.root),
    edge: tree.edge.map(toBase64),
    time,
    subtrees: tree.subtrees.map(({ level, index, hash }) => ({ level, index, hash: toBase64(hash) })),
    entries: entries.map((entry, at) => toStored(entry, { index: size + at, leaf: tree.leaves[at] })),
  };
  // Kept before the entries are ours: if we die right after, the next comparison of the branch still says it.
  await keepFiles(context, await readPinnedFiles(context, { ledger, branch, head, entries }));
  await adoptPolicyEvidence(context, ledger, entries);
  const act: Adopted = { act: 'adoption', size: tree.size, root: toBase64(tree.root), comparedWith };
  await context.store.memory.set(UNSAID, unsaidKey(ledger), act, context.clock.now());
  await rememberAdopted(context, ledger, tree.size);
  const adopted = await context.store.ledgers.adopt(lease, decision, {
    size: tree.size,
    head,
    note,
    at: context.clock.now(),
  });
  await takeOverWitnessed(context, { ...lease, ledger: adopted }, { branch, head });
  context.log.warn(
    { ledger: ledger.id, size: tree.size, comparedWith },
    'The database took over what the ledger branch holds',
  );
  return await sayAdoption(context, adopted);
}

type Adopted = Extract<LedgerAct, { readonly act: 'adoption' }>;

const UNSAID = 'ledger-adoption';

/** Keys are forgotten by their beginning: 1 must not be the beginning of 12. */
const unsaidKey = ({ id }: LedgerState): string => `${id}.`;

/** The entry that an adoption owes the ledger, unless none took place or the entry is there. Safe to repeat. */
export async function sayAdoption(context: Context, ledger: LedgerState): Promise<LedgerState> {
  const { memory } = context.store;
  const act = (await memory.get(UNSAID, unsaidKey(ledger)))?.value as unknown as Adopted | undefined;
  if (act === undefined || ledger.decided.size < act.size) return ledger;
  const isSaid = await isNewestAct(context, ledger, act);
  if (!isSaid) await addLedgerAct(context, ledger, act);
  await memory.forget(UNSAID, unsaidKey(ledger));
  return isSaid ? ledger : { ...ledger, pending: ledger.pending + 1 };
}

async function isNewestAct(context: Context, ledger: LedgerState, { act, size }: Adopted): Promise<boolean> {
  const newest = await newestOwnAct(context, ledger);
  const said = newest === null ? null : actOf(newest.statement);
  return said?.['act'] === act && said['size'] === size;
}

/** What is on the branch beside its data, which is what the entries pin: before they are ours, nothing else is kept. */
async function readPinnedFiles(
  context: Context,
  of: {
    readonly ledger: LedgerState;
    readonly branch: LedgerBranch;
    readonly head: string;
    readonly entries: readonly Entry[];
  },
): Promise<readonly FileAddition[]> {
  const pins = new Map([...(await pinsDecided(context, of.ledger)), ...pinsOf(of.entries.map(({ bytes }) => bytes))]);
  const files: FileAddition[] = [];
  for (const [path, digest] of pins) {
    const bytes = await needFile(of.branch, of.head, path);
    if (sha256Hex(bytes) !== digest) {
      throw new Fault('ledger.inconsistent', `${path} on the ledger branch is not what the ledger pins`, {
        next: `Put it back as it was (\`git log -- ${path}\` on the branch shows who changed it), then restart.`,
        details: { head: of.head, path, expected: digest },
      });
    }
    files.push({ path, bytes });
  }
  return files;
}
