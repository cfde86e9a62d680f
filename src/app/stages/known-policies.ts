import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { canonicalize } from '../../ledger/canonical.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import type { Subject } from '../../ledger/terms.ts';
import type { Pins } from '../../policy/pins.ts';
import type { LayerName } from '../../policy/verdict.ts';
import type { LedgerState, Store } from '../../store/store.ts';
import type { Collected } from '../ports.ts';

/** The newest version of a policy that the ledger knows for this base. */
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

/** What the versions of one policy are counted within. */
export function policySubject(origin: string, layer: LayerName, base: string): Subject {
  const scope = layer === 'floor' ? 'floor' : `repository:${refDigestOf(base)}`;
  return { name: `policy:${scope}`, digest: { sha256: sha256Hex(`${origin}\n${scope}`) } };
}

/** How the store files a subject: the statement's `subject` list, canonical. */
export function subjectText(subject: Subject): string {
  return canonicalize([subject]);
}

export async function knownPolicies(
  store: Store,
  ledger: LedgerState | null,
  collected: Collected,
): Promise<readonly KnownPolicy[]> {
  if (ledger === null) return [];
  const layers: readonly LayerName[] = ['floor', 'repository'];
  const found = await Promise.all(
    layers.map((layer) => knownPolicy(store, ledger, { layer, base: collected.change.base })),
  );
  return found.filter((each) => each !== null);
}

/** The newest version for this layer and base, or null. */
export async function knownPolicy(
  store: Store,
  ledger: LedgerState,
  { layer, base }: { readonly layer: LayerName; readonly base: string },
): Promise<KnownPolicy | null> {
  const subject = subjectText(policySubject(ledger.origin, layer, base));
  const newest = await store.ledgers.newestOf(ledger.id, subject, 'policy');
  if (newest === null) return null;
  const predicate = objectOf(newest.statement['predicate']);
  const digest = objectOf(objectOf(predicate['policy'])['digest'])['sha256'];
  const pins = objectOf(objectOf(predicate['pins'])['digest'])['sha256'];
  return {
    layer,
    version: newest.n,
    digest: typeof digest === 'string' ? digest : '',
    pins: typeof pins === 'string' ? await readPins(store, ledger, pins) : null,
  };
}

async function readPins(store: Store, ledger: LedgerState, digest: string): Promise<Pins | null> {
  const evidence = await store.ledgers.evidence(ledger.id, digest);
  return evidence === null ? null : (JSON.parse(evidence.document) as Pins);
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
