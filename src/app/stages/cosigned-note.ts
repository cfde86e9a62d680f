import { equalBytes, fromBase64, toBytes, toText } from '../../base/bytes.ts';
import { HOUR, type Instant, SECOND } from '../../base/clock.ts';
import { addCosignatures, findCosigners, timeOfQuorum } from '../../ledger/cosigners.ts';
import { formatNote, type Note, parseNote } from '../../ledger/note.ts';
import type { WitnessPolicy } from '../../ledger/witness-policy.ts';
import type { Cosignature, LedgerLease, LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { sign } from './sign.ts';

/**
 * The two notes of the branch. `checkpoint` is the newest; `checkpoint.witnessed` the newest that enough witnesses have
 * cosigned, which is often of a smaller size, because they are asked after publication. Both are functions of what is
 * stored, so whoever tries again writes the same bytes.
 */
export interface BranchNotes {
  readonly checkpoint: Uint8Array;
  /** Null: nothing was ever cosigned. */
  readonly witnessed: Uint8Array | null;
  /** Is the witnessed one not known to stand on the branch? */
  readonly isOutstanding: boolean;
}

/** A cosigned note of the decided size is `checkpoint` itself, cosignatures and all. */
export async function notesOf(context: Context, lease: LedgerLease): Promise<BranchNotes> {
  const checkpoint = await sign(context, lease);
  const { chosen, published } = await context.store.witnesses.witnessed(lease.ledger.id);
  if (chosen === null) return { checkpoint, witnessed: null, isOutstanding: false };
  const witnessed = toBytes(chosen.note);
  const isNewest = chosen.size === lease.ledger.decided.size && isSameText(checkpoint, witnessed);
  return {
    checkpoint: isNewest ? witnessed : checkpoint,
    witnessed,
    isOutstanding: chosen.note !== published?.note,
  };
}

function isSameText(one: Uint8Array, other: Uint8Array): boolean {
  return equalBytes(toBytes(parseNote(one).text), toBytes(parseNote(other).text));
}

/** Cosignatures of the same checkpoint that are newer than those on the branch by this much are a new note. */
const REFRESH = 12 * HOUR;
/** Sizes that are tried: of those in between nobody asks any more. */
const MOST_SIZES = 20;

/** The newest note with enough cosignatures becomes what the branch is to hold; while one is outstanding, that one stays. */
export async function chooseWitnessed(context: Context, lease: LedgerLease, policy: WitnessPolicy): Promise<void> {
  const { store } = context;
  const { id, published } = lease.ledger;
  const { chosen, published: standing } = await store.witnesses.witnessed(id);
  if (chosen?.note !== standing?.note) return;
  const from = chosen?.size ?? 0;
  for (const size of await store.witnesses.cosignedSizes(id, from, MOST_SIZES)) {
    const note = size > published.size ? null : await cosignedNote(context, { id, size, policy });
    if (note === null) continue;
    const isNew =
      size > from || chosen === null || cosignedAt(note, policy) - cosignedAt(chosen.note, policy) >= REFRESH;
    if (isNew) return await store.witnesses.choose(lease, { size, note });
  }
}

interface Wanted {
  readonly id: number;
  readonly size: number;
  readonly policy: WitnessPolicy;
}

/** The note of this size with what is stored of cosignatures; null: they are not enough. */
export async function cosignedNote({ store }: Context, { id, size, policy }: Wanted): Promise<string | null> {
  const checkpoint = await store.ledgers.checkpoint(id, size);
  if (checkpoint === null || checkpoint.note === null) return null;
  const signed = withoutCosignatures(parseNote(toBytes(checkpoint.note)), policy);
  const lines = (await store.witnesses.cosignatures(id, size)).map(toSignature);
  const note = addCosignatures(signed, lines, policy);
  return isEnough(note, policy) ? toText(formatNote(note)) : null;
}

/** What came back from the branch may hold older ones. */
function withoutCosignatures({ text, signatures }: Note, { witnesses }: WitnessPolicy): Note {
  const isCosigner = (line: Note['signatures'][number]): boolean =>
    witnesses.some(({ key }) => key.name === line.name && key.keyId === line.keyId);
  return { text, signatures: signatures.filter((line) => !isCosigner(line)) };
}

function toSignature({ name, keyId, signature }: Cosignature): Note['signatures'][number] {
  return { name, keyId, signature: fromBase64(signature) ?? new Uint8Array() };
}

/** The quorum, and somebody at all where the policy demands nobody. */
export function isEnough(note: Note, policy: WitnessPolicy): boolean {
  const { cosigners, failing, isQuorum } = findCosigners(note, policy);
  return isQuorum && cosigners.length > 0 && failing.length === 0;
}

/** When the quorum had seen no larger tree; 0: too few of the policy cosigned it. */
export function cosignedAt(note: string, policy: WitnessPolicy): Instant {
  const { cosigners } = findCosigners(parseNote(toBytes(note)), policy);
  return timeOfQuorum(cosigners, policy) * SECOND;
}

/** Does the policy demand cosignatures, so that greens may have to wait for them? */
export function isQuorumDemanded({ config }: Pick<Context, 'config'>): boolean {
  return config.witnesses !== null && config.witnesses.policy.quorum.is !== 'none';
}

/** Is what is to stand on the branch there? For whoever decides whether a commit is due. */
export async function isOutstanding({ store }: Context, { id }: LedgerState): Promise<boolean> {
  const { chosen, published } = await store.witnesses.witnessed(id);
  return chosen?.note !== published?.note;
}
