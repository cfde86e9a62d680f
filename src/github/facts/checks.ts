import type { CheckFacts } from '../../policy/facts.ts';
import type { Reader } from '../reader.ts';
import { readCheckState, readStatusState } from './check-state.ts';
import { readTime } from './commits.ts';

/** GraphQL, on a StatusCheckRollupContext: a check run or a commit status. Needs `checks` and `statuses` to be readable. */
export const checkFields = `__typename
  ... on CheckRun { databaseId name status conclusion
    checkSuite { id app { databaseId slug } workflowRun { event workflow { databaseId } } } }
  ... on StatusContext { context state createdAt }`;

/**
 * What machines said of a commit. A suite keeps the runs that were made before it was asked for again, so the newest of
 * each name in it counts, by GitHub's number: times are written by the app. Two suites with a run of one name are two
 * checks, unless a workflow ran twice for one kind of event (a title was edited, a label set): then the later one counts.
 * Of our own app nothing is listed: a rule about our check would wait for itself.
 */
export function readChecks(nodes: readonly Reader[], ownApp: number): readonly CheckFacts[] {
  const newest = new Map<string, Numbered>();
  const statuses = new Map<string, Numbered>();
  for (const node of nodes) {
    if (node.at('__typename').text() === 'CheckRun') keepNewest(newest, readRun(node));
    else keepNewest(statuses, readStatus(node));
  }
  return [...newest.values(), ...statuses.values()].map(({ check }) => check).filter(({ app }) => app?.id !== ownApp);
}

interface Numbered {
  readonly key: string;
  /** Larger is newer. */
  readonly number: number;
  readonly check: CheckFacts;
}

function keepNewest(known: Map<string, Numbered>, found: Numbered): void {
  const before = known.get(found.key);
  if (before === undefined || before.number <= found.number) known.set(found.key, found);
}

function readRun(run: Reader): Numbered {
  const suite = run.at('checkSuite');
  const name = run.at('name').text();
  const check: CheckFacts = {
    source: 'check_run',
    name,
    app: suite.at('app').maybe((app) => ({ id: app.at('databaseId').count(), slug: app.at('slug').text() })),
    state: readCheckState(run),
  };
  return { key: JSON.stringify([...sourceOf(suite), name]), number: run.at('databaseId').count(), check };
}

/** Where the app may not read Actions, no workflow is known, and each suite is a source of its own. */
function sourceOf(suite: Reader): readonly (string | number)[] {
  const run = suite.at('workflowRun').maybe((one) => one);
  const id =
    run
      ?.at('workflow')
      .at('databaseId')
      .maybe((number) => number.count()) ?? null;
  return run === null || id === null ? [suite.at('id').text()] : [id, run.at('event').text()];
}

function readStatus(status: Reader): Numbered {
  const name = status.at('context').text();
  const state = readStatusState(status);
  const at = readTime(status.at('createdAt'));
  return { key: name, number: at, check: { source: 'status', name, app: null, state } };
}
