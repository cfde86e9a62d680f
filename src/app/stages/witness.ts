import { toBytes } from '../../base/bytes.ts';
import { DAY, type Instant, MINUTE, SECOND } from '../../base/clock.ts';
import type { PolicyWitness } from '../../ledger/witness-policy.ts';
import type { Cosignature, WitnessState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { askOne } from './ask-one.ts';
import { cosignedNote } from './cosigned-note.ts';
import { watchQuorum } from './quorum.ts';

/** A log that stands still has its newest checkpoint cosigned again so often: a frozen one must not look like a quiet one. */
const HEARTBEAT = DAY;
/** One that was given late is renewed with the others, or it would be two days old before the beat after the next. */
const FRESH = HEARTBEAT / 2;
/** A publication whose job was lost. */
const LATE = MINUTE;
const MOST_DUE = 200;
const SHORTEST_PAUSE = SECOND;

/** Ledgers that no job tells of: nobody was asked since the last publication, or for a day. */
export async function sendDueWitnesses(context: Context): Promise<void> {
  if (context.config.witnesses === null) return;
  const now = context.clock.now();
  const due = await context.store.witnesses.due({ published: now - LATE, asked: now - HEARTBEAT }, MOST_DUE);
  for (const id of due) await sendWitnesses(context, id);
}

/** After every publication; where nobody is configured, nothing. */
export async function sendWitnesses({ config, store }: Context, id: number, delay = 0): Promise<void> {
  if (config.witnesses !== null) await store.queue.send('witness', String(id), {}, { delay });
}

/**
 * Step 7, after publication and never in its way: every witness of the policy is asked for the newest published
 * checkpoint. Safe to repeat; whoever cosigned it already is left alone.
 */
export async function askWitnesses(context: Context, id: number): Promise<void> {
  const { config, store, clock } = context;
  const ledger = await store.ledgers.read(id);
  if (config.witnesses === null || ledger === null || ledger.published.size === 0) return;
  const { size } = ledger.published;
  const checkpoint = await store.ledgers.checkpoint(id, size);
  if (checkpoint === null || checkpoint.note === null) return;
  const { policy } = config.witnesses;
  const known = {
    states: await store.witnesses.states(id),
    cosignatures: await store.witnesses.cosignatures(id, size),
  };
  const question = { ledger, size, root: checkpoint.root, note: toBytes(checkpoint.note) };
  const retries = await everyOf(
    policy.witnesses.filter(hasUrl).map(async (witness) => {
      const turn = turnOf(witness, known, clock.now());
      return turn.is === 'ask' ? await askOne(context, { ...question, witness, state: turn.state }) : turn.at;
    }),
  );
  const isReached = (await cosignedNote(context, { id, size, policy })) !== null;
  // Before who waits is told: what they are told is read there.
  const report = await watchQuorum(context, ledger, isReached);
  await store.witnesses.asked(id, size, { at: clock.now(), report });
  // Who is to be asked again, and what is to be written: if we die here, the queue has this done again.
  const next = retries.filter((at) => at !== null).toSorted((a, b) => a - b)[0];
  if (next !== undefined) await sendWitnesses(context, id, Math.max(SHORTEST_PAUSE, next - clock.now()));
  if (isReached) await store.queue.send('flush', String(id), {});
}

/** One that fails must not leave the others running behind a job that is over. */
async function everyOf<T>(asked: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(asked);
  return await Promise.all(asked);
}

type Askable = PolicyWitness & { readonly url: string };

function hasUrl(witness: PolicyWitness): witness is Askable {
  return witness.url !== null;
}

interface Known {
  readonly states: readonly WitnessState[];
  readonly cosignatures: readonly Cosignature[];
}

type Turn =
  | { readonly is: 'ask'; readonly state: WitnessState }
  /** Null: it has cosigned this. */
  | { readonly is: 'wait'; readonly at: Instant | null };

function turnOf({ key: { name, keyId } }: Askable, { states, cosignatures }: Known, now: Instant): Turn {
  const isIts = (of: Pick<WitnessState, 'name' | 'keyId'>): boolean => of.name === name && of.keyId === keyId;
  const state = states.find(isIts) ?? { name, keyId, size: 0, failures: 0, retryAt: 0 };
  if (state.retryAt > now) return { is: 'wait', at: state.retryAt };
  const isFresh = cosignatures.some((each) => isIts(each) && each.at > now - FRESH);
  return isFresh ? { is: 'wait', at: null } : { is: 'ask', state };
}
