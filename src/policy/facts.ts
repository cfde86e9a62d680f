import type { Instant } from '../base/clock.ts';
import type { CodeScanningFacts, OpenAlerts } from './alert-facts.ts';

/**
 * Everything a rule may know about a subject: one read-only snapshot, taken at `observedAt`. Plain JSON data, because
 * it is kept as evidence and replayed. "Unknown" is a value: a fact that could not be read is never left out and never
 * guessed. People are numeric GitHub ids everywhere; logins are for showing only, and an attacker may choose them.
 */

/** A fact, or why it is not known. */
export type Known<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly why: Unknown };

export interface Unknown {
  readonly code: UnknownCode;
  /** For people: one plain sentence without a full stop. */
  readonly detail: string;
}

export type UnknownCode =
  | 'not-needed' // no rule asked for it, so it was not fetched
  | 'not-local' // `countersign check` judges offline: only GitHub knows this
  | 'too-many' // above what GitHub lists completely (3,000 files)
  | 'incomplete' // GitHub's answer contradicted itself
  | 'forbidden' // the app may not read it
  | 'unavailable' // GitHub failed
  | 'not-recorded' // nobody watched when it happened (pushers)
  | 'not-configured' // the server was not given what it takes
  | 'nobody' // GitHub says that nobody has this name
  | 'name-changed'; // a name of the policy now means another id

export interface Person {
  readonly id: number;
  readonly login: string;
  readonly type: 'user' | 'bot' | 'organization' | 'mannequin';
}

export type SubjectKind = 'pull_request' | 'merge_group' | 'push' | 'commit' | 'deployment';

export interface Facts {
  readonly kind: SubjectKind;
  readonly observedAt: Instant;
  readonly repository: RepositoryFacts;
  readonly change: ChangeFacts;
  readonly commits: Known<readonly CommitFacts[]>;
  readonly files: Known<readonly FileFacts[]>;
  readonly reviews: Known<readonly ReviewFacts[]>;
  readonly labels: Known<readonly string[]>;
  /** What machines said of the head (of the group's head, for a merge group); our own checks excepted. */
  readonly checks: Known<readonly CheckFacts[]>;
  /** Runs of GitHub Actions on the head (on the group's head, for a merge group). */
  readonly workflows: Known<readonly WorkflowFacts[]>;
  /** Custom properties of the repository, as the organisation defines them; null: defined and not set. */
  readonly properties: Known<Readonly<Record<string, PropertyValue>>>;
  /** Security alerts of GitHub's, where a rule asks for them. */
  readonly alerts?: AlertFacts;
  /** Everybody who pushed any commit of the range. */
  readonly pushers: Known<readonly Person[]>;
  /** Who stands behind each name of the policies: `users['octo-lead']`, `teams['acme/maintainers']`. */
  readonly directory: Directory;
  /**
   * Of a deployment only. Its `commits` are those that it would bring to its environment, its `change` is a bare commit
   * (`number` null) whose `base` is the branch that the policy is read from.
   */
  readonly deployment?: DeploymentFacts;
}

export interface RepositoryFacts {
  /** GitHub's; 0: a local clone, of which nobody says what it is called on GitHub. */
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
}

export interface ChangeFacts {
  /** Pull request number; null for a bare range of commits. */
  readonly number: number | null;
  /** Written by an outsider: escape where shown, never put into an entry. */
  readonly title: string;
  /** Written by an outsider; empty where there is none. */
  readonly body: string;
  readonly author: Person | null;
  readonly open: boolean;
  readonly merged: boolean;
  readonly draft: boolean;
  /** Short branch name that the change wants to reach. */
  readonly base: string;
  /** The base branch's tip when the facts were read. */
  readonly baseTip: string;
  /** Short name of the branch that the change comes from; an outsider chooses it, in a fork at will. */
  readonly headName: string;
  readonly head: string;
  readonly headTree: string;
  /** Common ancestor of head and base tip, read only when an approval's content has to be compared. */
  readonly mergeBase: Known<string>;
  /** When the base was last changed or force-pushed while the pull request was open; null: never. */
  readonly baseChangedAt: Known<Instant | null>;
  /** Everybody and everything that was ever assigned to the pull request, whether or not it still is, and by whom. */
  readonly assignments: Known<readonly Assignment[]>;
  /** From a fork, or from a repository that no longer exists (`owner` null). */
  readonly fork: { readonly owner: Person | null } | null;
  /** Of a merge queue: the commit that would land, with this change and others in it; null for anything else. */
  readonly group: { readonly head: string; readonly base: string } | null;
}

export interface Assignment {
  readonly assignee: Person | null;
  readonly by: Person | null;
}

export interface CommitFacts {
  readonly oid: string;
  readonly tree: string;
  readonly parents: readonly string[];
  /** The whole message, subject and body. Written by an outsider. */
  readonly message: string;
  /** Whom GitHub attributes it to; null: nobody (matches no allow-list and every deny-list). */
  readonly author: Attribution;
  readonly committer: Attribution;
  /** From Co-authored-by trailers, the author excepted. */
  readonly coauthors: readonly Attribution[];
  readonly committedAt: Instant;
  readonly signature: Known<SignatureFacts>;
  /** Two-parent commit whose second parent is reachable from the base tip: exempt from `message` and `ticket`. */
  readonly updatesFromBase: boolean;
}

export interface Attribution {
  readonly person: Person | null;
  readonly name: string;
  /** Only for showing whom nobody could be found for; never leaves evidence. */
  readonly email: string;
}

export type SignatureFacts =
  | { readonly state: 'unsigned' }
  | {
      readonly state: 'valid' | 'invalid';
      /** GitHub's own word (`VALID`, `UNKNOWN_KEY`, `GPGVERIFY_UNAVAILABLE` …). */
      readonly reason: string;
      readonly format: 'openpgp' | 'ssh' | 'x509' | 'unknown';
      /** Key id or fingerprint, where GitHub names it. */
      readonly key: string | null;
      readonly signer: Person | null;
      /** Signed with GitHub's own key: made on its site or by an app, not by a person's key. */
      readonly byGitHub: boolean;
    };

export interface FileFacts {
  readonly path: string;
  /** The path before a rename or copy. */
  readonly previousPath: string | null;
  readonly change: 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'changed';
  readonly additions: number;
  readonly deletions: number;
}

export interface ReviewFacts {
  readonly id: number;
  readonly reviewer: Person | null;
  readonly state: 'approved' | 'changes_requested' | 'commented' | 'dismissed' | 'pending';
  readonly submittedAt: Instant;
  /** May the reviewer push to the base repository, as GitHub says now? */
  readonly canPush: Known<boolean>;
  /** The commit that was looked at; null: garbage-collected. */
  readonly commit: { readonly oid: string; readonly tree: string; readonly mergeBase: Known<string> } | null;
}

export type PropertyValue = string | readonly string[] | null;

/** `pending`: not completed. The others are GitHub's own words; `error` is a commit status' word. */
export type CheckState =
  | 'pending'
  | 'success'
  | 'failure'
  | 'neutral'
  | 'skipped'
  | 'cancelled'
  | 'timed_out'
  | 'action_required'
  | 'startup_failure'
  | 'stale'
  | 'error';

/**
 * The newest check run of this name in each check suite (of a workflow: for each kind of event), or the newest commit
 * status of this context.
 */
export interface CheckFacts {
  readonly source: 'check_run' | 'status';
  /** Name of the run, context of the status. Anybody with write access may choose it; the app is GitHub's word. */
  readonly name: string;
  /** The app that made the run. Null for a status: whoever may write can set one. */
  readonly app: { readonly id: number; readonly slug: string } | null;
  readonly state: CheckState;
}

export interface WorkflowFacts {
  /** `.github/workflows/ci.yml` of this repository; null: GitHub does not name it (required workflows of elsewhere). */
  readonly path: string | null;
  readonly name: string;
  /** The event that started it (`pull_request`, `push`, `merge_group` …). */
  readonly event: string;
  readonly run: number;
  readonly state: CheckState;
  /** What has to be asked for run by run: only where a rule looks inside of a run, and only of its newest. */
  readonly attempt?: Known<AttemptFacts>;
}

/** One start of a run. */
export interface AttemptFacts {
  /** From 1: how often the run was started. */
  readonly number: number;
  readonly jobs: readonly JobFacts[];
}

export interface JobFacts {
  /** As the run shows it, `test (22, linux)` for one of a matrix. Whoever writes the workflow chooses it. */
  readonly name: string;
  readonly state: CheckState;
  /** Null: it never got one (skipped, cancelled while it waited). */
  readonly runner: RunnerFacts | null;
}

export interface RunnerFacts {
  /** That the job asked for with `runs-on`: whatever ran it has all of them. */
  readonly labels: readonly string[];
  readonly group: string | null;
  /** One of GitHub's own machines, or one of somebody's own; null: it cannot be told (larger runners). */
  readonly host: 'hosted' | 'self-hosted' | null;
}

export interface AlertFacts {
  readonly codeScanning: Known<CodeScanningFacts>;
  readonly secretScanning: Known<OpenAlerts>;
  /** Of the default branch. */
  readonly dependencies: Known<OpenAlerts>;
}

export interface DeploymentFacts {
  /** As GitHub names it. Whoever writes a workflow chooses it: escape where shown. */
  readonly environment: string;
  /** GitHub's number of the deployment; null: it was not said. */
  readonly id: number | null;
  readonly run: DeployingRun;
  /** Who started this attempt of the run; null: the account is gone. */
  readonly deployer: Person | null;
  /** Who started its first attempt. */
  readonly starter: Person | null;
  /** Short names of the branches on which our ledger has it as what a push left there. */
  readonly landedOn: Known<readonly string[]>;
  readonly source: Known<SourceFacts>;
  /** Where this commit ran before, as our ledger has it: deployments of it that succeeded, newest first. */
  readonly ran: Known<readonly RanFacts[]>;
  /** What the run has built so far. Older documents do not have it. */
  readonly artifacts?: Known<readonly ArtifactFacts[]>;
}

export interface ArtifactFacts {
  /** Whoever writes a workflow chooses it: escape where shown. */
  readonly name: string;
  /** SHA-256 of the archive as GitHub has it, in hexadecimal; null: GitHub does not say. */
  readonly digest: string | null;
  /** Everything that GitHub has of this digest, proved or not. */
  readonly attestations: Known<readonly AttestationFacts[]>;
}

export type AttestationFacts =
  | AttestedFacts
  /** It does not count; `why` is a code of the signatures room, or `not-shown`: GitHub names it, and does not give it. */
  | { readonly valid: false; readonly why: string };

/** An attestation whose signature, time and authority are proved, and what its certificate says of the run that made it. */
export interface AttestedFacts {
  readonly valid: true;
  /** Whoever attests chooses it: escape where shown. */
  readonly predicateType: string;
  readonly authority: 'public-good' | 'github';
  readonly issuer: string;
  /** The signer's name: that of `builder`, for workflows. */
  readonly identity: string;
  /** The workflow whose job signed, as a URL with its ref. */
  readonly builder: string;
  readonly runner: string;
  /** `https://github.com/acme/shop`. */
  readonly repository: string;
  readonly repositoryId: number;
  readonly ownerId: number;
  readonly commit: string;
  readonly ref: string;
  /** The workflow that the run began with, as a URL with its ref, and the commit that its file was read at. */
  readonly workflow: string;
  readonly workflowDigest: string;
  /** `https://github.com/acme/shop/actions/runs/501/attempts/1`. */
  readonly run: string;
  readonly signedAt: Instant;
}

export interface DeployingRun {
  readonly id: number;
  readonly attempt: number;
  /** `.github/workflows/deploy.yml`; null: not said. */
  readonly workflow: string | null;
  /** The event that started it (`push`, `workflow_dispatch` …). */
  readonly event: string;
}

/** What a deployment would bring to its environment. */
export interface SourceFacts {
  /**
   * What ran there before: the last deployment that our ledger allowed and that succeeded. `at` null: there was none, and
   * this is where the record of the branch begins.
   */
  readonly since: { readonly commit: string; readonly at: Instant | null };
  /** How many commits it brings. */
  readonly count: number;
  /** Newest first: every one that no decision covers, and the newest of the others. */
  readonly commits: readonly ShippedCommit[];
}

export interface ShippedCommit {
  readonly oid: string;
  /** Id of the entry of the passing decision that covers it; null: it landed without one, or nobody recorded how. */
  readonly decision: string | null;
  /** Number of the pull request that brought it; null: none, or not known. */
  readonly change: number | null;
  readonly landed: LandedFacts | null;
  /** Who covered it afterwards, the last who did; null: nobody. */
  readonly late: LateCover | null;
  /** Others who did so before. */
  readonly lateBefore?: readonly LateCover[];
}

export interface LandedFacts {
  /** Id of the entry. */
  readonly entry: string;
  readonly how: string;
  /** Numeric id of who pushed. */
  readonly by: number;
  readonly at: Instant;
}

export interface LateCover {
  /** Id of the entry. */
  readonly entry: string;
  /** Numeric id. */
  readonly by: number;
}

/** A successful deployment of the commit. */
export interface RanFacts {
  readonly environment: string;
  readonly from: Instant;
  /** When another one took its place; null: it runs there still. */
  readonly until: Instant | null;
}

export interface Directory {
  readonly users: Readonly<Record<string, Known<Person>>>;
  readonly teams: Readonly<Record<string, Known<TeamFacts>>>;
}

export interface TeamFacts {
  readonly id: number;
  /** Members, those of child teams included. */
  readonly members: readonly Person[];
}

export const known = <T>(value: T): Known<T> => ({ known: true, value });
export const unknown = (code: UnknownCode, detail: string): Known<never> => ({ known: false, why: { code, detail } });
