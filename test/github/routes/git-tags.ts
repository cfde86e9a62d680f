/** Annotated tags of the git data API: objects of their own, with a signature behind their message. */
import { decodePerson } from '../git/object-format.ts';
import type { GitCommit, GitObject } from '../git-contract.ts';
import { nodeIdInRepository } from '../node-id.ts';
import { notFound } from '../server/github-error.ts';
import { forRepository, ok, type RepositoryCall, type Route } from '../server/route.ts';
import { gitUrl, verificationShape } from '../shapes/commit.ts';
import type { Shape } from '../shapes/owner.ts';

export const gitTagRoutes: readonly Route[] = [
  forRepository('GET /repos/{owner}/{repo}/git/tags/{tag_sha}', ['contents', 'read'], async (call) => {
    const object = await call.stage.world.git.readObject(call.repository.gitDir, call.path['tag_sha'] ?? '');
    if (object?.type !== 'tag') throw notFound();
    return ok(tagShape(call, object));
  }),
];

function tagShape({ stage, repository }: RepositoryCall, object: GitObject): Shape {
  const { world } = stage;
  const { fields, message } = readObject(object);
  const tagger = decodePerson(fields.get('tagger') ?? '');
  const [sha, type] = [fields.get('object') ?? '', fields.get('type') ?? ''];
  return {
    node_id: nodeIdInRepository('gitObject', repository.id, object.oid),
    tag: fields.get('tag') ?? '',
    sha: object.oid,
    url: gitUrl(world, repository, 'tags', object.oid),
    message,
    tagger,
    object: { sha, type, url: gitUrl(world, repository, `${type}s`, sha) },
    verification: verificationShape(world, repository, asSigned(object)),
  };
}

function readObject({ bytes }: GitObject): { fields: ReadonlyMap<string, string>; message: string } {
  const text = bytes.toString('utf8');
  const end = text.indexOf('\n\n');
  const lines = text.slice(0, end < 0 ? text.length : end).split('\n');
  const fields = new Map(lines.map((line) => [line.split(' ')[0] ?? '', line.slice(line.indexOf(' ') + 1)]));
  return { fields, message: end < 0 ? '' : text.slice(end + 2) };
}

const SIGNATURE = /^-----BEGIN (PGP|SSH) SIGNATURE-----$/m;

/** As far as a signature goes, a tag is a commit whose signature stands behind it. */
function asSigned(object: GitObject): GitCommit {
  const { fields } = readObject(object);
  const tagger = decodePerson(fields.get('tagger') ?? '');
  const at = object.bytes.toString('latin1').search(SIGNATURE);
  return {
    oid: object.oid,
    tree: '',
    parents: [],
    author: tagger,
    committer: tagger,
    message: '',
    signature: at < 0 ? null : object.bytes.toString('utf8', at),
    payload: at < 0 ? object.bytes : object.bytes.subarray(0, at),
  };
}
