/** What GitHub tells of environments and of workflow files, which no event tells of: a part of the doors in ports.ts. */

/** What protects an environment; our own gate is asked for apart. */
export interface Environment {
  /** GitHub's number of it: one that was deleted and made again has another. */
  readonly id: number;
  readonly name: string;
  /** One of them has to approve; by type and id. */
  readonly reviewers: readonly { readonly type: 'user' | 'team'; readonly id: number }[];
  readonly preventSelfReview: boolean;
  /** Minutes. */
  readonly waitTimer: number;
  /** Which branches may be deployed from. */
  readonly branches: 'all' | 'protected' | 'chosen';
  /** May administrators go past all of it? Null: GitHub does not say. */
  readonly adminsBypass: boolean | null;
}

/** The files of `.github/workflows` at a commit. */
export interface WorkflowFiles {
  /** Short name of the default branch. */
  readonly branch: string;
  readonly commit: string;
  /** In the order of their names. */
  readonly files: readonly WorkflowFile[];
  /** How many there are beyond those that are read. */
  readonly omitted: number;
}

export interface WorkflowFile {
  readonly path: string;
  /** Null: it cannot be read, and this is why. */
  readonly jobs: readonly WorkflowJob[] | null;
  readonly why: UnreadableFile | null;
}

export type UnreadableFile = 'too-large' | 'no-text' | 'no-yaml' | 'no-workflow';

export interface WorkflowJob {
  /** Its key in the file. */
  readonly id: string;
  readonly environment:
    | { readonly is: 'none' }
    | { readonly is: 'named'; readonly name: string }
    /** An expression, or a workflow elsewhere, says which. */
    | { readonly is: 'unknown' };
  /** Why it looks as if it deployed. */
  readonly signs: readonly DeployingSign[];
}

export type DeployingSign = 'job.id-token' | 'job.deployments-write' | 'job.name';
