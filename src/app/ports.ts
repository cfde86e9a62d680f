import type { Instant } from '../base/clock.ts';
import type { CodeScanningFacts, OpenAlerts } from '../policy/alert-facts.ts';
import type { Explanation } from '../policy/explanation.ts';
import type {
  ChangeFacts,
  CheckFacts,
  CommitFacts,
  Directory,
  FileFacts,
  Known,
  PropertyValue,
  RepositoryFacts,
  ReviewFacts,
  Unknown,
  WorkflowFacts,
} from '../policy/facts.ts';
import type { Needs } from '../policy/needs.ts';
import type { Landing, MergedChange, MergeQueue, Movement, OpenPage, TaggedCommit } from './change-records.ts';
import type { DeployingRun, GateAnswer, RunArtifact, RunReview } from './deployment-records.ts';
import type { Environment, WorkflowFiles } from './environment-records.ts';
import type { RunJob } from './run-records.ts';

export type {
  Branch,
  LandedCommit,
  Landing,
  MergedChange,
  MergeQueue,
  Movement,
  OpenCheck,
  OpenPage,
  OpenRun,
  QueueEntry,
  TaggedCommit,
} from './change-records.ts';
export type { DeployingRun, GateAnswer, RunArtifact, RunReview } from './deployment-records.ts';
export type { Environment, WorkflowFile, WorkflowFiles, WorkflowJob } from './environment-records.ts';
export type { RunJob } from './run-records.ts';

/**
 * The doors to GitHub, as the stages need them; the github room satisfies them structurally (compose.ts is where the
 * compiler checks that). Every method throws only Faults of `github.*`, `ledger.stale-head` or `ledger.unavailable`.
 * A write that throws a retryable Fault may have been stored all the same: callers find out before they write again.
 */
export interface Forge extends Doors {
  /** The same doors for other work; `Forge` itself is for people. */
  readonly as: Readonly<Record<Urgency, Doors>>;
}

/** Who waits: a person; the ledger, and greens for it; nobody, who leaves a part of every budget to the others. */
export type Urgency = 'person' | 'record' | 'background';

export interface Doors {
  readonly changes: Changes;
  readonly checks: Checks;
  readonly comments: Comments;
  readonly deployments: Deployments;
  readonly runs: Runs;
  readonly alerts: Alerts;
  readonly repositories: Repositories;
  readonly hook: Hook;
  ledgerBranch(place: Place, branch: string): LedgerBranch;
}

/** A repository as an installation sees it. Name and owner may be outdated; `id` is who it is. */
export interface Place {
  readonly installation: number;
  readonly repository: { readonly id: number; readonly owner: string; readonly name: string };
}

export interface Changes {
  /**
   * One GraphQL query (more only when lists are longer than a page, when a file was renamed or an approval's content has
   * to be compared): the policy at the base's tip, the floor, and the facts that `needs` names. Completeness is
   * asserted; what could not be read is an unknown with its reason. Throws `github.not-found` when the pull request or
   * the repository is gone, retryable Faults when GitHub fails as a whole.
   */
  collect(request: CollectRequest): Promise<Collected>;
  /** Open pull requests whose base is this branch (all when null), newest first. */
  open(
    place: Place,
    base: string | null,
  ): Promise<readonly { readonly number: number; readonly base: string; readonly head: string }[]>;
  /** Where one stands, in one small request, for when `collect` fails; null: it is closed. */
  head(
    place: Place,
    number: number,
  ): Promise<{ readonly number: number; readonly base: string; readonly head: string } | null>;
  /** A page of open pull requests, newest first, with this app's checks on their heads; `next` null: the last page. */
  openChecks(place: Place, after: string | null): Promise<OpenPage>;
  /** The first few of each of several repositories of one installation, in one request; null: it is not there. */
  firstChecks(places: readonly Place[]): Promise<readonly (OpenPage | null)[]>;
  /** Pull requests (open, into this repository) with this head commit; for check-run events of forks, which name none. */
  withHead(place: Place, head: string): Promise<readonly number[]>;
  /** The merge queue of a branch; null: it has none, or the repository is gone. Entries that are not built are left out. */
  queue(place: Place, base: string): Promise<MergeQueue | null>;
  /** Everybody who moved a branch, newest first, as the repository's activity says; unknown where GitHub does not tell. */
  activity(place: Place, ref: string): Promise<Known<readonly Movement[]>>;
  /** The same, of this time or later. */
  movements(place: Place, ref: string, since: Instant): Promise<Known<readonly Movement[]>>;
  /** Pull requests that were merged since then, and a few of before. */
  merged(place: Place, since: Instant): Promise<readonly MergedChange[]>;
  /** What a push brought to a branch; null: one of the commits is gone, or the two share no history. */
  landed(
    place: Place,
    moved: { readonly branch: string; readonly before: string | null; readonly after: string },
  ): Promise<Landing | null>;
  /** What a tag's ref held, `oid`, and whether the branch has it; null: it is gone, or leads to no commit. */
  tag(place: Place, wanted: { readonly oid: string; readonly branch: string }): Promise<TaggedCommit | null>;
}

export interface CollectRequest {
  readonly place: Place;
  readonly number: number;
  readonly needs: Needs;
  /** Repository of the organisation's floor; `named`: the server's configuration names it, so it must be readable. */
  readonly floor: { readonly owner: string; readonly name: string; readonly named: boolean };
  readonly observedAt: Instant;
  /**
   * The branch whose policy counts, where it is not the change's own base: the first of a gate's. A branch that is not
   * there makes the policy `unreadable`.
   */
  readonly policyBranch: string | null;
  /** Of a merge queue: checks and workflow runs are read of this commit instead of the change's head. */
  readonly groupHead: string | null;
}

export type PolicyFile =
  | {
      readonly state: 'present';
      readonly text: string;
      readonly blob: string;
      readonly commit: string;
      readonly uri: string;
      /** GitHub failed to show it now, and this is what it showed then. */
      readonly readAt?: Instant;
    }
  | { readonly state: 'absent'; readonly commit: string | null; readonly uri: string }
  /** Binary, above the size limit, a symbolic link …: it is there, but no policy. */
  | { readonly state: 'unusable'; readonly why: string; readonly commit: string; readonly uri: string }
  /** Failing: not that it is forbidden or gone, but GitHub gave an error in its place. */
  | { readonly state: 'unreadable'; readonly why: Unknown; readonly uri: string; readonly isFailing?: boolean };

export interface Collected {
  /** As GitHub names it now. */
  readonly repository: RepositoryFacts;
  readonly change: ChangeFacts;
  readonly policy: PolicyFile;
  readonly floor: PolicyFile;
  readonly commits: Known<readonly CommitFacts[]>;
  readonly files: Known<readonly FileFacts[]>;
  readonly reviews: Known<readonly ReviewFacts[]>;
  readonly labels: Known<readonly string[]>;
  readonly checks: Known<readonly CheckFacts[]>;
  readonly workflows: Known<readonly WorkflowFacts[]>;
  /**
   * Checks that rules of any level require on the base, and of which app (null: of any). Classic protection is in it
   * only where GitHub shows it to the app, and its apps are `unsaid`.
   */
  readonly requiredChecks: Known<readonly { readonly context: string; readonly appId: number | null | 'unsaid' }[]>;
  readonly directory: Directory;
  /** Where the head branch lives: for the activity of pushers. Null: the branch or its repository is gone. */
  readonly headRef: { readonly repository: number; readonly ref: string } | null;
  /** Opened by somebody whom nobody here has let in. */
  readonly isFromOutside: boolean;
  /** Requests that this took, for the log. */
  readonly requests: number;
}

export interface Checks {
  /** Creates (runId null) or updates in place. A `github.rate-limited` that is `held` in its details: nothing was sent. */
  write(place: Place, run: CheckRun, runId: number | null): Promise<{ readonly runId: number }>;
  /** Our newest run with this name (any name when null) on this commit: asked when a create may have been stored. */
  find(
    place: Place,
    head: string,
    name: string | null,
  ): Promise<{ readonly runId: number; readonly externalId: string } | null>;
}

/** What is to be shown; the github room makes Markdown of it, within GitHub's limits, everything foreign escaped. */
export interface CheckRun {
  readonly name: string;
  readonly head: string;
  readonly externalId: string;
  readonly status:
    | { readonly state: 'in_progress' }
    | {
        readonly state: 'completed';
        readonly conclusion: 'success' | 'failure' | 'action_required';
        readonly at: Instant;
      };
  readonly startedAt: Instant;
  /** One per pull request that shares the run; the worst first. */
  readonly explanations: readonly { readonly number: number | null; readonly explanation: Explanation }[];
  /** For what waits: since when; shown in the last line. */
  readonly since: Instant | null;
  readonly record: Recorded | null;
  /** Shown first, where the record or the rule set has something to say (ledger unavailable, check not required …). */
  readonly notices: readonly string[];
}

export interface Recorded {
  readonly index: number;
  readonly root: string; // base64
  /** For `npx countersign ledger verify <url>`. */
  readonly url: string;
}

/** Deployments that wait for our word, and who said what of them. */
export interface Deployments {
  /** What is about to be deployed, with the policy of the default branch: as `Changes.collect`, of a bare commit. */
  collect(
    request: Omit<CollectRequest, 'number' | 'groupHead'> & { readonly commit: string; readonly ref: string | null },
  ): Promise<Collected>;
  /** A run of GitHub Actions; null: it was deleted. */
  run(place: Place, run: number): Promise<DeployingRun | null>;
  /** What people said on the run's page, in the order in which GitHub lists it. */
  reviews(place: Place, run: number): Promise<Known<readonly RunReview[]>>;
  /** Those of the ancestors of `head` (itself among them) as facts, oldest first. */
  commits(
    place: Place,
    wanted: { readonly head: string; readonly oids: readonly string[]; readonly signatures: boolean },
  ): Promise<Known<readonly CommitFacts[]>>;
  /** Commits after `from` up to and with `to`, oldest first; null: they share no history, or one is gone. */
  between(place: Place, range: { readonly from: string; readonly to: string }): Promise<readonly string[] | null>;
  /** What a run has built so far, in any attempt. */
  artifacts(place: Place, run: number): Promise<Known<readonly RunArtifact[]>>;
  /**
   * Of a SHA-256 in hexadecimal: Sigstore bundles as JSON, as anybody may have put them there. Null in the place of one that
   * GitHub does not show.
   */
  attestations(place: Place, digest: string): Promise<Known<readonly unknown[]>>;
  /** Safe to repeat. False: nothing waits for an answer any more. */
  answer(place: Place, answer: GateAnswer): Promise<boolean>;
  /** Of a repository that was just seen: what protects each environment. Unknown where the app may not read it. */
  environments(place: Place): Promise<Known<readonly Environment[]>>;
  /** Do jobs that go there wait for this app? Null: there is no such environment, or GitHub has no gates here. */
  gate(place: Place, environment: string): Promise<boolean | null>;
  /** The workflow files at a commit; null: at the tip of the default branch. Resolves to null where there is no commit. */
  workflowFiles(place: Place, commit: string | null): Promise<WorkflowFiles | null>;
}

/** Runs of GitHub Actions. */
export interface Runs {
  /** What became of the jobs of one attempt; null: there are more than are read. */
  jobs(place: Place, of: { readonly run: number; readonly attempt: number }): Promise<readonly RunJob[] | null>;
}

/** GitHub's security alerts: unknown where a feature is off, or closed to this app. */
export interface Alerts {
  codeScanning(place: Place, scanned: Scanned): Promise<Known<CodeScanningFacts>>;
  secretScanning(place: Place): Promise<Known<OpenAlerts>>;
  dependencies(place: Place): Promise<Known<OpenAlerts>>;
}

/** What code scanning is asked about. */
export interface Scanned {
  /** In full; `refs/pull/<n>/merge` for a pull request. */
  readonly ref: string;
  readonly commit: string;
}

export interface Comments {
  /** A new one each time: after a Fault that may mean "stored all the same", `has` tells. */
  write(place: Place, number: number, comment: Comment): Promise<void>;
  /** Is there a comment with this marker, of this time or later? */
  has(place: Place, number: number, wanted: { readonly marker: string; readonly since: Instant }): Promise<boolean>;
}

export interface Comment {
  readonly sentence: string;
  /** Null: only the sentence. */
  readonly explanation: Explanation | null;
  /** Hexadecimal; stands in the comment and is not shown. Nobody else may know it before the comment is written. */
  readonly marker: string;
}

export interface Repositories {
  /** What the login may do here. */
  permission(place: Place, login: string): Promise<'admin' | 'write' | 'read' | 'none'>;
  /** Is a check with this name required on this branch, and pinned to this app? */
  required(
    place: Place,
    branch: string,
    checkName: string,
  ): Promise<Known<{ readonly required: boolean; readonly pinned: boolean }>>;
  /** What active rulesets do for a branch that only this app writes; unknown where the app may not read it. */
  protection(place: Place, branch: string): Promise<Known<BranchProtection>>;
  /** Past which rules somebody moved this ref (full); null: none is known, also where the app may not read it. */
  bypass(
    place: Place,
    moved: {
      readonly ref: string;
      readonly before: string | null;
      readonly after: string | null;
      /** How far back it may be. */
      readonly period: 'hour' | 'day' | 'week' | 'month';
    },
  ): Promise<Bypass | null>;
  /** Custom properties of the repository; unknown where the app may not read them. */
  properties(place: Place): Promise<Known<Readonly<Record<string, PropertyValue>>>>;
  /** The repository that has this name (or had it), where the installation holds it; null: it does not. */
  find(
    installation: number,
    names: { readonly owner: string; readonly name: string },
  ): Promise<{ readonly repository: Place['repository']; readonly isPrivate: boolean } | null>;
  /** Newest commit on the branch that touched this path. */
  lastTouched(place: Place, branch: string, path: string): Promise<string | null>;
  /** Repositories that an installation holds, those that somebody pushed to last first. */
  ofInstallation(installation: number): Promise<readonly Place[]>;
  installations(): Promise<readonly { readonly id: number; readonly account: string; readonly suspended: boolean }[]>;
  /** What the app is registered with (GET /app): fails at start when the credentials are wrong. */
  permissions(): Promise<Readonly<Record<string, 'read' | 'write' | 'admin'>>>;
}

/** GitHub's log of the webhooks that it sent us: kept for three days (Enterprise Server: seven). */
export interface Hook {
  /** One page, newest first; `next` null: nothing older is kept. */
  attempts(wanted: {
    readonly cursor: string | null;
    readonly isFailedOnly: boolean;
  }): Promise<{ readonly attempts: readonly Attempt[]; readonly next: string | null }>;
  /** The payload of a delivery as JSON text; null: GitHub has it no more. */
  payload(id: string): Promise<string | null>;
  /** Sends it again, under the same GUID; false: GitHub has it no more. */
  redeliver(id: string): Promise<boolean>;
}

/** One attempt to deliver a webhook. */
export interface Attempt {
  /** GitHub's number in full. */
  readonly id: string;
  /** The same for every attempt. */
  readonly guid: string;
  readonly at: Instant;
  /** Did we answer that we kept it? */
  readonly isAnswered: boolean;
  readonly event: string;
  readonly action: string | null;
  readonly installation: number | null;
  readonly repository: number | null;
}

/** Somebody moved a ref past its rules. */
export interface Bypass {
  /** GitHub's number of what the rules said. */
  readonly suite: number;
  /** Numeric id; null: GitHub does not say. */
  readonly by: number | null;
  /** Types of the rules that were not kept, in GitHub's words. */
  readonly rules: readonly string[];
}

export interface BranchProtection {
  /** Nobody makes or moves it who is not let through. */
  readonly isReserved: boolean;
  /** Nobody deletes or rewinds it, this app included. */
  readonly isAppendOnly: boolean;
}

/** The ledger branch on GitHub. Heads and paths as git names them. */
export interface LedgerBranch {
  /** Null: there is no such branch. What GitHub shows may be old. */
  head(): Promise<string | null>;
  /** Asked where refs are kept, never from a copy that may be old: `ledger.stale-head` unless the branch is at this commit. */
  assertHead(expected: string | null): Promise<void>;
  /** The file at this commit, or null. */
  read(commit: string, path: string): Promise<Uint8Array | null>;
  /** Object ids of all files at this commit: to compare with what we left. */
  files(commit: string): Promise<ReadonlyMap<string, string>>;
  /** Commits after `ancestor` up to and with `descendant`, oldest first; null: the one does not descend from the other. */
  between(ancestor: string, descendant: string): Promise<readonly string[] | null>;
  /** One commit by compare-and-swap on the head; `ledger.stale-head` when it moved. Returns the new head. */
  commit(change: BranchChange & { readonly expectedHead: string }): Promise<string>;
  /** The orphan root commit and the branch; `ledger.stale-head` when a branch is there already. */
  birth(change: BranchChange): Promise<string>;
  /**
   * The files of the expected head with this change, as a commit without parents that the branch is forced to, by
   * compare-and-swap: nothing of its history stays reachable. For the evidence branch alone, when evidence was erased.
   */
  replace(change: BranchChange & { readonly expectedHead: string }): Promise<string>;
}

export interface BranchChange {
  readonly message: { readonly headline: string; readonly body: string };
  readonly additions: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  readonly deletions: readonly string[];
}
