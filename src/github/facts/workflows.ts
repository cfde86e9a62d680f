import type { WorkflowFacts } from '../../policy/facts.ts';
import type { Reader } from '../reader.ts';
import { readCheckState } from './check-state.ts';

/** GraphQL, on a CheckSuite: each run of GitHub Actions has one. Reading `workflowRun` needs the permission `actions`. */
export const workflowFields =
  'status conclusion workflowRun { databaseId event file { path repositoryName } workflow { name } }';

type Names = { readonly owner: string; readonly name: string };

/** The runs of GitHub Actions among a commit's check suites, oldest first; the suites of other apps have none. */
export function readWorkflows(suites: readonly Reader[], repository: Names): readonly WorkflowFacts[] {
  return suites.flatMap((suite) => readRun(suite, repository) ?? []).toSorted((a, b) => a.run - b.run);
}

function readRun(suite: Reader, repository: Names): WorkflowFacts | null {
  return suite.at('workflowRun').maybe((run) => ({
    path: run.at('file').maybe((file) => readPath(file, repository)),
    name: run.at('workflow').at('name').text(),
    event: run.at('event').text(),
    run: run.at('databaseId').count(),
    // The suite's: it goes back to queued when the run is started again.
    state: readCheckState(suite),
  }));
}

/**
 * A workflow that an organisation requires is kept in another repository, and one there may have the path of one here.
 * GitHub does not say in which form it writes the repository (schema: "name and owner", an URI), so its end decides.
 */
function readPath(file: Reader, { owner, name }: Names): string | null {
  const [foundOwner, foundName] = file.at('repositoryName').text().toLowerCase().split('/').slice(-2);
  const isHere = foundOwner === owner.toLowerCase() && foundName === name.toLowerCase();
  return isHere ? file.at('path').text() : null;
}
