import { checkNameOf } from '../../src/app/check-name.ts';
import type { Context } from '../../src/app/context.ts';
import type { Place } from '../../src/app/ports.ts';
import { gather } from '../../src/app/stages/gather.ts';
import { pullRequestSubject } from '../../src/app/subject.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { canonicalize } from '../../src/ledger/canonical.ts';
import { readTrailers } from '../../src/ledger/message.ts';
import { evaluate as judge } from '../../src/policy/evaluate.ts';
import type { Database } from '../../src/store/database.ts';
import type { StandIn } from '../github/client.ts';
import type { CheckRunView } from '../github/control/pull-requests.ts';
import type { LedgerBook } from './ledger-book.ts';

/**
 * What holds whenever all work is done, whatever happened on the way: crashes, faults, webhooks twice or not at all. Each
 * function gives what is wrong, a sentence each; none when all is well.
 */

/** Work that nobody does, and leases that nobody gave back. A sweep of later is none: the app looks around by itself. */
export async function findLeftovers(database: Pick<Database, 'query'>): Promise<readonly string[]> {
  const problems = await Promise.all(
    LEFTOVERS.map(async ([what, rows]) => {
      const found = await database.query<{ name: string }>(`select ${rows} limit 5`);
      return found.length === 0 ? [] : [`${what}: ${found.map(({ name }) => name).join('; ')}`];
    }),
  );
  return problems.flat();
}

const JOB = `name || ' ' || (data->>'key') || ' ' || state as name from countersign_jobs.job`;
const held = (table: string, name: string): string =>
  `${name}::text || ' by ' || lease_owner as name from countersign.${table} where lease_until > countersign.clock()`;

/** What is left over, and the rows that say so. */
const LEFTOVERS: readonly (readonly [string, string])[] = [
  ['a job waits', `${JOB} where state in ('created', 'retry') and not (name = 'sweep' and start_after > now())`],
  ['a job is under way', `${JOB} where state = 'active'`],
  ['a job failed for good', `${JOB} where state = 'failed'`],
  ['a delivery was not dispatched', 'event || guid as name from countersign.delivery where dispatched_at is null'],
  ['a dispatch failed', 'guid || failed as name from countersign.delivery where failed is not null'],
  ['a subject was not judged', 'key as name from countersign.subject where judged < generation'],
  ['a subject waits in the backlog', 'key as name from countersign.backlog'],
  ['an entry has no index', 'id as name from countersign.pending'],
  ['entries are not on the branch', 'origin as name from countersign.ledger where decided_size > published_size'],
  ['evidence waits', "digest as name from countersign.evidence where state in ('waiting', 'unread')"],
  ['a subject is held', held('subject', 'key')],
  ['a ledger is held', held('ledger', 'origin')],
  ['an evidence branch is held', held('evidence_branch', 'repository')],
  ['a name is held', "key || ' by ' || owner as name from countersign.report_lease where until > countersign.clock()"],
];

/** The same said twice: an entry, a decision after the same decision, two decisions because of one webhook. */
export function findRepeats(entries: readonly JsonObject[]): readonly string[] {
  const problems: string[] = [];
  const ids = new Set<unknown>();
  const said = new Map<string, string>();
  const causes = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const { countersign, countersign_decision: decision, countersign_ledger: act } = predicateOf(entry);
    // A database that lost its last moments works on the webhooks of these moments once more.
    if (isJsonObject(act) && act['act'] === 'adoption') causes.clear();
    const header = isJsonObject(countersign) ? countersign : {};
    if (ids.has(header['id'])) problems.push(`entry ${index} has the id of another one`);
    ids.add(header['id']);
    if (!isJsonObject(decision)) continue;
    const subject = canonicalize(entry['subject'] ?? null);
    // The tip that a policy was read at moves without changing what is decided.
    const { base: _base, validUntil: _until, ...rest } = decision;
    const now = canonicalize(rest);
    if (said.get(subject) === now) problems.push(`entry ${index} says what the last one about ${subject} said`);
    said.set(subject, now);
    for (const guid of listOf(header['deliveries'])) {
      const cause = `${canonicalize(guid)} ${subject}`;
      if (causes.has(cause)) problems.push(`entry ${index} is another one because of ${cause}`);
      causes.add(cause);
    }
  }
  return problems;
}

function predicateOf(entry: JsonObject | undefined): JsonObject {
  const predicate = entry?.['predicate'];
  return isJsonObject(predicate) ? predicate : {};
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

export interface RecordedIn {
  readonly github: StandIn;
  /** `owner/name`, where the branch is. */
  readonly repository: string;
  readonly book: LedgerBook;
  readonly database: Pick<Database, 'query'>;
}

/** The branch against itself, against the database, and against the line of commits that led to it. */
export async function findForks({ github, repository, book, database }: RecordedIn): Promise<readonly string[]> {
  const { ok, size, problems } = await book.verify();
  const found = ok ? [] : problems.map(({ code, message }) => `${code}: ${message}`);
  const lines = await book.lines();
  if (size !== lines.length) found.push(`it verifies ${size} entries of ${lines.length}`);
  const kept = await database.query<{ bytes: string }>(
    `select bytes from countersign.entry join countersign.ledger on ledger.id = entry.ledger
     where ledger.owner || '/' || ledger.name = $1 order by index`,
    [repository],
  );
  const differing = lines.findIndex((line, index) => line.trimEnd() !== kept[index]?.bytes);
  if (differing >= 0 || kept.length !== lines.length)
    found.push(`entry ${differing} of ${lines.length} is another one in the database, which has ${kept.length}`);
  const head = await book.head();
  const shown = head === null ? [] : await github.log({ repository, revision: head });
  const sizes = shown.map(({ message }) => readTrailers(message).size ?? 0);
  if (sizes.some((each, at) => each < (sizes[at + 1] ?? 0))) found.push(`its commits go back: ${sizes.join(', ')}`);
  return [...found, ...findRepeats(lines.map((line) => JSON.parse(line) as JsonObject))];
}

export interface CheckedBy {
  readonly github: StandIn;
  /** On an empty database: nothing is remembered. It only reads. */
  readonly scratch: Context;
  readonly place: Place;
  readonly book: LedgerBook;
}

interface Due {
  readonly number: number;
  readonly head: string;
  readonly name: string;
  readonly result: 'allow' | 'deny' | 'pending' | 'unknown';
}

const WORST_FIRST: readonly Due['result'][] = ['deny', 'unknown', 'pending', 'allow'];
const CONCLUSIONS: Readonly<Record<Due['result'], readonly (string | null)[]>> = {
  allow: ['success'],
  deny: ['failure'],
  unknown: ['failure'],
  pending: [null, 'action_required'],
};

/** Each check run of an open pull request against what its head is when it is judged from nothing, and its record. */
export async function findWrongChecks(checked: CheckedBy): Promise<readonly string[]> {
  const { github, scratch, place, book } = checked;
  const open = await scratch.forge.changes.open(place, null);
  const due: Due[] = [];
  for (const { number, head } of open) {
    const { layers, facts, policyBranch } = await gather(scratch, { subject: pullRequestSubject(place, number) }, null);
    const verdict = judge({ layers, facts, at: scratch.clock.now() });
    if (!verdict.none) due.push({ number, head, name: checkNameOf(policyBranch), result: verdict.result });
  }
  const entries = await book.entries();
  const repository = `${place.repository.owner}/${place.repository.name}`;
  const problems: string[] = [];
  for (const sharing of Map.groupBy(due, ({ head, name }) => `${head} ${name}`).values()) {
    const worst = sharing.toSorted((a, b) => WORST_FIRST.indexOf(a.result) - WORST_FIRST.indexOf(b.result))[0];
    if (worst === undefined) continue;
    const runs = await github.checkRuns({ repository, sha: worst.head });
    const about = `${repository}#${worst.number}`;
    for (const problem of judgeRuns(
      worst,
      runs.filter(({ name }) => name === worst.name),
      entries,
    ))
      problems.push(`${about}: ${problem}`);
  }
  return problems;
}

function judgeRuns(
  { head, result }: Due,
  runs: readonly CheckRunView[],
  entries: readonly JsonObject[],
): readonly string[] {
  const [run] = runs;
  if (run === undefined || runs.length > 1) return [`${runs.length} check runs of one name`];
  const problems: string[] = [];
  if (!CONCLUSIONS[result].includes(run.conclusion)) problems.push(`it is ${result}, and its check ${run.conclusion}`);
  const [, index] = /Recorded: entry (\d+)/.exec(run.summary ?? '') ?? [];
  if (index === undefined) return result === 'pending' ? problems : [...problems, 'its check names no entry'];
  const entry = entries[Number(index)];
  const { countersign_decision: decision } = predicateOf(entry);
  const verdict = isJsonObject(decision) ? decision['verdict'] : undefined;
  if (verdict !== result || !canonicalize(entry?.['subject'] ?? null).includes(head))
    problems.push(`its check names entry ${index}, which says ${canonicalize(verdict ?? null)}`);
  return problems;
}
