import { toRfc3339 } from '../../base/clock.ts';
import type { Json } from '../../base/json.ts';
import { draftPolicy } from '../../ledger/build.ts';
import type { PolicyStatement } from '../../ledger/entries/policy.ts';
import type { Actor } from '../../ledger/terms.ts';
import type { LedgerState, Move } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';
import { checkDraft } from './checked-draft.ts';
import { evidenceBox, toJson } from './evidence.ts';
import { gateBranch } from './gate.ts';
import { headerOf } from './header.ts';
import { type KnownPolicy, knownPolicy, type PolicyOf, policySubject, subjectText } from './known-policies.ts';
import { mayName } from './ledger-names.ts';

type PolicyFields = Omit<PolicyStatement['predicate'], 'countersign'>;

interface Moving {
  readonly place: Place;
  readonly from: LedgerState;
  readonly to: LedgerState;
}

/**
 * The versions in force go with the repository, into the ledger that goes on, which counts on: what their names meant stays
 * what it was, and a policy that is removed just now is missed there too.
 */
export async function draftPolicies(context: Context, moving: Moving): Promise<Move['entries']> {
  const entries: Move['entries'][number][] = [];
  for (const of of await policiesOf(context, moving.place.repository.id)) {
    const entry = await draftNext(context, moving, of);
    if (entry !== null) entries.push(entry);
  }
  return entries;
}

/** Of all bases that were ever judged, one for each policy: a gate's bases have one together. */
async function policiesOf(context: Context, repository: number): Promise<readonly PolicyOf[]> {
  const prefix = `${repository}:`;
  const bases = (await context.store.memory.list('needs', prefix)).map(({ key }) => key.slice(prefix.length));
  const branches = new Set<string>();
  for (const base of bases) branches.add((await gateBranch(context, repository, base)) ?? base);
  return [
    { repository, layer: 'floor', base: '' },
    ...[...branches].map((base): PolicyOf => ({ repository, layer: 'repository', base })),
  ];
}

/** Null: there is none, its text is nowhere any more, or the ledger that goes on knows this very text as its newest. */
async function draftNext(
  context: Context,
  { place, from, to }: Moving,
  of: PolicyOf,
): Promise<Move['entries'][number] | null> {
  const { store } = context;
  const left = await knownPolicy(store, from, of);
  const document = left === null ? null : await textOf(context, from, left);
  if (left === null || document === null) return null;
  const newest = await knownPolicy(store, to, of);
  if (newest !== null && (await textOf(context, to, newest)) === document) return null;
  const about = policySubject(to, of);
  const subject = subjectText(about);
  const box = evidenceBox(context, to, subject);
  const digest = await box.put('policy', JSON.parse(document) as Json);
  const pins = left.pins === null ? null : { digest: { sha256: await box.put('pins', toJson(left.pins)) } };
  const said = await readSaid(context, from, of);
  // The same text keeps its number where it can: what rose in the ledger that is left goes on rising.
  const version = Math.max((newest?.version ?? 0) + 1, left.version);
  const observed = toRfc3339(context.clock.now());
  const draft = draftPolicy({
    origin: to.origin,
    subject: about,
    header: headerOf(context, { subject: place, n: version, observed, guids: [] }),
    policy: {
      layer: said.layer,
      baseRefDigest: said.baseRefDigest,
      version,
      policy: { uri: said.policy.uri, digest: { ...said.policy.digest, sha256: digest } },
      commit: said.commit,
      changedBy: await nameIn(context, { to, place }, said.changedBy),
      // An id of the other ledger's.
      allowedBy: null,
      pins,
    },
  });
  return { ledger: to.id, entry: { ...checkDraft(draft), subject, reports: null }, evidence: box.added };
}

async function textOf({ store }: Context, { id }: LedgerState, { digest }: KnownPolicy): Promise<string | null> {
  return (await store.ledgers.evidence(id, digest))?.document ?? null;
}

/** Written by ourselves and read back: trusted. */
async function readSaid({ store }: Context, from: LedgerState, of: PolicyOf): Promise<PolicyFields> {
  const newest = await store.ledgers.newestOf(from.id, subjectText(policySubject(from, of)), 'policy');
  return newest?.statement['predicate'] as unknown as PolicyFields;
}

/** A ledger that everybody may read names nobody, wherever the entry comes from. */
async function nameIn(
  context: Context,
  { to, place }: Pick<Moving, 'to' | 'place'>,
  actor: Actor | null,
): Promise<Actor | null> {
  if (actor === null) return null;
  const { login: _login, ...numbered } = actor;
  return (await mayName(context, to, { id: place.repository.id, private: false })) ? actor : numbered;
}
