import { toBase64 } from '../../base/bytes.ts';
import { Fault } from '../../base/fault.ts';
import { isJsonObject, type Json } from '../../base/json.ts';
import { decide } from '../../ledger/batch.ts';
import type { Entry } from '../../ledger/entry.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { type ExternalId, ledgerMark, readExternalId } from '../external-id.ts';
import type { Place } from '../ports.ts';

/** Commits whose check run is asked for the root that we showed there: decided ones, and heads of open pull requests. */
const MOST_DECIDED = 3;
const MOST_OPEN = 20;
/** Before a ledger begins: hardly one was there before, and many may begin on one day. */
const MOST_OPEN_AT_FIRST = 3;
/** Of a ledger that serves many repositories: those that it spoke of last, then others. */
const MOST_REPOSITORIES = 20;

interface Commit {
  readonly place: Place;
  readonly oid: string;
}

/**
 * An empty database believes nobody: check runs of ours on GitHub, which only this app can write, name roots. The branch
 * must still hold the tree of each size with that root; a rewound branch does not. What it lost is not in its own entries,
 * so the open pull requests are asked as well.
 */
export async function compareWithChecks(
  context: Context,
  ledger: LedgerState,
  entries: readonly Entry[],
): Promise<'check-run' | 'nothing'> {
  const places = await placesOf(context, ledger, entries);
  const most = entries.length === 0 ? MOST_OPEN_AT_FIRST : MOST_OPEN;
  const commits = [...newestCommits(entries, places), ...(await openHeads(context, places, most))];
  let isCompared = false;
  for (const { place, oid } of eachOnce(commits)) {
    const run = await context.forge.checks.find(place, oid, null);
    const shown = run === null ? null : readExternalId(run.externalId);
    if (shown === null || !isOf(shown, ledger, place)) continue;
    isCompared = true;
    if (shown.size <= entries.length && rootAt(entries, shown.size) === shown.root) continue;
    throw new Fault(
      'ledger.inconsistent',
      `The branch holds ${entries.length} entries; a check run shows another root at size ${shown.size}`,
      {
        next: 'The branch was rewound or replaced while the database was lost: restore it from a clone; see docs/ledger.md.',
        details: { commit: oid, shown },
      },
    );
  }
  return isCompared ? 'check-run' : 'nothing';
}

/** A copy of a repository has the same commits, and runs of its own. */
function eachOnce(commits: readonly Commit[]): readonly Commit[] {
  return [...new Map(commits.map((each) => [`${each.place.repository.id}:${each.oid}`, each])).values()];
}

/** What is decided about a repository may have been recorded in another ledger when the run was written. */
function isOf({ ledger }: ExternalId, { origin, repository, generation }: LedgerState, place: Place): boolean {
  if (ledger !== null) return ledger === ledgerMark(origin);
  return generation === 1 && repository.id === place.repository.id; // successors came after the mark
}

function rootAt(entries: readonly Entry[], size: number): string {
  const leaves = entries.slice(0, size).map(({ bytes }) => bytes);
  return toBase64(decide({ size: 0, edge: [] }, leaves).root);
}

/** The repositories that it speaks of, as they are called now: those it spoke of last come first. */
async function placesOf(context: Context, ledger: LedgerState, entries: readonly Entry[]): Promise<readonly Place[]> {
  const { installation, repository } = ledger;
  const named = [...new Set(entries.toReversed().map(repositoryOf))].filter((id) => id !== null);
  const isShared =
    named.some((id) => id !== repository.id) ||
    context.config.ledger.repositories.some(
      ({ owner, name }) => `${owner}/${name}`.toLowerCase() === `${repository.owner}/${repository.name}`.toLowerCase(),
    );
  if (!isShared) return [{ installation, repository }];
  const held = await context.forge.repositories.ofInstallation(installation);
  const rank = (id: number): number => (named.includes(id) ? named.indexOf(id) : named.length);
  return held.toSorted((a, b) => rank(a.repository.id) - rank(b.repository.id)).slice(0, MOST_REPOSITORIES);
}

/** The newest of each repository first, in turn. */
async function openHeads(context: Context, places: readonly Place[], most: number): Promise<readonly Commit[]> {
  const lists: (readonly Commit[])[] = [];
  for (const place of places) {
    const open = (await context.forge.changes.open(place, null)).slice(0, most);
    lists.push(open.map(({ head }) => ({ place, oid: head })));
  }
  const turns = Array.from({ length: most }, (_, turn) => lists.flatMap((list) => list[turn] ?? []));
  return turns.flat().slice(0, most);
}

function newestCommits(entries: readonly Entry[], places: readonly Place[]): readonly Commit[] {
  const byId = new Map(places.map((place) => [place.repository.id, place]));
  const commits = entries
    .toReversed()
    .filter(({ kind }) => kind === 'decision')
    .flatMap((entry) => {
      const place = byId.get(repositoryOf(entry) ?? 0);
      const oid = commitOf(entry);
      return place === undefined || oid === null ? [] : [{ place, oid }];
    });
  return eachOnce(commits).slice(0, MOST_DECIDED);
}

function repositoryOf({ statement }: Entry): number | null {
  const id = member(member(member(statement['predicate'], 'countersign'), 'repository'), 'id');
  return typeof id === 'number' ? id : null;
}

function commitOf({ statement }: Entry): string | null {
  const subjects = statement['subject'];
  const commit = member(member(Array.isArray(subjects) ? (subjects[0] as Json) : null, 'digest'), 'gitCommit');
  return typeof commit === 'string' ? commit : null;
}

function member(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) ? value[name] : undefined;
}
