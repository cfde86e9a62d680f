/** The git data API: blobs, trees, commits and refs. */
import { actorUser } from '../access.ts';
import type { GitPerson } from '../git-contract.ts';
import { nodeIdInRepository } from '../node-id.ts';
import { moveRefs } from '../refs.ts';
import { isTakenForSecret } from '../rules.ts';
import { GitHubError, invalid, notFound } from '../server/github-error.ts';
import { forRepository, ok, type RepositoryCall, type Route } from '../server/route.ts';
import { gitCommitShape, gitUrl, refShape } from '../shapes/commit.ts';
import { personOf, writeWebFlowCommit } from '../web-flow.ts';

const read = ['contents', 'read'] as const;
const write = ['contents', 'write'] as const;
/** `GET /git/trees` with `recursive` lists no more than these. */
const maxTreeEntries = 100_000;

interface TreeItem {
  readonly path: string;
  readonly mode: string;
  readonly sha?: string | null;
  readonly content?: string;
}

export const gitDataRoutes: readonly Route[] = [
  forRepository('POST /repos/{owner}/{repo}/git/blobs', write, async (call) => {
    await refuseEmpty(call);
    const { stage, repository, body } = call;
    const bytes = Buffer.from(String(body['content']), body['encoding'] === 'base64' ? 'base64' : 'utf8');
    if (isTakenForSecret(stage.world, bytes.toString('utf8')))
      throw new GitHubError(409, 'Repository rule violations found\n\nSecret detected in content\n\n');
    const sha = await stage.world.git.writeBlob(repository.gitDir, bytes);
    return ok({ sha, url: gitUrl(stage.world, repository, 'blobs', sha) }, 201);
  }),

  forRepository('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', read, async ({ stage, repository, path, accept }) => {
    const sha = path['file_sha'] ?? '';
    const blob = await stage.world.git.readObject(repository.gitDir, sha);
    if (blob === null || blob.type !== 'blob') throw notFound();
    if (accept.includes('raw'))
      return { status: 200, raw: blob.bytes, headers: { 'content-type': 'application/vnd.github.raw' } };
    const content = blob.bytes.toString('base64');
    const nodeId = nodeIdInRepository('gitObject', repository.id, sha);
    return ok({
      sha,
      node_id: nodeId,
      size: blob.bytes.length,
      url: gitUrl(stage.world, repository, 'blobs', sha),
      content,
      encoding: 'base64',
    });
  }),

  forRepository('POST /repos/{owner}/{repo}/git/trees', write, async (call) => {
    await refuseEmpty(call);
    const { stage, repository, body } = call;
    const base = typeof body['base_tree'] === 'string' ? await treeOf(call, body['base_tree']) : null;
    const changes = [];
    for (const item of body['tree'] as readonly TreeItem[]) changes.push(await readTreeItem(call, item));
    const sha = await stage.world.git.writeTree(repository.gitDir, base, changes).catch((error: unknown) => {
      throw invalid(error instanceof Error ? error.message : 'tree.sha is not valid');
    });
    return ok(await treeShape(call, sha, false), 201);
  }),

  forRepository('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', read, async (call) => {
    await refuseEmpty(call);
    const sha = await call.stage.world.git.resolve(call.repository.gitDir, call.path['tree_sha'] ?? '');
    return ok(await treeShape(call, sha ?? call.path['tree_sha'] ?? '', call.query['recursive'] !== undefined));
  }),

  forRepository('POST /repos/{owner}/{repo}/git/commits', write, async (call) => {
    await refuseEmpty(call);
    const { stage, repository } = call;
    const oid = await writeCommit(call);
    const commit = await stage.world.git.readCommit(repository.gitDir, oid);
    if (commit === null) throw new Error(`commit ${oid} was written and is not there`);
    return ok(gitCommitShape(stage.world, repository, commit), 201);
  }),

  forRepository('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', read, async ({ stage, repository, path }) => {
    const commit = await stage.world.git.readCommit(repository.gitDir, path['commit_sha'] ?? '');
    if (commit === null) throw notFound();
    return ok(gitCommitShape(stage.world, repository, commit));
  }),

  forRepository('GET /repos/{owner}/{repo}/git/ref/{ref}', read, async (call) => {
    await refuseEmpty(call);
    return ok(await namedRef(call));
  }),

  forRepository('GET /repos/{owner}/{repo}/git/matching-refs/{ref}', read, async (call) => {
    await refuseEmpty(call);
    const { stage, repository, path } = call;
    const refs = await stage.world.git.listRefs(repository.gitDir, `refs/${path['ref'] ?? ''}`);
    return ok(refs.map((ref) => refShape(stage.world, repository, ref)));
  }),

  forRepository('POST /repos/{owner}/{repo}/git/refs', write, async (call) => {
    await refuseEmpty(call);
    const { stage, repository, body } = call;
    const [ref, sha] = [String(body['ref']), String(body['sha'])];
    if (!ref.startsWith('refs/') || ref.split('/').length < 3)
      throw invalid("Reference name must start with 'refs' and have at least two slashes");
    await refuseUnknown(call, sha);
    if ((await stage.world.git.readRef(repository.gitDir, ref)) !== null) throw invalid('Reference already exists');
    await move(call, { ref, before: null, after: sha, fastForwardOnly: false });
    return ok(await namedRef({ ...call, path: { ...call.path, ref: ref.slice('refs/'.length) } }), 201);
  }),

  forRepository('PATCH /repos/{owner}/{repo}/git/refs/{ref}', write, async (call) => {
    await refuseEmpty(call);
    const { stage, repository, body, path } = call;
    const ref = `refs/${path['ref'] ?? ''}`;
    if ((await stage.world.git.readRef(repository.gitDir, ref)) === null) throw invalid('Reference does not exist');
    await refuseUnknown(call, String(body['sha']));
    await move(call, { ref, after: String(body['sha']), fastForwardOnly: body['force'] !== true });
    return ok(await namedRef(call));
  }),

  forRepository('DELETE /repos/{owner}/{repo}/git/refs/{ref}', write, async (call) => {
    const { stage, repository, path } = call;
    const ref = `refs/${path['ref'] ?? ''}`;
    if ((await stage.world.git.readRef(repository.gitDir, ref)) === null) throw invalid('Reference does not exist');
    await move(call, { ref, after: null, fastForwardOnly: false });
    return { status: 204 };
  }),
];

/** The git data API answers 409 as long as a repository is empty. */
async function refuseEmpty({ stage, repository }: RepositoryCall): Promise<void> {
  const refs = await stage.world.git.listRefs(repository.gitDir, 'refs/');
  if (refs.length === 0) throw new GitHubError(409, 'Git Repository is empty.');
}

async function refuseUnknown({ stage, repository }: RepositoryCall, sha: string): Promise<void> {
  if (!/^[0-9a-f]{40}$/.test(sha))
    throw invalid('Invalid request.\n\nThe sha parameter must be exactly 40 characters and contain only [0-9a-f].');
  if ((await stage.world.git.readObject(repository.gitDir, sha)) === null) throw invalid('Object does not exist');
}

async function namedRef({ stage, repository, path }: RepositoryCall): Promise<unknown> {
  const name = `refs/${path['ref'] ?? ''}`;
  const ref = (await stage.world.git.listRefs(repository.gitDir, name)).find((one) => one.name === name);
  if (ref === undefined) throw notFound();
  return refShape(stage.world, repository, ref);
}

interface Move {
  readonly ref: string;
  readonly before?: string | null;
  readonly after: string | null;
  readonly fastForwardOnly: boolean;
}

async function move({ stage, repository, actor }: RepositoryCall, { fastForwardOnly, ...update }: Move): Promise<void> {
  const outcome = await moveRefs(stage.world, { repository, actor, updates: [update], fastForwardOnly });
  if (outcome.kind === 'refused') throw invalid(outcome.message);
  if (outcome.kind === 'not-fast-forward') throw invalid('Update is not a fast forward');
  if (outcome.kind === 'stale')
    throw invalid(update.before === null ? 'Reference already exists' : 'Reference update failed');
}

async function treeOf({ stage, repository }: RepositoryCall, sha: string): Promise<string> {
  const object = await stage.world.git.readObject(repository.gitDir, sha);
  const commit = object?.type === 'commit' ? await stage.world.git.readCommit(repository.gitDir, sha) : null;
  if (object === null || (object.type !== 'tree' && commit === null)) throw notFound();
  return commit?.tree ?? sha;
}

async function readTreeItem(
  { stage, repository }: RepositoryCall,
  item: TreeItem,
): Promise<{ path: string; mode: string; oid: string | null }> {
  const { path, mode, sha, content } = item;
  if (sha !== undefined && content !== undefined)
    throw invalid('Must supply either tree.sha or tree.content, not both');
  if (content === undefined && sha === undefined) throw invalid('Must supply tree.sha or tree.content');
  const oid =
    content === undefined ? (sha ?? null) : await stage.world.git.writeBlob(repository.gitDir, Buffer.from(content));
  return { path, mode, oid };
}

async function treeShape({ stage, repository }: RepositoryCall, sha: string, recursive: boolean): Promise<unknown> {
  const { world } = stage;
  const entries = await world.git.listTree(repository.gitDir, sha, { recursive });
  if (entries === null) throw notFound();
  const tree = entries.slice(0, maxTreeEntries).map(({ path, mode, type, oid, size }) => ({
    path,
    mode,
    type,
    sha: oid,
    ...(size === null ? {} : { size }),
    ...(type === 'commit' ? {} : { url: gitUrl(world, repository, `${type}s`, oid) }),
  }));
  return { sha, url: gitUrl(world, repository, 'trees', sha), tree, truncated: entries.length > maxTreeEntries };
}

/**
 * With an author, a committer or a signature of the caller's choice GitHub stores what it is given. Without any, an
 * app's commit is GitHub's own and signed; a person's is not.
 */
async function writeCommit(call: RepositoryCall): Promise<string> {
  const { stage, repository, actor, body } = call;
  const { git } = stage.world;
  const parents = (body['parents'] ?? []) as readonly string[];
  const tree = String(body['tree']);
  if ((await git.readObject(repository.gitDir, tree))?.type !== 'tree') throw invalid('Tree SHA does not exist');
  for (const parent of parents) {
    if ((await git.readCommit(repository.gitDir, parent)) === null)
      throw invalid('Parent SHA does not exist or is not a commit object');
  }
  const message = String(body['message']);
  const user = actorUser(actor);
  const given = { author: body['author'], committer: body['committer'], signature: body['signature'] };
  if (actor.kind === 'installation' && Object.values(given).every((one) => one === undefined)) {
    return writeWebFlowCommit(stage.world, repository, { tree, parents, author: user, message });
  }
  const author = { ...personOf(stage.world, user), ...(given.author as Partial<GitPerson> | undefined) };
  const committer = { ...author, ...(given.committer as Partial<GitPerson> | undefined) };
  const signature = typeof given.signature === 'string' ? given.signature : null;
  return git.writeCommit(repository.gitDir, { tree, parents, author, committer, message }, () => signature);
}
