import { type Instant, MINUTE } from '../../base/clock.ts';
import { isFault } from '../../base/fault.ts';
import { objectOf } from '../../base/json.ts';
import {
  type DeploymentFacts,
  type Known,
  known,
  type ShippedCommit,
  type SourceFacts,
  unknown,
} from '../../policy/facts.ts';
import type { LedgerState } from '../../store/store.ts';
import { fileEntries } from '../archive/file-entries.ts';
import type { Context } from '../context.ts';
import { commitAt } from '../landing/landed-entry.ts';
import { listPushed } from '../landing/pushed.ts';
import type { Place } from '../ports.ts';
import { policySubject, refDigestOf, subjectText } from '../stages/known-policies.ts';
import {
  beginningOf,
  branchesAt,
  broughtBy,
  type Chain,
  lateCoversOf,
  MOST_COMMITS,
  noChain,
  walkBack,
  wasBefore,
} from './chain.ts';
import { lastAllowed, ranBefore } from './ran.ts';

export interface Shipping {
  readonly place: Place;
  readonly ledger: LedgerState;
  readonly environment: string;
  /** When GitHub asked. */
  readonly askedAt: Instant;
  readonly commit: string;
  readonly tree: string;
  /** The default branch, and where it is now. */
  readonly base: string;
  readonly tip: string;
  /** Other names by which the commit may have been called: of whoever pushed or deployed it. */
  readonly names: readonly string[];
}

export type Shipped = Pick<DeploymentFacts, 'landedOn' | 'source' | 'ran'> & {
  /** Every commit that it brings, newest first; null: not known. */
  readonly oids: readonly string[] | null;
};

const justPushed = unknown('not-recorded', 'what came just now is not recorded yet');
/** GitHub's webhooks come within as much, as a rule; what is lost is found within the hour. */
const PATIENCE = 2 * MINUTE;
/** More in one document is the history again, not evidence; what no decision covers is never cut off. */
const MOST_COVERED = 300;

/** What a deployment would bring, and how each commit of it landed: from our own archive wherever it tells. */
export async function readShipped(context: Context, shipping: Shipping): Promise<Shipped> {
  const { place, commit, environment } = shipping;
  const repository = place.repository.id;
  await fileEntries(context);
  const digests = await branchesAt(context, { repository, commit });
  const landedOn = findBranches(shipping, digests);
  const ran = known(await ranBefore(context, { repository, commit, environment }));
  if (await isBeingTold(context, shipping)) {
    return { landedOn: justPushed, ran, source: justPushed, oids: null };
  }
  const listed = await listShipped(context, shipping, digests);
  if (!listed.known) return { landedOn, ran, source: listed, oids: null };
  const { since, commits, unnamed } = listed.value;
  const covered = await addLate(context, repository, commits);
  const isUnheard = covered.some(({ decision, landed, late }) => decision === null && landed === null && late === null);
  // The webhook of the push may be on its way still.
  if (isUnheard && context.clock.now() - shipping.askedAt < PATIENCE)
    return { landedOn: justPushed, ran, source: justPushed, oids: commits.map(({ oid }) => oid) };
  const source = known({ since, count: commits.length + unnamed, commits: cutCovered(covered) });
  return { landedOn, ran, source, oids: unnamed > 0 ? null : commits.map(({ oid }) => oid) };
}

function findBranches({ base, tip, commit, names }: Shipping, digests: ReadonlySet<string>): Known<readonly string[]> {
  const found = [...new Set([base, ...names])].filter((name) => digests.has(refDigestOf(name)));
  return known(commit === tip && !found.includes(base) ? [base, ...found] : found);
}

/** The push that left a branch at this commit is not told in our ledger yet, or waits for its place there. */
async function isBeingTold(context: Context, { place, ledger, commit, tree }: Shipping): Promise<boolean> {
  const pushed = await listPushed(context, place.repository.id);
  if (pushed.some(({ after }) => after === commit)) return true;
  const subject = subjectText(commitAt(context, place, { commit, tree }));
  const told = await context.store.ledgers.everyOf(ledger.id, subject, 'landed');
  return told.some(({ index }) => index === null);
}

interface Listed {
  readonly since: SourceFacts['since'];
  /** Newest first. */
  readonly commits: readonly ShippedCommit[];
  readonly unnamed: number;
}

/**
 * The chain of pushes from the commit back to what ran before, where our ledger has all of it; else GitHub's comparison, of
 * which the ledger tells how each commit landed.
 */
async function listShipped(context: Context, shipping: Shipping, digests: ReadonlySet<string>): Promise<Known<Listed>> {
  const { place, environment, commit, base, tip } = shipping;
  const repository = place.repository.id;
  const last = await lastAllowed(context, { repository, environment });
  if (last === 'too-many') return tooMany;
  const own = refDigestOf(base);
  const refDigest = digests.has(own) ? own : ([...digests][0] ?? own);
  const from = digests.size > 0 ? commit : tip;
  // Back to what ran before: the history of the branch has nothing to say of it.
  const branches = new Set([own, refDigest]);
  if (last !== null && (await wasBefore(context, { repository, refDigest, from: commit, until: last.commit })))
    return await compare(context, shipping, { last, chain: noChain(last.commit), branches });
  const chain = await walkBack(context, { repository, refDigest, from, until: last?.commit ?? null });
  if (chain.commits.size > MOST_COMMITS) return tooMany;
  // Where the record seems to begin, another push may be on its way into it.
  if (!chain.isWhole && (await isBeingTold(context, { ...shipping, commit: chain.end }))) return justPushed;
  if (last === null)
    return await sinceBeginning(context, shipping, { refDigest, chain, branches, isOfCommit: from === commit });
  const isExact = from === commit && chain.isStraight && chain.isWhole;
  if (isExact)
    return known({ since: sinceOf(last, chain), commits: [...chain.commits.values()], unnamed: chain.unnamed });
  return await compare(context, shipping, { last, chain, branches });
}

interface First extends Pick<Beginning, 'branches'> {
  readonly refDigest: string;
  readonly chain: Chain;
  /** Else it is that of the branch's tip. */
  readonly isOfCommit: boolean;
}

/**
 * A first deployment brings whatever landed since the record of the branch began. The chain may end earlier, at a push of
 * which nobody told: what lies behind that is brought as well.
 */
async function sinceBeginning(
  context: Context,
  shipping: Shipping,
  { refDigest, chain, branches, isOfCommit }: First,
): Promise<Known<Listed>> {
  const { place, askedAt } = shipping;
  const beginning = await beginningOf(context, { repository: place.repository.id, refDigest });
  if (beginning === 'too-many') return tooMany;
  // Nothing is told of the branch yet: the webhook of a push may be on its way.
  if (beginning === null && context.clock.now() - askedAt < PATIENCE) return justPushed;
  const end = beginning?.commit ?? (await whereGuarded(context, shipping)) ?? chain.end;
  if (isOfCommit && chain.isStraight && chain.end === end)
    return known({ since: sinceOf(null, chain), commits: [...chain.commits.values()], unnamed: chain.unnamed });
  return await compare(context, shipping, { last: null, chain: { ...chain, end }, branches });
}

/** The commit at which the first policy of the branch was read; null: only a floor speaks of it. */
async function whereGuarded({ store }: Context, { place, ledger, base }: Shipping): Promise<string | null> {
  const of = { repository: place.repository.id, layer: 'repository', base } as const;
  const [first] = await store.ledgers.everyOf(ledger.id, subjectText(policySubject(ledger, of)), 'policy');
  const commit = objectOf(objectOf(first?.statement['predicate'])['commit'])['gitCommit'];
  return typeof commit === 'string' ? commit : null;
}

interface Beginning {
  readonly last: { readonly commit: string; readonly at: Instant } | null;
  readonly chain: Chain;
  /** Digests of the branches of which a landing counts. */
  readonly branches: ReadonlySet<string>;
}

function sinceOf(last: Beginning['last'], { end }: Chain): SourceFacts['since'] {
  return last === null ? { commit: end, at: null } : { commit: last.commit, at: last.at };
}

const tooMany = unknown('too-many', `it would bring more than ${MOST_COMMITS} commits`);

/** What ran before may be gone from the history by now: then everything since the record of the branch began counts. */
async function compare(
  context: Context,
  shipping: Shipping,
  { last, chain, branches }: Beginning,
): Promise<Known<Listed>> {
  const { place, commit } = shipping;
  const starts = [...(last === null ? [] : [{ commit: last.commit, at: last.at }]), { commit: chain.end, at: null }];
  for (const since of starts) {
    const oids = await between(context, place, { from: since.commit, to: commit });
    if (oids === 'too-many') return tooMany;
    if (oids === null) continue;
    const commits = await fillGaps(context, shipping, { oids: oids.toReversed(), known: chain.commits, branches });
    return known({ since, commits, unnamed: 0 });
  }
  return unknown('incomplete', 'GitHub cannot compare it with what ran before, nor with where the record begins');
}

interface Gaps extends Pick<Beginning, 'branches'> {
  /** Newest first. */
  readonly oids: readonly string[];
  readonly known: ReadonlyMap<string, ShippedCommit>;
}

/** Behind a push that nobody recorded the others are found by the commits that they left a branch at. */
async function fillGaps(context: Context, { place }: Shipping, gaps: Gaps): Promise<readonly ShippedCommit[]> {
  const found = new Map(gaps.known);
  for (const oid of gaps.oids) {
    if (found.has(oid)) continue;
    const brought = await broughtBy(context, { repository: place.repository.id, commit: oid, branches: gaps.branches });
    for (const commit of brought) if (!found.has(commit.oid)) found.set(commit.oid, commit);
  }
  return gaps.oids.map((oid) => found.get(oid) ?? nobodyRecorded(oid));
}

async function between(
  { forge }: Context,
  place: Place,
  range: { readonly from: string; readonly to: string },
): Promise<readonly string[] | 'too-many' | null> {
  if (range.from === range.to) return [];
  try {
    return await forge.deployments.between(place, range);
  } catch (error) {
    // More pages than are read.
    if (isFault(error, 'github.incomplete') && error.message.includes('pages')) return 'too-many';
    throw error;
  }
}

const nobodyRecorded = (oid: string): ShippedCommit => ({
  oid,
  decision: null,
  change: null,
  landed: null,
  late: null,
});

async function addLate(
  context: Context,
  repository: number,
  commits: readonly ShippedCommit[],
): Promise<readonly ShippedCommit[]> {
  const found: ShippedCommit[] = [];
  for (const commit of commits) {
    const covers = commit.decision === null ? await lateCoversOf(context, { repository, commit: commit.oid }) : [];
    const [late, ...lateBefore] = covers;
    if (late === undefined) found.push(commit);
    else found.push({ ...commit, late, ...(lateBefore.length === 0 ? {} : { lateBefore }) });
  }
  return found;
}

function cutCovered(commits: readonly ShippedCommit[]): readonly ShippedCommit[] {
  let left = MOST_COVERED;
  return commits.filter(({ decision }) => {
    if (decision === null) return true;
    left -= 1;
    return left >= 0;
  });
}
