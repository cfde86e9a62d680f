import { canonicalize } from '../../ledger/canonical.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import { foldEnvironment } from '../../policy/environment-name.ts';
import type { WorkflowFiles, WorkflowJob } from '../ports.ts';

/** Which jobs may deploy, as evidence keeps it, and which of them nobody asks us about. Pure. */
export interface WorkflowReport {
  readonly counts: {
    readonly files: number;
    readonly jobs: number;
    /** Of these, those whose environment the file does not tell. */
    readonly unknown: number;
    /** Files and jobs beyond those that are listed here. */
    readonly omitted: number;
  };
  /** Those that name an environment, and those that look as if they deployed. */
  readonly jobs: readonly ReportedJob[];
  readonly unreadable: readonly { readonly path: string; readonly why: string }[];
}

export interface ReportedJob extends WorkflowJob {
  readonly path: string;
}

const MOST_JOBS = 1_000;

export function reportOn({ files, omitted }: Pick<WorkflowFiles, 'files' | 'omitted'>): WorkflowReport {
  const all = files.flatMap(({ path, jobs }) => (jobs ?? []).map((job) => ({ path, ...job })));
  const deploying = all.filter(({ environment, signs }) => environment.is !== 'none' || signs.length > 0);
  const jobs = deploying.slice(0, MOST_JOBS);
  return {
    counts: {
      files: files.length,
      jobs: all.length,
      unknown: all.filter(({ environment }) => environment.is === 'unknown').length,
      omitted: omitted + deploying.length - jobs.length,
    },
    jobs,
    unreadable: files.flatMap(({ path, why }) => (why === null ? [] : [{ path, why }])),
  };
}

/** Names of environments, one of each that GitHub takes for the same. */
export function environmentsIn({ jobs }: WorkflowReport): readonly string[] {
  const names = jobs.flatMap(({ environment }) => (environment.is === 'named' ? [environment.name] : []));
  return [...new Map(names.map((name) => [foldEnvironment(name), name])).values()];
}

export interface Finding {
  readonly code: FindingCode;
  /** What tells it from others. */
  readonly key: string;
}

/** Closed: why a job, or a file, is somebody's to look at. */
export type FindingCode = 'job.ungated' | 'job.no-environment' | 'workflow.unreadable' | 'workflow.omitted';

/** @param ungated environments of which a policy speaks and where nobody waits for us */
export function findUnguarded(report: WorkflowReport, ungated: readonly string[]): readonly Finding[] {
  const names = new Set(ungated.map(foldEnvironment));
  const ofJobs = report.jobs.flatMap(({ path, id, environment, signs }) => {
    if (environment.is === 'named' && names.has(foldEnvironment(environment.name)))
      return [finding('job.ungated', path, id, foldEnvironment(environment.name))];
    return environment.is === 'none' && signs.length > 0 ? [finding('job.no-environment', path, id)] : [];
  });
  // GitHub may read what we cannot; what holds no jobs, nobody runs.
  const hidden = report.unreadable.filter(({ why }) => why !== 'no-workflow');
  return [
    ...ofJobs,
    ...hidden.map(({ path, why }) => finding('workflow.unreadable', path, why)),
    ...(report.counts.omitted > 0 ? [finding('workflow.omitted')] : []),
  ];
}

function finding(code: FindingCode, ...about: readonly string[]): Finding {
  return { code, key: sha256Hex(canonicalize([code, ...about])).slice(0, 32) };
}
