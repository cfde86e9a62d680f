import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { BranchChange, LedgerBranch } from '../../../src/app/ports.ts';

/** GitHub signs with RSA and 4,096 bits: an OpenPGP packet of 543 bytes, none of which can be compressed. */
const SIGNATURE_BYTES = 543;
/** In base64, which zlib takes back to little more than it was. */
export const SIGNATURE_PACKED = 560;

/** A ledger branch in a local bare repository, with commits as GitHub makes them for an app. */
export function gitBranch(gitDir: string, branch: string): LedgerBranch {
  const ref = `refs/heads/${branch}`;
  let head: string | null = null;
  const write = async (change: BranchChange): Promise<string> => {
    const tree = writeTree(gitDir, head, change);
    const commit = commitText({ tree, parent: head, message: change.message });
    head = git(gitDir, ['hash-object', '-t', 'commit', '-w', '--stdin'], commit).trim();
    git(gitDir, ['update-ref', ref, head]);
    return await Promise.resolve(head);
  };
  const none = (): never => {
    throw new Error('the bench changes no branch behind the app');
  };
  return {
    head: async () => await Promise.resolve(head),
    commit: write,
    birth: write,
    read: none,
    files: none,
    between: none,
    replace: none,
  };
}

export function git(gitDir: string, args: readonly string[], input: string | Buffer = ''): string {
  return execFileSync('git', ['--git-dir', gitDir, ...args], { input, encoding: 'utf8', maxBuffer: 1e9 });
}

/** Through fast-import, on a ref that nobody looks at. */
function writeTree(gitDir: string, head: string | null, { additions, deletions }: BranchChange): string {
  const scratch = 'refs/scratch';
  const parts: Buffer[] = [
    Buffer.from(`commit ${scratch}\ncommitter A <a@b> 0 +0000\ndata 0\n${head === null ? '' : `from ${head}\n`}`),
    ...deletions.map((path) => Buffer.from(`D ${path}\n`)),
    ...additions.flatMap(({ path, bytes }) => [
      Buffer.from(`M 100644 inline ${path}\ndata ${bytes.length}\n`),
      Buffer.from(bytes),
      Buffer.from('\n'),
    ]),
    Buffer.from('\n'),
  ];
  git(gitDir, ['fast-import', '--quiet', '--force', '--date-format=raw'], Buffer.concat(parts));
  const tree = git(gitDir, ['rev-parse', `${scratch}^{tree}`]).trim();
  git(gitDir, ['update-ref', '-d', scratch]);
  return tree;
}

interface Commit {
  readonly tree: string;
  readonly parent: string | null;
  readonly message: BranchChange['message'];
}

let second = 1_795_270_200;

function commitText({ tree, parent, message }: Commit): string {
  second += 10;
  const lines = (
    randomBytes(SIGNATURE_BYTES)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  ).map((line) => ` ${line}`);
  return [
    `tree ${tree}`,
    ...(parent === null ? [] : [`parent ${parent}`]),
    `author countersign[bot] <171234567+countersign[bot]@users.noreply.github.com> ${second} +0000`,
    `committer GitHub <noreply@github.com> ${second} +0000`,
    'gpgsig -----BEGIN PGP SIGNATURE-----',
    ' ',
    ...lines,
    ' -----END PGP SIGNATURE-----',
    ' ',
    '',
    `${message.headline}\n\n${message.body}`,
  ].join('\n');
}

/** Bytes of the packs after `git repack -adq`, as GitHub packs: plain, not `--aggressive`. Indexes are not counted. */
export function packedBytes(gitDir: string): number {
  git(gitDir, ['repack', '-adq']);
  git(gitDir, ['prune', '--expire=now']);
  const [, kilobytes] = /^size-pack: (\d+)$/m.exec(git(gitDir, ['count-objects', '-v'])) ?? [];
  return Number(kilobytes) * 1024;
}
