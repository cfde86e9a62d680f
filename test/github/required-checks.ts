/** Required status checks: by name, and by app where the rule names one; missing and unfinished ones block. */
import type { CheckRun, Repository, RequiredCheck } from './model.ts';

const passing = new Set(['success', 'neutral', 'skipped']);

/** The newest run of each app, for one name on one commit: older ones of the same app no longer count. */
export function latestRuns(repository: Repository, sha: string, name?: string): readonly CheckRun[] {
  const newest = new Map<string, CheckRun>();
  for (const suite of repository.checkSuites) {
    if (suite.headSha !== sha) continue;
    for (const run of suite.runs) {
      if (name !== undefined && run.name !== name) continue;
      const key = `${suite.app.id}:${run.name}`;
      const known = newest.get(key);
      if (known === undefined || known.id < run.id) newest.set(key, run);
    }
  }
  return [...newest.values()];
}

/** What stands in the way, in GitHub's words; empty when every required check passes on `sha`. */
export function findMissingChecks(
  repository: Repository,
  sha: string,
  required: readonly RequiredCheck[],
): readonly string[] {
  return required.flatMap((check) => judge(repository, sha, check) ?? []);
}

function judge(repository: Repository, sha: string, check: RequiredCheck): string | null {
  const name = `Required status check "${check.context}"`;
  switch (readRequiredCheck(repository, sha, check)) {
    case 'passing':
      return null;
    case 'foreign':
      return `${name} was not set by the expected GitHub App.`;
    case 'expected':
      return `${name} is expected.`;
    case 'in-progress':
      return `${name} is in progress.`;
    case 'failing':
      return `${name} is failing.`;
  }
}

/** `foreign`: only other apps than the one that the rule names have set it. */
export type RequiredCheckState = 'passing' | 'foreign' | 'expected' | 'in-progress' | 'failing';

export function readRequiredCheck(
  repository: Repository,
  sha: string,
  { context, integration_id: appId }: RequiredCheck,
): RequiredCheckState {
  const runs = latestRuns(repository, sha, context);
  const statuses = repository.statuses.filter((status) => status.sha === sha && status.context === context);
  const status = statuses.at(-1);
  const counted = runs.filter((run) => appId === undefined || run.suite.app.id === appId);
  const countedStatus = status !== undefined && (appId === undefined || status.app?.id === appId) ? status : undefined;
  if (counted.length === 0 && countedStatus === undefined)
    return runs.length > 0 || status !== undefined ? 'foreign' : 'expected';
  if (counted.some((run) => run.status !== 'completed') || countedStatus?.state === 'pending') return 'in-progress';
  const failed = counted.some((run) => !passing.has(run.conclusion ?? ''));
  return failed || (countedStatus !== undefined && countedStatus.state !== 'success') ? 'failing' : 'passing';
}
