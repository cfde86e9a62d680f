import { runGit } from './line-process.ts';
import type { Oid } from './object-format.ts';
import type { OpenRepository } from './repository.ts';

/** The id that a revision names: object id, full ref, branch, tag, HEAD, or the beginning of an object id; else null. */
export async function resolveRevision(repository: OpenRepository, revision: string): Promise<Oid | null> {
  const { refs, network } = repository;
  if (/^[0-9a-f]{40}$/.test(revision) && (await network.store.has(revision))) return peel(repository, revision);
  const name = revision === 'HEAD' ? refs.head() : revision;
  const oid = [name, `refs/${name}`, `refs/heads/${name}`, `refs/tags/${name}`]
    .map((each) => refs.resolve(each))
    .find(Boolean);
  if (oid !== undefined && oid !== null) return peel(repository, oid);
  if (!/^[0-9a-f]{4,39}$/.test(revision)) return null;
  const args = ['rev-parse', '--verify', '--quiet', `${revision}^{object}`];
  const { code, stdout } = await runGit(repository.directory, args, { codes: [0, 1, 128] });
  return code === 0 ? peel(repository, stdout.toString('latin1').trim()) : null;
}

/** A tag's commit; everything else is itself. */
async function peel({ network }: OpenRepository, oid: Oid): Promise<Oid> {
  const object = await network.store.read(oid);
  return object?.type === 'tag' ? ((await network.store.commit(oid))?.oid ?? oid) : oid;
}
