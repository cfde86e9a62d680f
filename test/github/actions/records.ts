/** Records of GitHub Actions: workflows and their runs. Each run has a check suite of its own; its jobs are the check runs in it. */
import type { Instant } from '../../../src/base/clock.ts';
import type { DeploymentReview } from '../deployments/records.ts';
import type { CheckConclusion, CheckSuite, Repository, User } from '../model.ts';

export interface Workflow {
  readonly id: number;
  /** As the file says; two files may say the same. */
  readonly name: string;
  readonly path: string;
  /** Where the file is kept: elsewhere, for a workflow that an organisation requires. */
  readonly repository: Repository;
  readonly createdAt: Instant;
}

export type WorkflowConclusion = CheckConclusion | 'startup_failure';

/** What a job ran on, and what it asked for. */
export interface JobRunner {
  readonly name: string;
  readonly group: string;
  readonly labels: readonly string[];
}

export interface WorkflowRun {
  readonly id: number;
  readonly workflow: Workflow;
  readonly suite: CheckSuite;
  /** What started it: `pull_request`, `push`, `merge_group` … */
  readonly event: string;
  /** Counts within the workflow, from 1. */
  readonly number: number;
  /** Rises when the run is started again. */
  attempt: number;
  /** An id for each attempt: its jobs have larger ones, and smaller ones than the next attempt's. */
  readonly attemptIds: number[];
  /** By the names of jobs; machines of GitHub run the others. */
  readonly runners: Map<string, JobRunner>;
  /** It waits while a job waits for an environment. */
  status: 'queued' | 'waiting' | 'in_progress' | 'completed';
  conclusion: WorkflowConclusion | null;
  /** Who started the first attempt, and who this one. */
  readonly actor: User;
  triggeringActor: User;
  /** Of jobs that waited for an environment, in any attempt. */
  readonly reviews: DeploymentReview[];
  readonly createdAt: Instant;
  updatedAt: Instant;
}
