/** Commits, comparisons and files of a repository. */
import { actorUser } from '../access.ts';
import type { GitCommit, GitTreeEntry } from '../git-contract.ts';
import { moveRefs } from '../refs.ts';
import { GitHubError, invalid, notFound } from '../server/github-error.ts';
import { type Answer, forRepository, ok, page, type RepositoryCall, type Route, textOf } from '../server/route.ts';
import { commitShape, fileShape, gitCommitShape, gitUrl } from '../shapes/commit.ts';
import type { Shape } from '../shapes/owner.ts';
import { pullRequestSimpleShape } from '../shapes/pull-request.ts';
import { repositoryHtmlUrl, repositoryUrl } from '../shapes/repository.ts';
import { personOf, writeWebFlowCommit } from '../web-flow.ts';
import type { Repository, World } from '../world.ts';

const read = ['contents', 'read'] as const;
const write = ['contents', 'write'] as const;
const maxCompareCommits = 250;
const maxCompareFiles = 300;
const maxFileBytes = 1024 * 1024;

export const commitRoutes: readonly Route[] = [
  forRepository('GET /repos/{owner}/{repo}/commits/{ref}', read, async (call) => {
    const { stage, repository, path, accept } = call;
    const commit = await findCommit(call, path['ref'] ?? '');
    if (accept.includes('vnd.github.sha'))
      return { status: 200, raw: Buffer.from(commit.oid), headers: { 'content-type': 'application/vnd.github.sha' } };
    const files = await stage.world.git.diff(repository.gitDir, commit.parents[0] ?? null, commit.oid, { patch: true });
    const additions = files.reduce((sum, file) => sum + file.additions, 0);
    const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
    return page(call, files.slice(0, 3_000), (list) => ({
      ...commitShape(stage.world, repository, commit),
      stats: { additions, deletions, total: additions + deletions },
      files: list.map((file) => fileShape(stage.world, repository, { file, commitOid: commit.oid })),
    }));
  }),

  forRepository('GET /repos/{owner}/{repo}/commits', read, async (call) => {
    const { stage, repository, query } = call;
    const start = await findCommit(call, textOf(query, 'sha') ?? repository.defaultBranch);
    const below = textOf(query, 'path');
    const path = below === undefined ? {} : { path: below };
    const oids = await stage.world.git.listCommits(repository.gitDir, [start.oid], [], path);
    const answer = page(call, oids);
    const commits = await stage.world.git.readCommits(repository.gitDir, answer.body as readonly string[]);
    return {
      ...answer,
      body: commits.flatMap((commit) => (commit === null ? [] : commitShape(stage.world, repository, commit))),
    };
  }),

  forRepository('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', ['pull_requests', 'read'], async (call) => {
    const { oid } = await findCommit(call, call.path['commit_sha'] ?? '');
    const { world } = call.stage;
    const found = [];
    for (const one of call.repository.pullRequests) {
      if (
        one.headOid === oid ||
        one.mergeCommitOid === oid ||
        (await world.git.isAncestor(call.repository.gitDir, oid, one.headOid))
      )
        found.push(one);
    }
    return page(call, found, (list) => list.map((one) => pullRequestSimpleShape(world, one)));
  }),

  forRepository('GET /repos/{owner}/{repo}/compare/{basehead}', read, compare),

  forRepository('GET /repos/{owner}/{repo}/contents/{path}', read, readContents),

  forRepository('PUT /repos/{owner}/{repo}/contents/{path}', write, writeContents),
];

async function findCommit({ stage, repository }: RepositoryCall, revision: string): Promise<GitCommit> {
  const { git } = stage.world;
  const refs = await git.listRefs(repository.gitDir, 'refs/heads/');
  if (refs.length === 0) throw new GitHubError(409, 'Git Repository is empty.');
  const oid = await git.resolve(repository.gitDir, revision);
  const commit = oid === null ? null : await git.readCommit(repository.gitDir, oid);
  if (commit === null) throw invalid(`No commit found for SHA: ${revision}`);
  return commit;
}

/** Without paging at most 250 commits; files on the first page only. */
async function compare(call: RepositoryCall): Promise<Answer> {
  const { stage, repository, path, query } = call;
  const { world } = stage;
  const basehead = path['basehead'] ?? '';
  const split = basehead.indexOf('...');
  if (split < 0) throw notFound();
  const base = await compared(call, basehead.slice(0, split));
  const head = await compared(call, basehead.slice(split + 3));
  const mergeBase = await world.git.mergeBase(repository.gitDir, base.oid, head.oid);
  const mergeBaseCommit = mergeBase === null ? null : await world.git.readCommit(repository.gitDir, mergeBase);
  if (mergeBaseCommit === null)
    throw new GitHubError(404, `No common ancestor between ${basehead.replace('...', ' and ')}.`);
  const { ahead, behind } = await world.git.countAheadBehind(repository.gitDir, base.oid, head.oid);
  const oids = (await world.git.listCommits(repository.gitDir, [head.oid], [base.oid])).toReversed();
  const isPaged = query['page'] !== undefined || query['per_page'] !== undefined;
  const shown = isPaged ? page(call, oids) : ok(oids.slice(-maxCompareCommits));
  const commits = await world.git.readCommits(repository.gitDir, shown.body as readonly string[]);
  const firstPage = Number(query['page'] ?? 1) === 1;
  const files = firstPage
    ? await world.git.diff(repository.gitDir, mergeBaseCommit.oid, head.oid, { patch: true })
    : [];
  const url = `${repositoryUrl(world, repository)}/compare/${basehead}`;
  const html = `${repositoryHtmlUrl(world, repository)}/compare/${basehead}`;
  const body = {
    url,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: commitShape(world, repository, base),
    merge_base_commit: commitShape(world, repository, mergeBaseCommit),
    status: statusOf(ahead, behind),
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: commits.flatMap((commit) => (commit === null ? [] : commitShape(world, repository, commit))),
    ...(firstPage
      ? {
          files: files.slice(0, maxCompareFiles).map((file) =>
            fileShape(world, repository, {
              file,
              commitOid: head.oid,
            }),
          ),
        }
      : {}),
  };
  return { ...shown, body };
}

/** `main`, an object id, or `owner:branch` of a fork. */
async function compared(call: RepositoryCall, name: string): Promise<GitCommit> {
  const { stage, repository } = call;
  const [owner, branch] = name.includes(':') ? name.split(':', 2) : [repository.owner.login, name];
  const at = [...stage.world.repositories.values()].find(
    (one) =>
      one.owner.login === owner && (one === repository || one.parent === repository || repository.parent === one),
  );
  const oid = at === undefined || branch === undefined ? null : await stage.world.git.resolve(at.gitDir, branch);
  if (at === undefined || oid === null) throw notFound();
  if (at !== repository) await stage.world.git.copyObjects(at.gitDir, repository.gitDir, oid);
  const commit = await stage.world.git.readCommit(repository.gitDir, oid);
  if (commit === null) throw notFound();
  return commit;
}

function statusOf(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) return 'diverged';
  if (ahead === 0 && behind === 0) return 'identical';
  return ahead > 0 ? 'ahead' : 'behind';
}

async function readContents(call: RepositoryCall): Promise<Answer> {
  const { stage, repository, path, query, accept } = call;
  const { git } = stage.world;
  const revision = textOf(query, 'ref') ?? repository.defaultBranch;
  const oid = await git.resolve(repository.gitDir, revision);
  if (oid === null)
    throw new GitHubError(
      404,
      query['ref'] === undefined ? 'This repository is empty.' : `No commit found for the ref ${revision}`,
    );
  const name = (path['path'] ?? '').replaceAll(/^\/|\/$/g, '');
  const entry = await git.findEntry(repository.gitDir, oid, name);
  if (entry === null) throw notFound();
  if (entry.type === 'tree') {
    const list = (await git.listTree(repository.gitDir, entry.oid)) ?? [];
    return ok(
      list
        .slice(0, 1_000)
        .map((one) => entryShape(call, { entry: one, path: name === '' ? one.path : `${name}/${one.path}`, revision })),
    );
  }
  const blob = await git.readObject(repository.gitDir, entry.oid);
  if (blob === null) throw notFound();
  if (accept.includes('raw'))
    return { status: 200, raw: blob.bytes, headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' } };
  const large = blob.bytes.length > maxFileBytes;
  const content = { encoding: large ? 'none' : 'base64', content: large ? '' : wrap(blob.bytes.toString('base64')) };
  return ok({ ...entryShape(call, { entry, path: name, revision }), ...content });
}

/** GitHub breaks base64 into lines. */
function wrap(base64: string): string {
  return base64.replaceAll(/.{60}/g, '$&\n');
}

function entryShape(
  { stage, repository }: RepositoryCall,
  { entry, path, revision }: { entry: GitTreeEntry; path: string; revision: string },
): Shape {
  const { world } = stage;
  const types = { blob: entry.mode === '120000' ? 'symlink' : 'file', tree: 'dir', commit: 'submodule' };
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const self = `${repositoryUrl(world, repository)}/contents/${encoded}?ref=${encodeURIComponent(revision)}`;
  const html = `${repositoryHtmlUrl(world, repository)}/${entry.type === 'tree' ? 'tree' : 'blob'}/${encodeURIComponent(revision)}/${encoded}`;
  const git = gitUrl(world, repository, entry.type === 'tree' ? 'trees' : 'blobs', entry.oid);
  return {
    type: types[entry.type],
    size: entry.size ?? 0,
    name: path.split('/').at(-1) ?? '',
    path,
    sha: entry.oid,
    url: self,
    git_url: git,
    html_url: html,
    download_url: entry.type === 'blob' ? html.replace('/blob/', '/raw/') : null,
    _links: {
      self,
      git,
      html,
    },
  };
}

async function writeContents(call: RepositoryCall): Promise<Answer> {
  const { stage, repository, actor, path, body } = call;
  const { world } = stage;
  const branch = textOf(body, 'branch') ?? repository.defaultBranch;
  const ref = `refs/heads/${branch}`;
  const tip = await world.git.readRef(repository.gitDir, ref);
  if (tip === null && (await world.git.listRefs(repository.gitDir, 'refs/heads/')).length > 0)
    throw new GitHubError(404, `Branch ${branch} not found`);
  const name = path['path'] ?? '';
  const existing = tip === null ? null : await world.git.findEntry(repository.gitDir, tip, name);
  if (existing !== null && body['sha'] === undefined) throw invalid('Invalid request.\n\n"sha" wasn\'t supplied.');
  if (existing !== null && body['sha'] !== existing.oid)
    throw new GitHubError(409, `${name} does not match ${String(body['sha'])}`);
  const oid = await world.git.writeBlob(repository.gitDir, Buffer.from(String(body['content']), 'base64'));
  const base = tip === null ? null : ((await world.git.readCommit(repository.gitDir, tip))?.tree ?? null);
  const tree = await world.git.writeTree(repository.gitDir, base, [{ path: name, mode: '100644', oid }]);
  const written = await commitContents(world, repository, { call, tree, parents: tip === null ? [] : [tip] });
  const outcome = await moveRefs(world, { repository, actor, updates: [{ ref, before: tip, after: written }] });
  if (outcome.kind === 'refused') throw new GitHubError(409, outcome.message);
  if (outcome.kind !== 'moved')
    throw new GitHubError(
      409,
      `is at ${String('current' in outcome ? outcome.current : '')} but expected ${tip ?? ''}`,
    );
  const entry = await world.git.findEntry(repository.gitDir, written, name);
  const commit = await world.git.readCommit(repository.gitDir, written);
  if (entry === null || commit === null) throw new Error(`${name} was written and is not there`);
  return ok(
    {
      content: entryShape(call, { entry, path: name, revision: branch }),
      commit: gitCommitShape(world, repository, commit),
    },
    existing === null ? 201 : 200,
  );
}

async function commitContents(
  world: World,
  repository: Repository,
  { call, tree, parents }: { call: RepositoryCall; tree: string; parents: readonly string[] },
): Promise<string> {
  const { actor, body } = call;
  const user = actorUser(actor);
  const message = String(body['message']);
  if (body['author'] === undefined && body['committer'] === undefined)
    return writeWebFlowCommit(world, repository, { tree, parents, author: user, message });
  const own = personOf(world, user);
  const committer = { ...own, ...(body['committer'] as object | undefined) };
  return world.git.writeCommit(repository.gitDir, {
    tree,
    parents,
    author: { ...committer, ...(body['author'] as object | undefined) },
    committer,
    message,
  });
}
