import { toRfc3339 } from '../../base/clock.ts';
import { isFault } from '../../base/fault.ts';
import { objectOf } from '../../base/json.ts';
import { draftLanded } from '../../ledger/build-landed.ts';
import type { LandedFields } from '../../ledger/entries/landed.ts';
import type { LedgerState } from '../../store/store.ts';
import { fileEntries } from '../archive/file-entries.ts';
import type { Context } from '../context.ts';
import { branchesAt } from '../deployment/chain.ts';
import type { Place, TaggedCommit } from '../ports.ts';
import { addAlert } from '../stages/alert.ts';
import { checkDraft } from '../stages/checked-draft.ts';
import { headerOf } from '../stages/header.ts';
import { subjectText } from '../stages/known-policies.ts';
import { openLedger } from '../stages/ledger-of.ts';
import { commitAt, landingKey } from './landed-entry.ts';
import { landedOf } from './same-push.ts';
import { type Tagged, taggedRows } from './tagged.ts';

/** Every tag that was made, moved or deleted becomes an entry, and an alert where one that was there did not stay. */
export async function recordTags(context: Context, place: Place): Promise<void> {
  const tagged = await taggedRows.list(context, place.repository.id);
  if (tagged.length === 0) return;
  const ledger = await openLedger(context, place);
  await fileEntries(context);
  const failures: unknown[] = [];
  for (const each of tagged) {
    try {
      await recordTag(context, { place, ledger, tagged: each });
      await taggedRows.forget(context, each);
    } catch (error) {
      // One that cannot be read must not keep the others from being told.
      if (isFault(error, 'github.rate-limited')) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

interface Recording {
  readonly place: Place;
  readonly ledger: LedgerState;
  readonly tagged: Tagged;
}

async function recordTag(context: Context, recording: Recording): Promise<void> {
  const { place, tagged } = recording;
  const { before, after, branch } = tagged;
  const oid = after ?? before ?? '';
  const found = await context.forge.changes.tag(place, { oid, branch });
  const entry = await addTag(context, recording, { oid, found });
  if (before !== null) await warnMoved(context, recording, { oid, found, entry });
}

interface Found {
  /** What the ref held. */
  readonly oid: string;
  /** Null: GitHub cannot say what it points to. */
  readonly found: TaggedCommit | null;
}

/** Safe to repeat: of one webhook it is told once. Resolves to the id of the entry. */
async function addTag(context: Context, { place, ledger, tagged }: Recording, { oid, found }: Found): Promise<string> {
  const subject = commitAt(context, place, { commit: found?.commit ?? oid, tree: found?.tree ?? '' });
  const text = subjectText(subject);
  const landed = await describe(context, tagged, found);
  for (;;) {
    const known = await context.store.ledgers.everyOf(ledger.id, text, 'landed');
    const same = known.find(({ statement }) => isOf(statement, tagged));
    if (same !== undefined) return same.id;
    const header = headerOf(context, {
      subject: place,
      n: (known.at(-1)?.n ?? 0) + 1,
      observed: toRfc3339(context.clock.now()),
      guids: [tagged.guid],
    });
    const draft = draftLanded({ origin: ledger.origin, header: { ...header, actor: tagged.actor }, subject, landed });
    const entry = { ...checkDraft(draft), subject: text, reports: null };
    if (!(await context.store.ledgers.add(ledger.id, entry, []))) continue; // another process drew this number a moment ago
    await context.store.queue.send('flush', String(ledger.id), {});
    return draft.id;
  }
}

/** It brings no commit to any branch, so none is listed: whether a decision covers the commit, its landing says. */
async function describe(
  context: Context,
  { repository, refDigest, before, after, movedAt }: Tagged,
  found: TaggedCommit | null,
): Promise<Omit<LandedFields, 'omitted'>> {
  const isLanded =
    found !== null &&
    (found.isOnBranch === true || (await branchesAt(context, { repository, commit: found.commit })).size > 0);
  return {
    how: before === null ? 'create' : after === null ? 'delete' : 'force-push',
    base: { refDigest },
    before,
    after,
    ...(movedAt === undefined ? {} : { at: toRfc3339(movedAt) }),
    result: isLanded ? 'covered' : 'uncovered',
    covered: [],
    uncovered: [],
    tag: { annotated: found?.isAnnotated ?? false, signature: found?.signature ?? 'unknown' },
  };
}

function isOf(statement: Parameters<typeof landedOf>[0], { guid, refDigest }: Tagged): boolean {
  const { deliveries } = objectOf(objectOf(statement['predicate'])['countersign']);
  return landedOf(statement).base.refDigest === refDigest && Array.isArray(deliveries) && deliveries.includes(guid);
}

/** Whoever built or deployed by its name may have something else now. */
async function warnMoved(
  context: Context,
  { place, ledger, tagged }: Recording,
  { oid, found, entry }: Found & { readonly entry: string },
): Promise<void> {
  const { repository, refDigest, before, after, actor, guid } = tagged;
  await addAlert(context, ledger, {
    code: 'tag.moved',
    about: commitAt(context, place, { commit: found?.commit ?? oid, tree: '' }),
    key: landingKey({ repository, refDigest, before, after }),
    from: [entry],
    details: { found: after, ids: { repository, actor: actor.id } },
    guids: [guid],
  });
}
