import { DAY, type Instant } from '../../base/clock.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import type { Person } from '../../policy/facts.ts';
import type { SubjectRef } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';
import { toJson } from '../stages/evidence.ts';

/**
 * A job that waits for our word before it goes to an environment, as the webhook named it: GitHub cannot be asked what waits.
 * One that is lost with the database comes back when its webhook is delivered again; until then it waits, at most 30 days.
 */
export interface Gate {
  readonly place: Place;
  readonly run: number;
  readonly environment: string;
  /** GitHub's number of the deployment; null: not said. */
  readonly deployment: number | null;
  /** Null: the run says which. */
  readonly commit: string | null;
  readonly ref: string | null;
  readonly askedAt: Instant;
  /** Of the run, when it was judged first; null: it was not yet. */
  readonly attempt: number | null;
  /** By comment command; those who may count are found when it is judged. */
  readonly approvals: readonly GateApproval[];
  /** People who said yes on the run's page since it waits, as webhooks tell. */
  readonly reviewers: readonly number[];
  /** What was reported while it waited: GitHub takes ten. */
  readonly reported: readonly string[];
}

export interface GateApproval {
  readonly by: Person;
  readonly at: Instant;
}

type Kept = Pick<Context, 'store' | 'clock'>;

const SCOPE = 'waiting-gate';

/** A run that is started again makes other deployments; two jobs of one run may go to one environment. */
export function gateSubject(
  { installation, repository }: Place,
  { run, deployment, environment }: Pick<Gate, 'run' | 'deployment' | 'environment'>,
): SubjectRef {
  const where = sha256Hex(environment).slice(0, 16);
  const key = `deployment:${repository.id}:${run}:${deployment ?? 0}:${where}`;
  return { key, kind: 'deployment', installation, repository, number: null };
}

export function isDeployment({ kind }: Pick<SubjectRef, 'kind'>): boolean {
  return kind === 'deployment';
}

/** Keys are forgotten by their beginning. */
const keyOf = ({ key }: Pick<SubjectRef, 'key'>): string => `${key.slice('deployment:'.length)}.`;

export async function keepGate({ store, clock }: Kept, subject: Pick<SubjectRef, 'key'>, gate: Gate): Promise<void> {
  await store.memory.set(SCOPE, keyOf(subject), toJson(gate), clock.now());
}

/** Null: nothing waits there for us. */
export async function findGate({ store }: Pick<Kept, 'store'>, subject: Pick<SubjectRef, 'key'>): Promise<Gate | null> {
  return ((await store.memory.get(SCOPE, keyOf(subject)))?.value ?? null) as unknown as Gate | null;
}

const ANSWERED = 'answered-gate';
/** GitHub delivers a webhook again for three days. */
const KEPT = 7 * DAY;

/** It ends with our answer: what is delivered again asks nothing new. */
export async function closeGate({ store, clock }: Kept, subject: Pick<SubjectRef, 'key'>): Promise<void> {
  await store.memory.set(ANSWERED, keyOf(subject), true, clock.now());
  await forgetGate({ store }, subject);
}

export async function wasAnswered({ store, clock }: Kept, subject: Pick<SubjectRef, 'key'>): Promise<boolean> {
  const found = await store.memory.get(ANSWERED, keyOf(subject));
  return found !== null && clock.now() - found.at < KEPT;
}

/** Of what was answered long ago nothing is kept. */
export async function forgetAnswered({ store, clock }: Kept): Promise<void> {
  for (let count = PAGE; count === PAGE; ) {
    const page = await store.memory.oldest(ANSWERED, { after: null, limit: PAGE });
    const old = page.filter(({ at }) => clock.now() - at >= KEPT);
    for (const { key } of old) await store.memory.forget(ANSWERED, key);
    count = old.length;
  }
}

const PAGE = 500;

export async function forgetGate({ store }: Pick<Kept, 'store'>, subject: Pick<SubjectRef, 'key'>): Promise<void> {
  await store.memory.forget(SCOPE, keyOf(subject));
}

/** Everything that waits, wherever. */
export async function everyGate({ store }: Pick<Kept, 'store'>): Promise<readonly Gate[]> {
  return (await store.memory.list(SCOPE, '')).map(({ value }) => value as unknown as Gate);
}

/** Those of a repository that wait, or of one of its runs. */
export async function gatesOf(
  { store }: Pick<Kept, 'store'>,
  { repository }: Pick<Place, 'repository'>,
  run: number | null = null,
): Promise<readonly Gate[]> {
  const gates = await store.memory.list(SCOPE, run === null ? `${repository.id}:` : `${repository.id}:${run}:`);
  return gates.map(({ value }) => value as unknown as Gate);
}
