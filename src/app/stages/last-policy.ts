import { DAY, type Instant, MINUTE, SECOND } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { isJsonObject, objectOf } from '../../base/json.ts';
import type { LayerName } from '../../policy/verdict.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { type Floor, floorOf } from '../floor.ts';
import type { Collected, Place, PolicyFile } from '../ports.ts';
import { type KnownPolicy, policySubject, refDigestOf, subjectText } from './known-policies.ts';

/** When a policy was read last: which one, where it stood. Its text is the evidence of the version that the ledger knows. */
const READ = 'policy-read';
/** When a webhook told that a policy may have changed: what was read before is never used again. */
const CHANGED = 'policy-changed';
/** A copy of GitHub's may be behind the webhook by as much. */
const BEHIND = 10 * SECOND;
const MOST_OFTEN = 5 * MINUTE;
/** Longer than any setting lets a policy stand in: what is older says nothing any more. */
const KEPT = 2 * DAY;
const PAGE = 500;

interface Reading {
  readonly place: Place;
  readonly ledger: LedgerState | null;
  readonly collected: Collected;
  /** Before GitHub was asked. */
  readonly observedAt: Instant;
  readonly known: readonly KnownPolicy[];
  readonly policyBranch: string;
}

type Parts = Pick<Context, 'store' | 'clock' | 'config'>;

/**
 * Where GitHub failed to show a policy (it is neither forbidden nor gone), the one that was read last stands in for it: for
 * a limited time, and unless a push may have changed it meanwhile. What is read well is remembered for that.
 */
export async function withLastPolicies(context: Parts, reading: Reading): Promise<Collected> {
  const { collected } = reading;
  const policy = await lastOrOwn(context, reading, 'repository');
  const floor = await lastOrOwn(context, reading, 'floor');
  requireSomePolicy(reading, [policy, floor]);
  return policy === collected.policy && floor === collected.floor ? collected : { ...collected, policy, floor };
}

/** Where nothing says that any policy speaks, a failing GitHub is no reason to post a red check: it is asked again. */
function requireSomePolicy({ known }: Reading, files: readonly PolicyFile[]): void {
  const failing = files.find((file) => file.state === 'unreadable' && file.isFailing === true);
  if (failing?.state !== 'unreadable' || known.length > 0) return;
  if (files.every((file) => file === failing || file.state === 'absent'))
    throw new Fault('github.unavailable', failing.why.detail);
}

async function lastOrOwn(context: Parts, reading: Reading, layer: LayerName): Promise<PolicyFile> {
  const file = layer === 'floor' ? reading.collected.floor : reading.collected.policy;
  if (context.config.policyGrace === 0) return file;
  const key =
    layer === 'floor' ? floorKey(floorOf(context, reading.place)) : policyKey(reading.place, reading.policyBranch);
  if (file.state === 'unreadable')
    return file.isFailing === true ? ((await findLast(context, reading, { layer, key, uri: file.uri })) ?? file) : file;
  // Where the ledger knows none, there is nothing that could stand in.
  if (file.state === 'present' || reading.known.some((each) => each.layer === layer))
    await rememberRead(context, { key, file, at: reading.observedAt });
  return file;
}

interface Read {
  readonly blob: string;
  readonly commit: string;
}

interface Remembering {
  readonly key: string;
  readonly file: Exclude<PolicyFile, { state: 'unreadable' }>;
  readonly at: Instant;
}

/** Also that there is none: what was removed must not come back. */
async function rememberRead({ store, config }: Parts, { key, file, at }: Remembering): Promise<void> {
  const found = await store.memory.get(READ, key);
  const read: Read | null = file.state === 'present' ? { blob: file.blob, commit: file.commit } : null;
  const isSame = readOf(found?.value ?? null)?.blob === read?.blob;
  const isFresh = found !== null && at - found.at < Math.min(MOST_OFTEN, config.policyGrace / 10);
  if (found !== null && isSame && isFresh) return;
  // An evaluation that took long must not undo what a later one found.
  if (found === null || at >= found.at) await store.memory.set(READ, key, read === null ? null : { ...read }, at);
}

function readOf(value: unknown): Read | null {
  if (!isJsonObject(value)) return null;
  const { blob, commit } = value;
  return typeof blob === 'string' && typeof commit === 'string' ? { blob, commit } : null;
}

interface Wanted {
  readonly layer: LayerName;
  readonly key: string;
  readonly uri: string;
}

async function findLast(
  { store, clock, config }: Parts,
  { ledger, place, policyBranch }: Reading,
  { layer, key, uri }: Wanted,
): Promise<PolicyFile | null> {
  const found = await store.memory.get(READ, key);
  const read = readOf(found?.value ?? null);
  if (ledger === null || found === null || read === null || clock.now() - found.at >= config.policyGrace) return null;
  const changed = await store.memory.get(CHANGED, key);
  if (changed !== null && changed.at >= found.at - BEHIND) return null;
  const about = policySubject(ledger, { repository: place.repository.id, layer, base: policyBranch });
  const newest = await store.ledgers.newestOf(ledger.id, subjectText(about), 'policy');
  const digest = objectOf(objectOf(objectOf(newest?.statement['predicate'])['policy'])['digest']);
  // Another version than was read last: nobody judged by that one here.
  if (digest['gitBlob'] !== read.blob || typeof digest['sha256'] !== 'string') return null;
  const evidence = await store.ledgers.evidence(ledger.id, digest['sha256']);
  const text = evidence === null ? undefined : objectOf(JSON.parse(evidence.document))['text'];
  if (typeof text !== 'string') return null;
  return {
    state: 'present',
    text,
    ...read,
    uri: uri.replace('/blob/HEAD/', `/blob/${read.commit}/`),
    readAt: found.at,
  };
}

export function policyKey({ repository }: Pick<Place, 'repository'>, branch: string): string {
  return `repository:${repository.id}:${refDigestOf(branch)}`;
}

/** GitHub's names do not mind case. Keys are forgotten by their beginning, and no name has a slash. */
export function floorKey({ owner, name }: Pick<Floor, 'owner' | 'name'>): string {
  return `floor:${owner}/${name}/`.toLowerCase();
}

/** Before anybody is judged again because of it. */
export async function markPolicyChanged(
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  key: string,
): Promise<void> {
  await store.memory.set(CHANGED, key, true, clock.now());
}

/** Branches come and go: of what was read and pushed long ago nothing is kept. */
export async function forgetOldPolicies({ store, clock }: Pick<Context, 'store' | 'clock'>): Promise<void> {
  const end = clock.now() - KEPT;
  for (const scope of [READ, CHANGED]) {
    for (let count = PAGE; count === PAGE; ) {
      const old = (await store.memory.oldest(scope, { after: null, limit: PAGE })).filter(({ at }) => at < end);
      for (const { key } of old) await store.memory.forget(scope, key);
      count = old.length;
    }
  }
}
