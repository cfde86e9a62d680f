import type { Instant } from '../base/clock.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { Erasure } from './erasure-records.ts';
import type { EvidenceShelf } from './evidence-records.ts';
import type { Gauges } from './gauge-records.ts';
import type { Homes } from './home-records.ts';
import type { JobRecords } from './job-records.ts';
import type { Evidence, Ledgers, NewEntry } from './ledger-records.ts';
import type { LinkIndex } from './link-records.ts';
import type { EntrySearch } from './search-records.ts';
import type { Transfer } from './transfer-records.ts';
import type { Witnesses } from './witness-records.ts';

export type * from './erasure-records.ts';
export type * from './evidence-records.ts';
export type * from './gauge-records.ts';
export type * from './home-records.ts';
export type * from './job-records.ts';
export type * from './ledger-records.ts';
export type * from './link-records.ts';
export type * from './search-records.ts';
export type * from './transfer-records.ts';
export type * from './witness-records.ts';

/**
 * What the database promises, one small door per consumer. Everything is durable when the promise resolves. Everything
 * may be called again after a crash with the same arguments. Every method throws Fault `store.unavailable` when the
 * database cannot be reached, and nothing else unless its comment says so.
 */
export interface Store {
  readonly deliveries: Deliveries;
  readonly subjects: Subjects;
  readonly backlog: Backlog;
  readonly ledgers: Ledgers;
  readonly homes: Homes;
  readonly evidence: EvidenceShelf;
  readonly search: EntrySearch;
  readonly links: LinkIndex;
  readonly erasure: Erasure;
  readonly witnesses: Witnesses;
  readonly reports: Reports;
  readonly pushes: Pushes;
  readonly memory: Memory;
  readonly leases: Leases;
  readonly turns: Turns;
  readonly budgets: Budgets;
  readonly gauges: Gauges;
  readonly transfer: Transfer;
  readonly queue: Queue;
  readonly jobs: JobRecords;
  /** Database clock: leases are compared with it, never with a machine's. */
  now(): Promise<Instant>;
  /** Every lease of this owner is over. Whoever still works under one can store nothing any more. */
  handBack(owner: string): Promise<void>;
  /**
   * Called when the connection to the database broke: what answers afterwards may be an older copy (a backup, a replica
   * that lagged behind), so whatever this process knows of it has to be found out again.
   */
  onLost(act: () => void): void;
  close(): Promise<void>;
}

/** A webhook as it came, signature checked. */
export interface Delivery {
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly installation: number | null;
  readonly payload: string;
  readonly receivedAt: Instant;
}

export interface Deliveries {
  /**
   * Calls that come while an insert runs share the next one; those whose GUID is known already are skipped, unless
   * their dispatch failed: then they wait again. Resolves when durable. Throws `webhook.malformed` for a payload with a null character.
   */
  accept(deliveries: readonly Delivery[]): Promise<void>;
  /** The oldest that nobody dispatched yet, in order of arrival. */
  waiting(limit: number): Promise<readonly (Delivery & { readonly id: number })[]>;
  /**
   * One transaction: pushes recorded, subjects touched (generation + 1, evaluate job sent), deliveries marked, payloads
   * dropped (they were hints). `failed` deliveries keep their payload and reason.
   */
  dispatched(done: Dispatched): Promise<void>;
  /** Deliveries not dispatched yet. */
  backlog(): Promise<number>;
  /** Which of these are kept: waiting, or dispatched without failure. */
  known(guids: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface Dispatched {
  readonly deliveries: readonly { readonly id: number; readonly failed: string | null }[];
  readonly pushes: readonly Push[];
  readonly touched: readonly Touch[];
}

/** A subject to be judged (again), and because of which webhooks. */
export interface Touch {
  readonly subject: SubjectRef;
  readonly guids: readonly string[];
  /** 0 first … 9 last: what somebody waits for goes before sweeps. */
  readonly priority: number;
}

export interface SubjectRef {
  /** `pull_request:<repository id>:<number>`: one per pull request; the base is read, never trusted from an event. */
  readonly key: string;
  readonly kind: string;
  readonly installation: number;
  readonly repository: { readonly id: number; readonly owner: string; readonly name: string };
  readonly number: number | null;
}

export interface Push {
  readonly repository: number;
  /** Full ref; for a fork's synchronize `refs/pull/<n>/head`. */
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  /** Object ids that the payload listed, oldest first. */
  readonly commits: readonly string[];
  readonly pusher: JsonObject; // Person
  readonly at: Instant;
  readonly guid: string;
}

export interface Pushes {
  /** Every recorded push that touches one of these commits (as before, after or listed), oldest first. */
  touching(repository: number, commits: readonly string[]): Promise<readonly Push[]>;
  /** Those that nobody recorded: the same ref moved from the same to the same commit. Resolves to how many they were. */
  recordMissing(pushes: readonly Push[]): Promise<number>;
}

export interface Lease {
  readonly subject: SubjectRef;
  /** Generation read when the lease was taken; events that come later raise the subject's own. */
  readonly generation: number;
  readonly owner: string;
  /** Lease number: a fencing token, it rises with every `take`. */
  readonly number: number;
  /** GUIDs of the webhooks since the last stored verdict (the newest 20 when there are more). */
  readonly guids: readonly string[];
  /** What was stored last; null: never judged. */
  readonly last: StoredVerdict | null;
}

export interface StoredVerdict {
  readonly head: string;
  readonly base: string;
  readonly result: string;
  readonly verdict: JsonObject;
  /** Digest over (policy digests, result, findings): a decision is recorded when it differs from the last recorded. */
  readonly recordedDigest: string | null;
  readonly checkName: string;
}

export interface Subjects {
  /** Generation + 1 and an evaluate job, outside of a dispatch (re-check, policy change, timer). */
  touch(touches: readonly Touch[]): Promise<void>;
  /**
   * Null: somebody holds it, or there is nothing to do (judged generation is current). Where somebody holds it, a job
   * comes when that lease is over, because its holder may be dead.
   */
  take(key: string, owner: string, leaseFor: number): Promise<Lease | null>;
  /**
   * The evaluate stage's ONE transaction: verdict, evidence, pending entries, a flush job where there are entries, a
   * report job as `reportAfter` says. `judged` becomes the generation read at `take`. Stored only while the lease is
   * still its own (owner and lease number; another process may have taken over after it ran out); throws
   * `store.lease-lost` otherwise and stores nothing. An entry whose id is stored already (pending or indexed) is
   * skipped. Throws `ledger.unavailable` and stores nothing when the repository's home is another ledger by now. When
   * newer events came meanwhile (generation > judged) the subject is queued again, exactly once.
   */
  settle(lease: Lease, outcome: Settled): Promise<void>;
  /** The lease lasts so many milliseconds from now. False: it ran out, and somebody else may be at it. */
  extend(lease: Lease, leaseFor: number): Promise<boolean>;
  /**
   * Give the lease back without a verdict. With a delay (milliseconds) a job comes then; with 0 the caller's own job is
   * the one that is tried again, by failing. What came meanwhile is queued at once in both cases.
   */
  release(lease: Lease, delay: number): Promise<void>;
  /**
   * Open subjects of a repository whose base is this branch (all bases when null), and those that are being judged: their
   * base is not known yet, and what they are judged by may be older than the change.
   */
  onBase(repository: number, base: string | null): Promise<readonly SubjectRef[]>;
  /** Bases with open subjects of which nothing was said, because no policy speaks of them, after this one and in order. */
  silentBases(after: SilentBase | null, limit: number): Promise<readonly SilentBase[]>;
  /**
   * Open subjects whose head this commit is, and those that are being judged: maybe of this commit, and of facts that
   * were read before. `base` null: being judged.
   */
  onHead(
    repository: number,
    head: string,
  ): Promise<readonly { readonly subject: SubjectRef; readonly base: string | null }[]>;
  /** All subjects of an installation that are open or being judged: people changed roles, or the floor changed. */
  ofInstallation(installation: number): Promise<readonly SubjectRef[]>;
  /** Subjects whose verdict expires at or before `at`, and those that nobody judged for so long that their job is lost. */
  due(at: Instant, limit: number): Promise<readonly SubjectRef[]>;
  /** Other open subjects that share this head and check name: two pull requests, one run. */
  sharing(repository: number, head: string, checkName: string): Promise<readonly StoredSubject[]>;
  /** Gone on GitHub: no longer open, no verdict, nothing to judge until it is touched again. */
  drop(lease: Lease): Promise<void>;
  /** For `explain`, tests and the status page. */
  read(key: string): Promise<StoredSubject | null>;
}

export interface SilentBase {
  readonly installation: number;
  readonly repository: SubjectRef['repository'];
  readonly base: string;
}

/** Subjects that one event wants judged again in large numbers: they leave a few at a time, and people's work goes first. */
export interface Backlog {
  /** One that waits already waits once, in the place it has. */
  add(subjects: readonly SubjectRef[]): Promise<void>;
  /**
   * One transaction: the next ones of an installation are touched and leave, those that wait longest first and the newest
   * number first of those that came together. What was touched since it was wished for leaves without being touched
   * again. Any number of processes may call it: together they keep the pace.
   */
  release(installation: number, pace: Pace): Promise<Released>;
  /** Installations with something that waits, where nothing left for so many milliseconds that their job is lost. */
  stalled(since: number): Promise<readonly number[]>;
}

export interface Pace {
  /** At most so many at once … */
  readonly slice: number;
  /** … and so many of an installation within any minute. */
  readonly rate: number;
  readonly priority: number;
}

export interface Released {
  readonly touched: number;
  readonly left: number;
  /** Milliseconds until the next ones may leave. */
  readonly wait: number;
}

export interface StoredSubject {
  readonly subject: SubjectRef;
  readonly open: boolean;
  readonly generation: number;
  readonly judged: number;
  readonly verdict: StoredVerdict | null;
}

export interface Settled {
  readonly head: string;
  readonly base: string;
  readonly checkName: string;
  readonly open: boolean;
  readonly result: string;
  readonly verdict: JsonObject;
  readonly validUntil: Instant | null;
  readonly recordedDigest: string | null;
  readonly evidence: readonly Evidence[];
  readonly ledger: number | null;
  readonly entries: readonly NewEntry[];
  /** Milliseconds until the flush job that entries need; 0 when not given. */
  readonly flushAfter?: number;
  /** Milliseconds until a report job; null: none (publishing the entries sends one). */
  readonly reportAfter: number | null;
}

/** Stage 3: what stands on GitHub for (repository, head, check name). */
export interface Reports {
  read(repository: number, head: string, checkName: string): Promise<PublicCheck | null>;
  write(check: PublicCheck): Promise<void>;
  /** GitHub gave the run up: the next one is new. */
  forget(repository: number, head: string, checkName: string): Promise<void>;
  /** Somebody asked for this commit's checks again: what stands there is to be written anew (digests are emptied). */
  refresh(repository: number, head: string): Promise<void>;
  /** One at a time per (repository, head, check name); false: another process is at it. */
  take(key: string, owner: string, leaseFor: number): Promise<boolean>;
  /** False: it ran out, and another process may be at it. */
  extend(key: string, owner: string, leaseFor: number): Promise<boolean>;
  release(key: string, owner: string): Promise<void>;
}

export interface PublicCheck {
  readonly repository: number;
  readonly head: string;
  readonly checkName: string;
  readonly runId: number;
  readonly conclusion: string | null;
  /** Digest of what was written, so that the same is not written twice. */
  readonly digest: string;
}

/** Small facts to keep between evaluations; every one can be read again from GitHub. */
export interface Memory {
  get(scope: string, key: string): Promise<{ readonly value: Json; readonly at: Instant } | null>;
  set(scope: string, key: string, value: Json, at: Instant): Promise<void>;
  /** All keys of the scope that begin with the prefix. */
  forget(scope: string, prefix: string): Promise<void>;
  list(scope: string, prefix: string): Promise<readonly { readonly key: string; readonly value: Json }[]>;
  /** A page of a long scope, by the time that each was set with and then by key; `after`: the last of the page before. */
  oldest(
    scope: string,
    page: { readonly after: { readonly at: Instant; readonly key: string } | null; readonly limit: number },
  ): Promise<readonly { readonly key: string; readonly value: Json; readonly at: Instant }[]>;
}

/** What one process does at a time, by a name that nothing else has (report keys are such names). */
export interface Leases {
  /** False: somebody else is at it. */
  take(key: string, owner: string, leaseFor: number): Promise<boolean>;
  /** False: it ran out, and somebody else may be at it. */
  extend(key: string, owner: string, leaseFor: number): Promise<boolean>;
  release(key: string, owner: string): Promise<void>;
}

/** Turns that may be taken in a name, a limited number within any stretch of time. */
export interface Turns {
  /**
   * Taken, or kept: whoever comes too early gets a turn in the future of which nobody takes it away, one at a time, and
   * takes it by asking again then. The same `id` and `generation` again cost nothing. Any number of processes may call.
   */
  take(request: TurnRequest): Promise<Taken>;
}

/** What was used of GitHub's limits, one book a name, for all processes together. */
export interface Budgets {
  /**
   * One step for whoever else asks: `act` gets what the book is (null: nothing yet) and the database's time, and says what
   * it becomes. It is called again when the step has to be tried again, and computes only.
   */
  change(names: readonly string[], act: (name: string, book: Json, now: Instant) => object): Promise<void>;
}

export interface TurnRequest {
  readonly name: string;
  readonly id: string;
  readonly generation: number;
  /** At most so many … */
  readonly most: number;
  /** … within so many milliseconds (database clock). */
  readonly within: number;
}

export type Taken =
  | { readonly isTaken: true }
  /** `count`: turns that were taken within the time; `next`: when the one that is kept may be taken. */
  | { readonly isTaken: false; readonly count: number; readonly next: Instant };

/** `sweep`: work that fans out (a new installation, people who changed roles), timers. */
export type QueueName = 'evaluate' | 'flush' | 'evidence' | 'report' | 'sweep' | 'witness';

export interface Job {
  readonly id: string;
  /** Subject key, ledger id, repository id (evidence) or report key. */
  readonly key: string;
  readonly data: JsonObject;
  /** 0 first … 9 last. */
  readonly priority: number;
  /** Counted from 1; waiting for GitHub's limits is no attempt. */
  readonly attempt: number;
  readonly since: Instant;
}

/**
 * Jobs wake work; they are not the record of it (subjects, ledgers and reports are, and a job may come twice).
 * A handler that throws is tried again with growing delay.
 */
export interface Queue {
  send(
    queue: QueueName,
    key: string,
    data: JsonObject,
    options?: { readonly delay?: number; readonly priority?: number; readonly installation?: number },
  ): Promise<void>;
  /** Handle jobs until `stop`; several at once, never two of one key at once within this process. */
  work(queue: QueueName, options: WorkOptions, handle: (job: Job) => Promise<void>): Promise<void>;
  /** Milliseconds since the one of the workers that is furthest behind last looked for jobs; null: there are none. */
  silence(): number | null;
  /** No new jobs; resolves when running ones have ended or `grace` milliseconds are over (they are handed back). */
  stop(grace: number): Promise<void>;
}

export interface WorkOptions {
  readonly concurrency: number;
  /** Of these, at most so many for one installation, whose requests may all hang; by default all. */
  readonly share?: number;
  /** All that is done for a job, what is logged when it fails included, is done inside of it. */
  readonly around?: Around;
}

export type Around = (job: Job, act: () => Promise<void>) => Promise<void>;
