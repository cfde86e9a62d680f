import { actorUser, canSee, isGranted } from '../access.ts';
import { moveRefs } from '../refs.ts';
import { isTakenForSecret } from '../rules.ts';
import { writeWebFlowCommit } from '../web-flow.ts';
import type { GitTreeChange, Repository } from '../world.ts';
import type { Context, Resolvers } from './context.ts';
import { notFound, refusal } from './error.ts';
import { commitValue } from './git-objects.ts';
import { assertWritable } from './query.ts';
import { refValue } from './repositories.ts';
import { Fields } from './value.ts';

/** What GitHub was seen to take at most, decoded. */
const MAX_CONTENT_BYTES = 40_000_000;

type Input = {
  readonly input: {
    readonly clientMutationId?: string | null;
    readonly branch: {
      readonly id?: string | null;
      readonly repositoryNameWithOwner?: string | null;
      readonly branchName?: string | null;
    };
    readonly expectedHeadOid: string;
    readonly message: { readonly headline: string; readonly body?: string | null };
    readonly fileChanges?: FileChanges | null;
  };
};

interface FileChanges {
  readonly additions?: readonly { readonly path: string; readonly contents: string }[] | null;
  readonly deletions?: readonly { readonly path: string }[] | null;
}

/**
 * One commit on top of the branch's expected head, written by the viewer, committed and signed by GitHub. It happens
 * whole or not at all; the branch moves by compare-and-swap and under the rules of any push.
 */
export const commitOnBranch: Resolvers<null> = {
  createCommitOnBranch: async (_root, { input }: Input, context) => {
    const { world, viewer } = context;
    const { repository, ref } = findBranch(context, input.branch);
    assertWritable(context, repository);
    const { expectedHeadOid: head } = input;
    if ((await world.git.readRef(repository.gitDir, ref)) !== head) throw stale(head);
    const message = readMessage(input.message);
    const changes = await readChanges(context, repository, head, input.fileChanges ?? {});
    const tree = await writeTree(context, repository, head, changes);
    const oid = await writeWebFlowCommit(world, repository, {
      tree,
      parents: [head],
      author: actorUser(viewer),
      message,
    });
    const outcome = await moveRefs(world, { repository, actor: viewer, updates: [{ ref, before: head, after: oid }] });
    if (outcome.kind === 'refused') throw refusal('UNPROCESSABLE', outcome.message);
    if (outcome.kind !== 'moved') throw stale(head);
    return new Fields({
      clientMutationId: input.clientMutationId ?? null,
      commit: () => commitValue(context, repository, oid),
      ref: () => refValue(context, repository, ref),
    });
  },
};

function stale(head: string): ReturnType<typeof refusal> {
  return refusal('STALE_DATA', `Expected branch to point to "${head}" but it did not.  Pull and try again.`);
}

function findBranch(
  { world, viewer }: Context,
  branch: Input['input']['branch'],
): { repository: Repository; ref: string } {
  const { id, repositoryNameWithOwner: fullName, branchName } = branch;
  if (typeof id === 'string') {
    const target = world.findNode(id);
    if (target?.kind !== 'ref' || !canSee(viewer, target.repository)) throw notFound('node', `global id of '${id}'`);
    if (!target.name.startsWith('refs/heads/')) throw refusal('UNPROCESSABLE', `${target.name} is not a branch.`);
    return { repository: target.repository, ref: target.name };
  }
  if (typeof fullName !== 'string' || typeof branchName !== 'string') {
    throw refusal('UNPROCESSABLE', 'A branch is named by its id, or by repositoryNameWithOwner and branchName.');
  }
  const [owner = '', name = ''] = fullName.split('/');
  const repository = world.findRepository(owner, name);
  if (repository === undefined || !canSee(viewer, repository)) throw notFound('Repository', `name '${fullName}'`);
  return { repository, ref: `refs/heads/${branchName.replace(/^refs\/heads\//, '')}` };
}

function readMessage({ headline, body }: Input['input']['message']): string {
  if (headline.trim() === '') throw refusal('UNPROCESSABLE', 'A commit message headline is required.');
  return body === undefined || body === null || body === '' ? headline : `${headline}\n\n${body}`;
}

async function readChanges(
  { world, viewer }: Context,
  repository: Repository,
  head: string,
  { additions, deletions }: FileChanges,
): Promise<readonly GitTreeChange[]> {
  const [added, deleted] = [additions ?? [], deletions ?? []];
  const paths = [...added, ...deleted].map(({ path }) => path);
  const twice = paths.find((path, at) => paths.indexOf(path, at + 1) >= 0);
  if (twice !== undefined) throw refusal('UNPROCESSABLE', `Path must be unique: ${twice}`);
  for (const path of paths) checkWorkflow({ viewer }, path);
  const contents = added.map(({ path, contents: text }) => ({ path, bytes: decode(path, text) }));
  if (contents.reduce((sum, { bytes }) => sum + bytes.length, 0) > MAX_CONTENT_BYTES) {
    throw refusal('UNPROCESSABLE', 'The contents of the file changes are too large.');
  }
  // As others saw it answer (changesets/action, pull request 391).
  if (contents.some(({ bytes }) => isTakenForSecret(world, bytes.toString('utf8'))))
    throw refusal('UNPROCESSABLE', 'Repository rule violations found\n\nSecret detected in content.\n\n');
  const changes: GitTreeChange[] = [];
  for (const { path } of deleted) {
    const entry = await world.git.findEntry(repository.gitDir, head, path);
    if (entry === null || path === '') {
      throw refusal(
        'UNPROCESSABLE',
        `A path was requested for deletion which does not exist as of commit oid \`${head}\``,
      );
    }
    changes.push({ path, mode: entry.mode, oid: null });
  }
  for (const { path, bytes } of contents) {
    const entry = await world.git.findEntry(repository.gitDir, head, path);
    const mode = entry?.type === 'blob' ? entry.mode : '100644';
    changes.push({ path, mode, oid: await world.git.writeBlob(repository.gitDir, bytes) });
  }
  return changes;
}

/** Changing workflows needs a permission of its own. */
function checkWorkflow({ viewer }: Pick<Context, 'viewer'>, path: string): void {
  if (
    !path.startsWith('.github/workflows/') ||
    viewer.kind === 'user' ||
    isGranted(viewer.permissions, 'workflows', 'write')
  )
    return;
  const message = `refusing to allow a GitHub App to create or update workflow \`${path}\` without \`workflows\` permission`;
  throw refusal('FORBIDDEN', message);
}

function decode(path: string, text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  const plain = text.replaceAll(/[\r\n]/g, '');
  if (bytes.toString('base64') !== plain)
    throw refusal('UNPROCESSABLE', `The contents of ${path} are not valid base64.`);
  return bytes;
}

async function writeTree(
  { world }: Context,
  repository: Repository,
  head: string,
  changes: readonly GitTreeChange[],
): Promise<string> {
  try {
    return await world.git.writeTree(repository.gitDir, head, changes);
  } catch (error) {
    throw refusal('UNPROCESSABLE', error instanceof Error ? error.message : String(error));
  }
}
