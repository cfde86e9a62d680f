import { readdirSync } from 'node:fs';
import { git } from './git-branch.ts';

/** Bytes in a pack by what the objects are, `tail` for example; with `, delta` those that are kept as what differs from another. */
export type PackBudget = ReadonlyMap<string, PackedObjects>;

interface PackedObjects {
  readonly objects: number;
  readonly bytes: number;
}

/** The repository's only pack. What is not reachable from `branch` is not there any more. */
export function packBudget(gitDir: string, branch: string): PackBudget {
  const paths = new Map(
    git(gitDir, ['rev-list', '--objects', branch])
      .split('\n')
      .map((line) => [line.slice(0, 40), line.slice(41)] as const),
  );
  const folder = `${gitDir}/objects/pack`;
  const index = readdirSync(folder).find((name) => name.endsWith('.idx')) ?? '';
  const budget = new Map<string, PackedObjects>();
  for (const line of git(gitDir, ['verify-pack', '-v', `${folder}/${index}`]).split('\n')) {
    const [oid = '', type = '', , bytes, , depth] = line.split(/\s+/);
    if (oid.length !== 40) continue;
    const name = `${nameOf(type, paths.get(oid) ?? '')}${depth === undefined ? '' : ', delta'}`;
    const { objects: count, bytes: sum } = budget.get(name) ?? { objects: 0, bytes: 0 };
    budget.set(name, { objects: count + 1, bytes: sum + Number(bytes) });
  }
  return budget;
}

/** What came since, for each pull request, the largest first. */
export function showBudget(before: PackBudget, after: PackBudget, pullRequests: number): string {
  const rows = [...after].map(([name, { objects, bytes }]) => {
    const old = before.get(name) ?? { objects: 0, bytes: 0 };
    const [count, sum] = [objects - old.objects, bytes - old.bytes];
    return { name, objects: count / pullRequests, bytes: sum / pullRequests, each: count === 0 ? 0 : sum / count };
  });
  return rows
    .filter(({ bytes }) => bytes >= 1)
    .toSorted((a, b) => b.bytes - a.bytes)
    .map(
      ({ name, objects, bytes, each }) =>
        `  ${bytes.toFixed(0).padStart(6)} B  ${objects.toFixed(2).padStart(6)} × ${each.toFixed(0).padStart(5)} B  ${name}`,
    )
    .join('\n');
}

function nameOf(type: string, path: string): string {
  if (type === 'commit') return 'commits, with their signatures';
  const [top = '', ...below] = path.split('/');
  const isEvidence = /^[0-9a-f]{2}$/.test(top);
  if (type === 'tree' && path === '') return 'the trees at the top';
  if (type === 'tree') return isEvidence ? `trees ${below.length === 0 ? '<aa>' : '<aa>/<bb>'}` : `trees ${top}`;
  return isEvidence ? 'evidence' : top;
}
