/** Records of the stand-in's world. Fields that GitHub lets change are mutable here. Instants are milliseconds. */
import type { Instant } from '../../src/base/clock.ts';
import type { Workflow, WorkflowRun } from './actions/records.ts';
import type { Security } from './alerts/records.ts';
import type { App } from './app-model.ts';
import type { Artifact, Attestation } from './attestations/records.ts';
import type { Deployment, Environment } from './deployments/records.ts';
import type { MergeQueueParameters, MergeQueueTimelineEvent } from './merge-queue/records.ts';
import type { Activity, RuleSuite } from './push-records.ts';

export type { Actor, App, Delivery, Installation } from './app-model.ts';

export type Permission = 'read' | 'triage' | 'write' | 'maintain' | 'admin';

export interface EmailAddress {
  readonly email: string;
  readonly verified: boolean;
}

export interface SigningKey {
  readonly id: number;
  readonly kind: 'ssh' | 'gpg';
  /** `ssh-ed25519 AAAA…`, or an armoured OpenPGP public key. */
  readonly publicKey: string;
  /** SSH: `SHA256:…` without padding is `fingerprint`; OpenPGP: 16 hexadecimal digits are `keyId`. */
  readonly fingerprint: string;
  readonly keyId: string | null;
  /** Off for a key that may only authenticate (GitHub's `not_signing_key`). */
  canSign: boolean;
  expiresAt: Instant | null;
}

export interface User {
  readonly id: number;
  login: string;
  readonly type: 'User' | 'Bot';
  name: string | null;
  readonly emails: EmailAddress[];
  readonly signingKeys: SigningKey[];
  readonly createdAt: Instant;
  deleted: boolean;
}

export interface Organization {
  readonly id: number;
  login: string;
  readonly type: 'Organization';
  name: string | null;
  readonly createdAt: Instant;
  readonly members: Map<number, 'admin' | 'member'>;
  readonly teams: Team[];
  /** Rulesets of the organisation; `conditions.repositoryNames` picks repositories. */
  readonly rulesets: Ruleset[];
}

export type Owner = User | Organization;

export interface Team {
  readonly id: number;
  readonly organization: Organization;
  name: string;
  slug: string;
  privacy: 'closed' | 'secret';
  parent: Team | null;
  /** Immediate members only; members of child teams count as members of the parent. */
  readonly members: Map<number, 'member' | 'maintainer'>;
  /** Repository id → permission. */
  readonly repositories: Map<number, Permission>;
  readonly createdAt: Instant;
}

export interface Repository {
  readonly id: number;
  readonly owner: Owner;
  name: string;
  private: boolean;
  archived: boolean;
  defaultBranch: string;
  readonly gitDir: string;
  /** The repository this one was forked from. */
  readonly parent: Repository | null;
  readonly collaborators: Map<number, Permission>;
  /** The permission that every member of the organisation has. */
  basePermission: 'none' | 'read' | 'write' | 'admin';
  readonly rulesets: Ruleset[];
  readonly activities: Activity[];
  /** Oldest first. */
  readonly ruleSuites: RuleSuite[];
  readonly pullRequests: PullRequest[];
  readonly comments: IssueComment[];
  readonly labels: Label[];
  readonly checkSuites: CheckSuite[];
  readonly statuses: CommitStatus[];
  /** Those that ran here. */
  readonly workflows: Workflow[];
  readonly environments: Environment[];
  /** Oldest first. */
  readonly deployments: Deployment[];
  readonly artifacts: Artifact[];
  readonly attestations: Attestation[];
  readonly security: Security;
  /** Custom properties that the organisation defines; null: defined and not set. */
  readonly properties: Map<string, PropertyValue>;
  /** Object id → when GitHub first verified its signature (verification persists). */
  readonly verifiedAt: Map<string, Instant>;
  allowMergeCommit: boolean;
  allowSquashMerge: boolean;
  allowRebaseMerge: boolean;
  /** The number of the next issue or pull request. */
  nextNumber: number;
  readonly createdAt: Instant;
  pushedAt: Instant;
}

export type PropertyValue = string | readonly string[] | null;

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
}

export interface PullRequest {
  readonly id: number;
  readonly number: number;
  readonly repository: Repository;
  /** null once the account is deleted. Read it through `authorOf`. */
  readonly author: User;
  title: string;
  body: string | null;
  draft: boolean;
  state: 'open' | 'closed';
  /** null once the head repository (a fork) is gone. */
  headRepository: Repository | null;
  /** Short branch name. */
  readonly headBranch: string;
  headOid: string;
  baseBranch: string;
  /** The base's tip when the head was last pushed or the base changed: may be behind the branch, as on GitHub. */
  baseOid: string;
  readonly labels: Label[];
  readonly reviews: Review[];
  readonly timeline: TimelineEvent[];
  readonly createdAt: Instant;
  updatedAt: Instant;
  closedAt: Instant | null;
  mergedAt: Instant | null;
  mergedBy: User | null;
  mergeCommitOid: string | null;
  /** Commits and file counts as they were when it was merged or closed are read from `headOid` and this merge base. */
  closedMergeBase: string | null;
}

export type ReviewState = 'PENDING' | 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';

export interface Review {
  readonly id: number;
  readonly pullRequest: PullRequest;
  readonly author: User;
  state: ReviewState;
  body: string;
  /** The commit reviewed, or null when it was garbage-collected. */
  commitOid: string | null;
  submittedAt: Instant;
  lastEditedAt: Instant | null;
  lastEditor: User | null;
}

interface TimelineEventBase {
  readonly id: number;
  readonly createdAt: Instant;
  readonly actor: User | null;
}

/** `type` is the GraphQL type name. */
export type TimelineEvent = TimelineEventBase & TimelineEventData;

export type TimelineEventData =
  | MergeQueueTimelineEvent
  | { readonly type: 'BaseRefChangedEvent'; readonly previousRefName: string; readonly currentRefName: string }
  | {
      readonly type: 'BaseRefForcePushedEvent';
      readonly refName: string;
      readonly before: string;
      readonly after: string;
    }
  | {
      readonly type: 'HeadRefForcePushedEvent';
      readonly refName: string;
      readonly before: string;
      readonly after: string;
    }
  | { readonly type: 'HeadRefDeletedEvent'; readonly refName: string }
  | { readonly type: 'MergedEvent'; readonly oid: string; readonly refName: string }
  | { readonly type: 'AssignedEvent'; readonly assignee: User }
  | { readonly type: 'ClosedEvent' }
  | { readonly type: 'ReopenedEvent' }
  | { readonly type: 'ReadyForReviewEvent' }
  | { readonly type: 'ConvertToDraftEvent' }
  | { readonly type: 'RenamedTitleEvent'; readonly previousTitle: string; readonly currentTitle: string }
  | { readonly type: 'LabeledEvent'; readonly label: Label }
  | { readonly type: 'UnlabeledEvent'; readonly label: Label }
  | {
      readonly type: 'ReviewDismissedEvent';
      readonly review: Review;
      readonly previousState: ReviewState;
      readonly message: string | null;
    };

export interface IssueComment {
  readonly id: number;
  readonly repository: Repository;
  /** The issue's or pull request's number. */
  readonly number: number;
  readonly author: User;
  /** The app that wrote it through an installation. */
  readonly viaApp: App | null;
  body: string;
  readonly createdAt: Instant;
  updatedAt: Instant;
}

/** Only jobs of GitHub Actions wait. */
export type CheckStatus = 'queued' | 'waiting' | 'in_progress' | 'completed';
export type CheckConclusion =
  | 'action_required'
  | 'cancelled'
  | 'failure'
  | 'neutral'
  | 'success'
  | 'skipped'
  | 'stale'
  | 'timed_out';

export interface CheckSuite {
  readonly id: number;
  readonly repository: Repository;
  readonly app: App;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly runs: CheckRun[];
  /** Set by a request to run again; the runs keep what they say. */
  requeued: boolean;
  /** Of GitHub Actions: the run whose jobs the suite holds. */
  workflowRun: WorkflowRun | null;
  readonly createdAt: Instant;
  updatedAt: Instant;
}

export interface CheckAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column: number | null;
  readonly end_column: number | null;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title: string | null;
  readonly raw_details: string | null;
}

export interface CheckRun {
  readonly id: number;
  readonly suite: CheckSuite;
  name: string;
  readonly headSha: string;
  externalId: string;
  detailsUrl: string | null;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  startedAt: Instant;
  completedAt: Instant | null;
  /** When it was made or changed last, by our own clock. */
  writtenAt: Instant;
  title: string | null;
  summary: string | null;
  text: string | null;
  readonly annotations: CheckAnnotation[];
  actions: readonly { readonly label: string; readonly description: string; readonly identifier: string }[];
}

export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: User;
  readonly app: App | null;
  readonly createdAt: Instant;
}

export interface BypassActor {
  readonly actor_id: number | null;
  readonly actor_type: 'Integration' | 'OrganizationAdmin' | 'RepositoryRole' | 'Team' | 'DeployKey' | 'User';
  readonly bypass_mode: 'always' | 'pull_request' | 'exempt';
}

export interface RequiredCheck {
  readonly context: string;
  readonly integration_id?: number;
}

export type Rule =
  | { readonly type: 'creation' | 'deletion' | 'non_fast_forward' | 'required_signatures' | 'required_linear_history' }
  | { readonly type: 'update'; readonly parameters?: { readonly update_allows_fetch_and_merge: boolean } }
  | {
      readonly type: 'required_status_checks';
      readonly parameters: {
        readonly required_status_checks: readonly RequiredCheck[];
        readonly strict_required_status_checks_policy: boolean;
        readonly do_not_enforce_on_create?: boolean;
      };
    }
  | { readonly type: 'pull_request'; readonly parameters: Readonly<Record<string, unknown>> }
  | { readonly type: 'merge_queue'; readonly parameters: MergeQueueParameters };

export interface Ruleset {
  readonly id: number;
  readonly source: Repository | Organization;
  name: string;
  target: 'branch' | 'tag' | 'push';
  enforcement: 'disabled' | 'active' | 'evaluate';
  bypassActors: readonly BypassActor[];
  include: readonly string[];
  exclude: readonly string[];
  rules: readonly Rule[];
  readonly createdAt: Instant;
  updatedAt: Instant;
}
