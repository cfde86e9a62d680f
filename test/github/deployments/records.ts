/** Records of environments and of what is deployed to them. */
import type { Instant } from '../../../src/base/clock.ts';
import type { WorkflowRun } from '../actions/records.ts';
import type { App, CheckRun, Repository, Team, User } from '../model.ts';

export interface Environment {
  readonly id: number;
  readonly repository: Repository;
  /** Two names that differ in case only are one environment. */
  readonly name: string;
  /** Custom deployment protection rules: apps that have to approve. */
  gates: readonly Gate[];
  /** One of them is enough. */
  reviewers: readonly (User | Team)[];
  preventSelfReview: boolean;
  adminsBypass: boolean;
  /** Is that in answers? No description names it. */
  saysAdminsBypass: boolean;
  /** Minutes; nothing waits for them here. */
  waitTimer: number;
  /** Which branches may be deployed from, as it is shown; null: all. */
  branches: 'protected' | 'chosen' | null;
  readonly createdAt: Instant;
  updatedAt: Instant;
}

export interface Gate {
  readonly id: number;
  readonly app: App;
}

export type Answer = 'approved' | 'rejected';

export type DeploymentState =
  | 'waiting'
  | 'pending'
  | 'queued'
  | 'in_progress'
  | 'success'
  | 'failure'
  | 'error'
  | 'inactive';

export interface Deployment {
  readonly id: number;
  readonly repository: Repository;
  readonly environment: Environment;
  readonly sha: string;
  /** Short name, as whoever deploys called it. */
  readonly ref: string;
  readonly creator: User;
  /** null: deployed by something else than GitHub Actions. */
  readonly job: DeployingJob | null;
  /** Newest first. */
  readonly statuses: DeploymentStatus[];
  /** What the environment asked for when the job reached it: later changes of it are for later jobs. */
  readonly gates: readonly GateRequest[];
  readonly needsReview: boolean;
  review: DeploymentReview | null;
  readonly createdAt: Instant;
  updatedAt: Instant;
}

/** The attempt of a run and the check run of its job. */
export interface DeployingJob {
  readonly run: WorkflowRun;
  readonly attempt: number;
  readonly check: CheckRun;
}

export interface DeploymentStatus {
  readonly id: number;
  readonly state: DeploymentState;
  readonly creator: User;
  readonly createdAt: Instant;
}

export interface GateRequest {
  readonly gate: Gate;
  answer: { readonly state: Answer; readonly comment: string } | null;
  /** What the app told meanwhile, without deciding. */
  readonly reports: string[];
}

/** What a person or an app said of a run's jobs that wait for an environment. GitHub does not show when. */
export interface DeploymentReview {
  readonly environment: Environment;
  readonly reviewer: User;
  readonly state: Answer;
  readonly comment: string;
}
