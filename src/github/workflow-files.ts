import { Fault } from '../base/fault.ts';
import type { Api } from './api.ts';
import { readOid } from './facts/commits.ts';
import { requireWhole } from './graphql-answer.ts';
import { type Place, sameRepository } from './place.ts';
import type { Reader } from './reader.ts';
import { readJobs, type WorkflowJob } from './workflow-jobs.ts';

const FOLDER = '.github/workflows';
/** As of a policy file. */
const MOST_BYTES = 64 * 1024;
const MOST_FILES = 100;

/** The shape of app/ports.ts, WorkflowFiles. */
export interface WorkflowFiles {
  readonly branch: string;
  readonly commit: string;
  readonly files: readonly WorkflowFile[];
  readonly omitted: number;
}

export interface WorkflowFile {
  readonly path: string;
  readonly jobs: readonly WorkflowJob[] | null;
  readonly why: 'too-large' | 'no-text' | 'no-yaml' | 'no-workflow' | null;
}

/**
 * What the workflow files at a commit (null: the tip of the default branch) say of jobs. Null: the repository is empty, or
 * the commit is gone. What stands in folders below is no workflow to GitHub.
 */
export async function readWorkflowFiles(
  api: Api,
  { id, owner, name }: Place['repository'],
  commit: string | null,
): Promise<WorkflowFiles | null> {
  const variables = { owner, name, expression: `${commit ?? 'HEAD'}:${FOLDER}`, at: commit ?? 'HEAD' };
  const data = requireWhole(await api.graphql(QUERY, variables), 'workflow files');
  const repository = sameRepository(data.at('repository'), id);
  const branch = repository.at('defaultBranchRef');
  const oid = repository.at('at').at('oid');
  if (branch.isNothing || oid.isNothing) return null;
  const entries =
    repository
      .at('folder')
      .at('entries')
      .maybe((list) => list.list()) ?? [];
  const workflows = entries.filter(isWorkflow);
  return {
    branch: branch.at('name').text(),
    commit: readOid(oid),
    files: workflows.slice(0, MOST_FILES).map(readFile),
    omitted: Math.max(0, workflows.length - MOST_FILES),
  };
}

const QUERY = `query WorkflowFiles($owner: String!, $name: String!, $at: String!, $expression: String!) {
  repository(owner: $owner, name: $name) {
    databaseId
    defaultBranchRef { name }
    at: object(expression: $at) { ... on Commit { oid } }
    folder: object(expression: $expression) {
      ... on Tree {
        entries { name mode object { ... on Blob { byteSize isBinary isTruncated text } } }
      }
    }
  }
}`;

const isWorkflow = (entry: Reader): boolean =>
  /\.ya?ml$/.test(entry.at('name').text()) && !entry.at('object').at('byteSize').isNothing;

function readFile(entry: Reader): WorkflowFile {
  const path = `${FOLDER}/${entry.at('name').text()}`;
  const blob = entry.at('object');
  const unreadable = (why: NonNullable<WorkflowFile['why']>): WorkflowFile => ({ path, jobs: null, why });
  if (blob.at('byteSize').count() > MOST_BYTES) return unreadable('too-large');
  const isText = blob.at('isBinary').maybe((flag) => flag.flag()) !== true && blob.at('text').isText;
  // The text of a symbolic link is a path.
  if (!isText || (entry.at('mode').count() & 0o170000) !== 0o100000) return unreadable('no-text');
  if (blob.at('isTruncated').flag())
    throw new Fault('github.incomplete', 'GitHub shows only a part of a workflow file');
  const read = readJobs(blob.at('text').text());
  return 'why' in read ? unreadable(read.why) : { path, jobs: read.jobs, why: null };
}
