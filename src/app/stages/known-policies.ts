import { objectOf } from '../../base/json.ts';
import { canonicalize } from '../../ledger/canonical.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import type { Subject } from '../../ledger/terms.ts';
import type { Pins } from '../../policy/pins.ts';
import type { LayerName } from '../../policy/verdict.ts';
import type { LedgerState, Store } from '../../store/store.ts';
import type { Context } from '../context.ts';

/** The newest version of a policy that the ledger knows for this branch. */
export interface KnownPolicy {
  readonly layer: LayerName;
  readonly version: number;
  /** Of the policy's text as kept in evidence. */
  readonly digest: string;
  readonly pins: Pins | null;
}

/** SHA-256 of the full ref: an outsider may have chosen the branch's name, so the name itself is not in the ledger. */
export function refDigestOf(base: string): string {
  return sha256Hex(`refs/heads/${base}`);
}

/** A policy of a repository: of a base, or the floor as it holds there. */
export interface PolicyOf {
  readonly repository: number;
  readonly layer: LayerName;
  readonly base: string;
}

/** What the versions of one policy are counted within: a ledger may serve other repositories than its own. */
export function policySubject(
  { origin, repository: host }: Pick<LedgerState, 'origin' | 'repository'>,
  { repository, layer, base }: PolicyOf,
): Subject {
  const policy = layer === 'floor' ? 'floor' : `repository:${refDigestOf(base)}`;
  const scope = repository === host.id ? policy : `${repository}:${policy}`;
  return { name: `policy:${scope}`, digest: { sha256: sha256Hex(`${origin}\n${scope}`) } };
}

/** How the store files a subject: the statement's `subject` list, canonical. */
export function subjectText(subject: Subject): string {
  return canonicalize([subject]);
}

export async function knownPolicies(
  store: Store,
  ledger: LedgerState | null,
  of: Omit<PolicyOf, 'layer'>,
): Promise<readonly KnownPolicy[]> {
  if (ledger === null) return [];
  const layers: readonly LayerName[] = ['floor', 'repository'];
  const found = await Promise.all(layers.map((layer) => knownPolicy(store, ledger, { ...of, layer })));
  return found.filter((each) => each !== null);
}

/** The newest version, or null. */
export async function knownPolicy(store: Store, ledger: LedgerState, of: PolicyOf): Promise<KnownPolicy | null> {
  const subject = subjectText(policySubject(ledger, of));
  const newest = await store.ledgers.newestOf(ledger.id, subject, 'policy');
  if (newest === null) return null;
  const predicate = objectOf(newest.statement['predicate']);
  const digest = objectOf(objectOf(predicate['policy'])['digest'])['sha256'];
  const pins = objectOf(objectOf(predicate['pins'])['digest'])['sha256'];
  return {
    layer: of.layer,
    version: newest.n,
    digest: typeof digest === 'string' ? digest : '',
    pins:
      typeof pins === 'string'
        ? await readPins(store, ledger, { digest: pins, late: lateKey(ledger, subject, newest.n) })
        : null,
  };
}

async function readPins(
  store: Store,
  ledger: LedgerState,
  { digest, late }: { readonly digest: string; readonly late: string },
): Promise<Pins | null> {
  const evidence = await store.ledgers.evidence(ledger.id, digest);
  if (evidence === null) return null;
  const pins = JSON.parse(evidence.document) as Pins;
  const found = (await store.memory.get(LATE_PINS, late))?.value as unknown as Pins | undefined;
  return found === undefined
    ? pins
    : { users: { ...found.users, ...pins.users }, teams: { ...found.teams, ...pins.teams } };
}

const LATE_PINS = 'late-pins';

function lateKey(ledger: LedgerState, subject: string, version: number): string {
  return `${ledger.id}:${sha256Hex(subject)}:${version}`;
}

interface Late {
  readonly about: Subject;
  readonly known: KnownPolicy;
  /** What the names of the policy mean now. */
  readonly found: Pins;
}

/** A name that could not be read when the version came into force is pinned the first time it can. */
export async function pinLate(
  context: Pick<Context, 'store' | 'clock'>,
  ledger: LedgerState,
  { about, known, found }: Late,
): Promise<void> {
  const missing = {
    users: without(found.users, known.pins?.users ?? {}),
    teams: without(found.teams, known.pins?.teams ?? {}),
  };
  if (Object.keys(missing.users).length + Object.keys(missing.teams).length === 0) return;
  const key = lateKey(ledger, subjectText(about), known.version);
  const before = ((await context.store.memory.get(LATE_PINS, key))?.value ?? {
    users: {},
    teams: {},
  }) as unknown as Pins;
  const pins = { users: { ...missing.users, ...before.users }, teams: { ...missing.teams, ...before.teams } };
  await context.store.memory.set(LATE_PINS, key, pins, context.clock.now());
}

function without(found: Pins['users'], known: Pins['users']): Pins['users'] {
  return Object.fromEntries(Object.entries(found).filter(([name]) => !(name in known)));
}
