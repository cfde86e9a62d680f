/** Security alerts, and what code scanning analyzed. */
import type { AlertKind, SecurityAlert } from '../alerts/records.ts';
import { GitHubError } from '../server/github-error.ts';
import { forRepository, page, type RepositoryCall, type Route, textOf } from '../server/route.ts';
import { analysisShape, codeAlertShape, dependencyAlertShape, secretAlertShape } from '../shapes/alert.ts';
import { byCursor } from './cursor.ts';

export const alertRoutes: readonly Route[] = [
  /** Without a ref those of the default branch. */
  forRepository('GET /repos/{owner}/{repo}/code-scanning/alerts', ['security_events', 'read'], async (call) => {
    refuseUnanalyzed(call);
    const tool = textOf(call.query, 'tool_name');
    const found = alertsOf(call, 'code_scanning').filter(
      (one) => one.ref === refOf(call, true) && (tool === undefined || one.tool === tool) && isOfState(call, one),
    );
    const shown = ordered(call, found).map((one) => codeAlertShape(call.stage.world, call.repository, one));
    return page(call, shown);
  }),

  forRepository('GET /repos/{owner}/{repo}/code-scanning/analyses', ['security_events', 'read'], async (call) => {
    refuseUnanalyzed(call);
    const tool = textOf(call.query, 'tool_name');
    const ref = refOf(call, false);
    const found = call.repository.security.analyses.filter(
      (one) => (ref === null || one.ref === ref) && (tool === undefined || one.tool === tool),
    );
    const newest = call.query['direction'] === 'asc' ? found : found.toReversed();
    return page(
      call,
      newest.map((one) => analysisShape(call.stage.world, call.repository, one)),
    );
  }),

  forRepository(
    'GET /repos/{owner}/{repo}/secret-scanning/alerts',
    ['secret_scanning_alerts', 'read'],
    async (call) => {
      const found = alertsOf(call, 'secret_scanning').filter((one) => {
        const { state } = call.query;
        return state === undefined || (state === 'open') === (one.state === 'open');
      });
      return page(
        call,
        ordered(call, found).map((one) => secretAlertShape(call.stage.world, call.repository, one)),
      );
    },
  ),

  /** Its pages have no numbers. */
  forRepository('GET /repos/{owner}/{repo}/dependabot/alerts', ['vulnerability_alerts', 'read'], async (call) => {
    const wanted = textOf(call.query, 'severity')?.split(',');
    const found = alertsOf(call, 'dependencies').filter(
      (one) => isOfState(call, one) && (wanted === undefined || wanted.includes(one.severity ?? '')),
    );
    return byCursor(call, ordered(call, found), {
      cursorOf: ({ number }) => String(number),
      wrap: (list) => list.map((one) => dependencyAlertShape(call.stage.world, call.repository, one)),
    });
  }),
];

function alertsOf({ repository: { security } }: RepositoryCall, kind: AlertKind): readonly SecurityAlert[] {
  const off = security.off.get(kind);
  if (off !== undefined) throw new GitHubError(off.status, off.words);
  return security.alerts.filter((one) => one.kind === kind);
}

function refuseUnanalyzed(call: RepositoryCall): void {
  alertsOf(call, 'code_scanning');
  if (call.repository.security.analyses.length === 0) throw new GitHubError(404, 'no analysis found');
}

function refOf({ query, repository }: RepositoryCall, hasDefault: boolean): string | null {
  const ref = textOf(query, 'ref') ?? (hasDefault ? repository.defaultBranch : null);
  return ref === null || ref.startsWith('refs/') ? ref : `refs/heads/${ref}`;
}

function isOfState({ query }: RepositoryCall, { state }: SecurityAlert): boolean {
  const wanted = textOf(query, 'state');
  return wanted === undefined || wanted.split(',').includes(state);
}

function ordered({ query }: RepositoryCall, found: readonly SecurityAlert[]): readonly SecurityAlert[] {
  const newest = found.toSorted((a, b) =>
    query['sort'] === 'updated' ? b.updatedAt - a.updatedAt || b.number - a.number : b.number - a.number,
  );
  return query['direction'] === 'asc' ? newest.toReversed() : newest;
}
