import { Fault } from '../../base/fault.ts';
import { CatFile } from '../../git/cat-file.ts';
import type { Repository } from '../../git/git.ts';
import { listTree, type TreeEntry } from '../../git/tree.ts';
import { readInputFile } from '../input-file.ts';
import { shortOid } from '../text.ts';

export const POLICY_PATH = '.github/countersign.yml';

/** Enough to tell the size of a file that is far too large. */
const BYTES_READ = 1024 * 1024;

/** The bytes of the policy that judges, and where they come from. */
export interface PolicySource {
  readonly bytes: Uint8Array;
  /** Path as the user gave it, or in the repository. */
  readonly path: string;
  /** The commit that it was read from; null for a file given by `--policy`. */
  readonly commit: string | null;
}

/** The file that the user names, whatever the repository says. Throws Fault `cli.unreadable`. */
export async function readPolicyFile(path: string): Promise<PolicySource> {
  return { bytes: (await readInputFile(path, BYTES_READ)).bytes, path, commit: null };
}

/**
 * The policy of the base, never of what is proposed: otherwise a change could bring its own. Throws Fault
 * `cli.unreadable` when there is none.
 */
export async function readBasePolicy(
  repository: Repository,
  base: { readonly text: string; readonly oid: string },
): Promise<PolicySource> {
  const where = `${POLICY_PATH} at ${base.text} (${shortOid(base.oid)})`;
  const found: TreeEntry[] = [];
  for await (const entry of listTree(repository, base.oid, POLICY_PATH)) found.push(entry);
  const [file] = found;
  if (file === undefined)
    throw new Fault('cli.unreadable', `There is no ${where}`, { next: 'Name a policy: --policy FILE.' });
  if (!file.mode.startsWith('100'))
    throw new Fault('cli.unreadable', `${where} is not a file`, { next: 'Name a policy: --policy FILE.' });
  const cat = new CatFile(repository, BYTES_READ);
  try {
    const read = await cat.read(file.oid);
    if (read.state === 'found') return { bytes: read.bytes, path: POLICY_PATH, commit: base.oid };
    const reason = read.state === 'missing' ? 'this clone lacks its content' : `it has ${read.size} bytes`;
    throw new Fault('cli.unreadable', `${where} cannot be read: ${reason}`, { next: 'Name a policy: --policy FILE.' });
  } finally {
    cat.close();
  }
}
