import { HOUR, type Instant, toRfc3339 } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { formatVkey } from '../../ledger/note-key.ts';
import { type Problem, problem } from '../../ledger/problem.ts';
import type { LedgerTree } from '../../ledger/tree.ts';
import { checkQuorum, type QuorumCheck } from '../../ledger/verify/quorum.ts';
import type { WitnessPolicy } from '../../ledger/witness-policy.ts';
import { count, showOutside } from '../text.ts';
import type { Words } from '../words.ts';
import { readWitnessPolicy } from './proof-trust.ts';

/** What witnesses say of the branch, by a policy that the reader brought. */
export interface VerifiedWitnesses extends QuorumCheck {
  readonly policy: WitnessPolicy;
}

export interface WitnessDemand {
  readonly policy: WitnessPolicy;
  /** Milliseconds; null: any age will do. */
  readonly maximumAge: number | null;
}

/** Null: no policy was given, and nobody's cosignature is looked at. Throws Fault `cli.usage`, and those of the policy. */
export async function readWitnessDemand(words: Words): Promise<WitnessDemand | null> {
  const [path, hours] = [words.value('policy'), words.value('max-age')];
  if (hours !== null && !/^[1-9]\d{0,5}$/.test(hours))
    throw new Fault('cli.usage', `--max-age is a number of hours from 1, not ${JSON.stringify(hours)}`);
  if (path !== null) {
    return { policy: await readWitnessPolicy(path), maximumAge: hours === null ? null : Number(hours) * HOUR };
  }
  if (hours === null) return null;
  throw new Fault('cli.usage', '--max-age asks how old the cosignatures are: it needs --policy', {
    next: 'The log’s own signature has no time; only a witness can say when a checkpoint was the newest.',
  });
}

export function verifyWitnesses(
  tree: LedgerTree,
  { policy, maximumAge }: WitnessDemand,
  now: Instant,
): VerifiedWitnesses {
  const { cosigned, problems } = checkQuorum(tree, policy);
  return { policy, cosigned, problems: [...problems, ...checkAge(cosigned, maximumAge, now)] };
}

/** A log that nobody has cosigned for long may be a frozen one: what was appended since is perhaps kept from whoever reads. */
function checkAge(cosigned: QuorumCheck['cosigned'], maximumAge: number | null, now: Instant): readonly Problem[] {
  if (maximumAge === null) return [];
  if (cosigned === null)
    return [problem('quorum-old', 'nobody knows how old it is: too few of the policy cosigned it')];
  const age = now - cosigned.time * 1000;
  if (age <= maximumAge) return [];
  const found = `the quorum cosigned ${count(cosigned.size, 'entry', 'entries')} ${Math.floor(age / HOUR)} hours ago`;
  return [problem('quorum-old', `${found}, expected at most ${maximumAge / HOUR}`)];
}

export function witnessesJson(witnesses: VerifiedWitnesses | null) {
  if (witnesses === null) return null;
  const { policy, cosigned } = witnesses;
  return {
    quorum: policy.quorum.is === 'none' ? 'none' : policy.quorum.name,
    size: cosigned?.size ?? null,
    time: cosigned === null ? null : timeText(cosigned.time),
    cosigners: (cosigned?.cosigners ?? []).map(({ witness, time }) => ({
      name: witness.name,
      key: formatVkey(witness.key),
      time: timeText(time),
    })),
  };
}

export function showWitnesses(witnesses: VerifiedWitnesses | null): readonly string[] {
  if (witnesses === null) return [];
  const { cosigned } = witnesses;
  if (cosigned === null) return ['witness  nobody of the policy, or too few'];
  const size = count(cosigned.size, 'entry', 'entries');
  return cosigned.cosigners.map(
    ({ witness, time }) => `witness  ${showOutside(witness.name)}, ${size} at ${timeText(time)}`,
  );
}

/** What is known of the end of the log, in a sentence; null: nothing. */
export function anchorOf(witnesses: VerifiedWitnesses | null): string | null {
  const cosigned = witnesses?.cosigned ?? null;
  if (cosigned === null) return null;
  return ` On ${timeText(cosigned.time)} the witnesses knew ${count(cosigned.size, 'entry', 'entries')}: of those none was cut off.`;
}

/** RFC 3339 without fractions: a cosignature counts whole seconds. */
function timeText(seconds: number): string {
  return toRfc3339(seconds * 1000).replace('.000Z', 'Z');
}
