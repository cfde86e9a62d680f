import { type Json, type JsonObject, objectOf } from '../../base/json.ts';
import { type EntryView, listOf, numberOf, readStatement, textOf, textsOf, viewStatement } from '../entry-view.ts';

/** An entry with what the story of a change needs of it, as written: nothing was verified. */
export interface TracedEntry extends EntryView {
  /** GitHub's numeric id: a repository that was renamed is the same. */
  readonly repositoryId: number | null;
  readonly says: Said;
}

export type Said = DecisionSaid | LandedSaid | EventSaid | AlertSaid | { readonly is: 'other' };

export interface DecisionSaid {
  readonly is: 'decision';
  /** `pull_request`, `merge_group`, `deployment` … */
  readonly about: string;
  readonly isPassing: boolean;
  readonly findings: readonly FindingSaid[];
  /** GitHub's number of the deployment. */
  readonly deployment: number | null;
  readonly run: number | null;
  readonly validUntil: string | null;
}

export interface FindingSaid {
  readonly rule: string | null;
  readonly state: string;
  readonly codes: readonly string[];
}

export interface LandedSaid {
  readonly is: 'landed';
  readonly how: string;
  /** SHA-256 of the branch's full ref. */
  readonly branch: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly covered: readonly CoveredGroup[];
  readonly uncovered: readonly string[];
  /** How many commits the branch had before and has no more. */
  readonly removed: number;
  /** How many commits are not named. */
  readonly omitted: number;
  /** Not a branch but a tag, which holds what landed elsewhere. */
  readonly isTag: boolean;
  readonly late: { readonly commits: readonly string[]; readonly change: number | null } | null;
}

export interface CoveredGroup {
  /** Id of the entry. */
  readonly decision: string;
  readonly change: number | null;
  readonly commits: readonly string[];
}

export interface EventSaid {
  readonly is: 'event';
  readonly event: string;
  readonly result: string | null;
  readonly code: string | null;
  /** GitHub's number, and the id of the entry of the decision that it went on with. */
  readonly deployment: { readonly id: number; readonly decision: string | null } | null;
  readonly run: string | null;
  readonly attempt: number | null;
  readonly started: string | null;
  readonly ended: string | null;
}

export interface AlertSaid {
  readonly is: 'alert';
  readonly act: string;
  readonly code: string;
  /** Ids of the entries that it was found in. */
  readonly from: readonly string[];
  /** Id of the entry that opened it, where this one does not. */
  readonly opened: string | null;
}

/** Total, as `viewStatement` is: what does not fit is passed over. */
export function traceEntry(index: number, bytes: Uint8Array): TracedEntry {
  const statement = readStatement(bytes);
  const view = viewStatement(index, statement);
  const predicate = objectOf(statement?.['predicate']);
  const repositoryId = numberOf(objectOf(objectOf(predicate['countersign'])['repository'])['id']);
  return { ...view, repositoryId, says: readSaid(view.kind, predicate) };
}

function readSaid(kind: string | null, predicate: JsonObject): Said {
  if (kind === 'decision') return readDecision(predicate);
  if (kind === 'landed') return readLanded(objectOf(predicate['countersign_landed']));
  if (kind === 'event') return readEvent(objectOf(predicate['countersign_event']));
  return kind === 'alert' ? readAlert(objectOf(predicate['countersign_alert'])) : { is: 'other' };
}

function readDecision({ verificationResult, countersign_decision: own }: JsonObject): DecisionSaid {
  const { kind, findings, deployment, validUntil } = objectOf(own);
  const { id, run } = objectOf(deployment);
  return {
    is: 'decision',
    about: textOf(kind) ?? '',
    isPassing: verificationResult === 'PASSED',
    findings: listOf(findings).map(objectOf).map(readFinding),
    deployment: numberOf(id),
    run: numberOf(run),
    validUntil: textOf(validUntil),
  };
}

function readFinding({ rule, state, codes }: JsonObject): FindingSaid {
  return { rule: textOf(rule), state: textOf(state) ?? '', codes: textsOf(codes) };
}

function readLanded(own: JsonObject): LandedSaid {
  const { how, base, before, after, covered, uncovered, removed, omitted, tag, late } = own;
  const { commits, change } = objectOf(late);
  const left = objectOf(omitted);
  return {
    is: 'landed',
    how: textOf(how) ?? '',
    branch: textOf(objectOf(base)['refDigest']) ?? '',
    before: textOf(before),
    after: textOf(after),
    covered: listOf(covered).map(readGroup),
    uncovered: textsOf(uncovered),
    removed: numberOf(removed) ?? 0,
    omitted: (numberOf(left['covered']) ?? 0) + (numberOf(left['uncovered']) ?? 0),
    isTag: tag !== undefined,
    late: late === undefined ? null : { commits: textsOf(commits), change: numberOf(change) },
  };
}

function readGroup(group: Json): CoveredGroup {
  const { decision, change, commits } = objectOf(group);
  return { decision: textOf(decision) ?? '', change: numberOf(change), commits: textsOf(commits) };
}

function readEvent({ event, result, code, deployment, run, started, ended }: JsonObject): EventSaid {
  const { id, decision } = objectOf(deployment);
  const number = numberOf(id);
  const { uri, attempt } = objectOf(run);
  return {
    is: 'event',
    event: textOf(event) ?? '',
    result: textOf(result),
    code: textOf(code),
    deployment: number === null ? null : { id: number, decision: textOf(decision) },
    run: textOf(uri),
    attempt: numberOf(attempt),
    started: textOf(started),
    ended: textOf(ended),
  };
}

function readAlert({ act, code, from, opened }: JsonObject): AlertSaid {
  return { is: 'alert', act: textOf(act) ?? '', code: textOf(code) ?? '', from: textsOf(from), opened: textOf(opened) };
}

/** An entry that says one sort of thing. */
export type Telling<S extends Said> = TracedEntry & { readonly says: S };

export function isDecision(entry: TracedEntry): entry is Telling<DecisionSaid> {
  return entry.says.is === 'decision';
}

export function isLanded(entry: TracedEntry): entry is Telling<LandedSaid> {
  return entry.says.is === 'landed';
}

export function isDeploymentEvent(entry: TracedEntry): entry is Telling<EventSaid> {
  return entry.says.is === 'event' && entry.says.event === 'deployment';
}

export function isAlert(entry: TracedEntry): entry is Telling<AlertSaid> {
  return entry.says.is === 'alert';
}

/** Every commit that a landing names as brought, in the order in which it names them. */
export function commitsOf({ says }: Telling<LandedSaid>): readonly string[] {
  return [...says.covered.flatMap(({ commits }) => commits), ...says.uncovered];
}
