/** Git objects as REST shows them. */
import type { GitCommit, GitFileChange, GitPerson, GitRef } from '../git-contract.ts';
import { nodeIdInRepository } from '../node-id.ts';
import { verifyCommit } from '../signing/verify.ts';
import { type Repository, toGitHubTime, type World } from '../world.ts';
import { type Shape, userShape } from './owner.ts';
import { repositoryHtmlUrl, repositoryUrl } from './repository.ts';

/** A commit as the commits API shows it: with the accounts that GitHub finds by e-mail. */
export function commitShape(world: World, repository: Repository, commit: GitCommit): Shape {
  const url = `${repositoryUrl(world, repository)}/commits/${commit.oid}`;
  return {
    sha: commit.oid,
    node_id: nodeIdInRepository('gitObject', repository.id, commit.oid),
    commit: {
      ...gitPeople(commit),
      message: commit.message,
      tree: treeLink(world, repository, commit.tree),
      url: gitUrl(world, repository, 'commits', commit.oid),
      comment_count: 0,
      verification: verificationShape(world, repository, commit),
    },
    url,
    html_url: `${repositoryHtmlUrl(world, repository)}/commit/${commit.oid}`,
    comments_url: `${url}/comments`,
    author: account(world, commit.author),
    committer: account(world, commit.committer),
    parents: commit.parents.map((oid) =>
      parentLink(world, repository, oid, `${repositoryUrl(world, repository)}/commits/${oid}`),
    ),
  };
}

/** A commit as the git data API shows it. */
export function gitCommitShape(world: World, repository: Repository, commit: GitCommit): Shape {
  return {
    sha: commit.oid,
    node_id: nodeIdInRepository('gitObject', repository.id, commit.oid),
    url: gitUrl(world, repository, 'commits', commit.oid),
    html_url: `${repositoryHtmlUrl(world, repository)}/commit/${commit.oid}`,
    ...gitPeople(commit),
    message: commit.message,
    tree: treeLink(world, repository, commit.tree),
    parents: commit.parents.map((oid) => parentLink(world, repository, oid, gitUrl(world, repository, 'commits', oid))),
    verification: verificationShape(world, repository, commit),
  };
}

export function fileShape(
  world: World,
  repository: Repository,
  { file, commitOid }: { file: GitFileChange; commitOid: string },
): Shape {
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  const html = repositoryHtmlUrl(world, repository);
  return {
    sha: file.oid,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${html}/blob/${commitOid}/${path}`,
    raw_url: `${html}/raw/${commitOid}/${path}`,
    contents_url: `${repositoryUrl(world, repository)}/contents/${path}?ref=${commitOid}`,
    ...(file.patch === null ? {} : { patch: file.patch }),
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
  };
}

export function refShape(world: World, repository: Repository, ref: GitRef): Shape {
  return {
    ref: ref.name,
    node_id: nodeIdInRepository('ref', repository.id, ref.name),
    url: `${repositoryUrl(world, repository)}/git/${ref.name}`,
    object: { sha: ref.oid, type: ref.type, url: gitUrl(world, repository, `${ref.type}s`, ref.oid) },
  };
}

/** A commit inside check suites and other short forms. */
export function simpleCommitShape(commit: GitCommit): Shape {
  const short = ({ name, email }: GitPerson): Shape => ({ name, email });
  return {
    id: commit.oid,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: commit.committer.date,
    author: short(commit.author),
    committer: short(commit.committer),
  };
}

export function verificationShape(world: World, repository: Repository, commit: GitCommit): Shape {
  const { state, reason, verifiedAt } = verifyCommit(world, repository, commit);
  return {
    verified: state === 'VALID',
    reason,
    signature: commit.signature,
    payload: commit.signature === null ? null : commit.payload.toString('utf8'),
    verified_at: verifiedAt === null ? null : toGitHubTime(verifiedAt),
  };
}

export function gitUrl(world: World, repository: Repository, kind: string, oid: string): string {
  return `${repositoryUrl(world, repository)}/git/${kind}/${oid}`;
}

function gitPeople(commit: GitCommit): Shape {
  return { author: person(commit.author), committer: person(commit.committer) };
}

/** REST writes dates in UTC, whatever offset the commit carries. */
function person({ name, email, date }: GitPerson): Shape {
  return { name, email, date: toGitHubTime(Date.parse(date)) };
}

function account(world: World, { email }: GitPerson): Shape | null {
  const user = world.findUserByEmail(email);
  return user === undefined ? null : userShape(world, user);
}

function treeLink(world: World, repository: Repository, oid: string): Shape {
  return { sha: oid, url: gitUrl(world, repository, 'trees', oid) };
}

function parentLink(world: World, repository: Repository, oid: string, url: string): Shape {
  return { sha: oid, url, html_url: `${repositoryHtmlUrl(world, repository)}/commit/${oid}` };
}
