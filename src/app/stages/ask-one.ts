import { toBase64 } from '../../base/bytes.ts';
import { HOUR, type Instant, MINUTE, SECOND } from '../../base/clock.ts';
import { ledgerSubject } from '../../ledger/build.ts';
import type { AlertCode } from '../../ledger/entries/alert.ts';
import { parseNote } from '../../ledger/note.ts';
import type { PolicyWitness } from '../../ledger/witness-policy.ts';
import type { LedgerState, WitnessState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { WitnessAnswer } from '../witness-client.ts';
import { addAlert } from './alert.ts';
import { proveGrowth } from './archive-proof.ts';
import { readCosignature } from './read-cosignature.ts';

/** A witness may lag, or somebody else may ask it at the same moment: its word about its size is taken so often. */
const MOST_CONFLICTS = 4;
/** Doubled with each failure in a row. */
const FIRST_PAUSE = 5 * SECOND;
const LONGEST_PAUSE = MINUTE;
/** Until somebody does something, the answer will be the same. */
const REFUSED_PAUSE = 10 * MINUTE;
const ALARM_PAUSE = HOUR;

export interface Question {
  readonly ledger: LedgerState;
  readonly witness: PolicyWitness & { readonly url: string };
  readonly state: WitnessState;
  /** Of the checkpoint that is published. */
  readonly size: number;
  readonly root: string;
  readonly note: Uint8Array;
}

/** Asks one witness to cosign, follows it to the size that it knows, and keeps what came of it. When to ask again; null: done. */
export async function askOne(context: Context, question: Question): Promise<Instant | null> {
  let { size: oldSize } = question.state;
  for (let conflicts = 0; conflicts <= MOST_CONFLICTS; conflicts += 1) {
    if (oldSize > question.size) return await answerAhead(context, question, oldSize);
    const answer = await ask(context, question, oldSize);
    if (answer.is !== 'conflict') return await conclude(context, question, answer);
    oldSize = answer.size;
  }
  return await fail(context, question, { why: 'its size is another one each time', pause: null });
}

async function ask(
  context: Context,
  { ledger, witness, size, note }: Question,
  oldSize: number,
): Promise<WitnessAnswer> {
  const proof = await proveGrowth(context, ledger, { oldSize, size });
  return await context.askWitness({ url: witness.url, oldSize, proof, note });
}

async function conclude(
  context: Context,
  question: Question,
  answer: Exclude<WitnessAnswer, { readonly is: 'conflict' }>,
): Promise<Instant | null> {
  if (answer.is === 'inconsistent') {
    await raise(context, question, { code: 'witness.inconsistent', counts: {} });
    return await fail(context, question, { why: 'it saw another log under this name', pause: ALARM_PAUSE });
  }
  if (answer.is === 'refused') return await fail(context, question, { why: answer.why, pause: REFUSED_PAUSE });
  if (answer.is === 'failed') return await fail(context, question, { why: answer.why, pause: null });
  const { ledger, witness, size, note } = question;
  const { key } = witness;
  const now = context.clock.now();
  const found = readCosignature(key, answer.signatures, { text: parseNote(note).text, now });
  if (found.is === 'wrong') return await fail(context, question, { why: found.why, pause: null });
  const { name, keyId } = key;
  await context.store.witnesses.remember(
    ledger.id,
    { name, keyId, size, failures: 0, retryAt: 0 },
    { name, keyId, size, signature: toBase64(found.signature), at: found.at },
  );
  return null;
}

/** It knows more than this checkpoint: a later one of ours that was published meanwhile, or one that nobody here signed. */
async function answerAhead(context: Context, question: Question, seen: number): Promise<Instant | null> {
  const ledger = await context.store.ledgers.read(question.ledger.id);
  if (ledger !== null && seen <= ledger.decided.size) return context.clock.now() + SECOND;
  await raise(context, question, { code: 'witness.ahead', counts: { seen } });
  return await fail(context, question, { why: `it saw ${seen} entries under this name`, pause: ALARM_PAUSE });
}

interface Failure {
  readonly why: string;
  /** Milliseconds; null: longer with each failure. */
  readonly pause: number | null;
}

async function fail(context: Context, { ledger, witness, state }: Question, { why, pause }: Failure): Promise<Instant> {
  const { name, keyId } = witness.key;
  const failures = state.failures + 1;
  const growing = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(state.failures, 10));
  const retryAt = context.clock.now() + (pause ?? growing);
  await context.store.witnesses.remember(ledger.id, { name, keyId, size: state.size, failures, retryAt }, null);
  const about = { ledger: ledger.id, witness: witness.name, url: witness.url, failures, why };
  // Once where it begins; a witness that is down for a day is not a thousand lines.
  if (failures === 1) context.log.warn(about, 'A witness did not cosign');
  else context.log.debug(about, 'A witness did not cosign again');
  return retryAt;
}

interface Alarm {
  readonly code: Extract<AlertCode, `witness.${string}`>;
  readonly counts: Readonly<Record<string, number>>;
}

/** Longer names, and those that could not stand in an entry, are told by the log alone. */
const NAMEABLE = /^[^\s+]{1,200}$/;

async function raise(
  context: Context,
  { ledger, witness, size, root }: Question,
  { code, counts }: Alarm,
): Promise<void> {
  const { name, keyId } = witness.key;
  context.log.error(
    { ledger: ledger.id, origin: ledger.origin, witness: witness.name, url: witness.url, size, root, ...counts },
    'A witness saw another log under this name: the key is used elsewhere, or the ledger was set back',
  );
  await addAlert(context, ledger, {
    code,
    about: ledgerSubject(ledger.origin),
    key: `${name}+${keyId}`,
    details: {
      checkpoint: { size, root },
      counts,
      ...(NAMEABLE.test(name) ? { keys: [`${name}+${keyId}`] } : {}),
    },
  });
}
