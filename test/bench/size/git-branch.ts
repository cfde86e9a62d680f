import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import type { BranchChange, LedgerBranch } from '../../../src/app/ports.ts';

/** What stands before the signature itself in GitHub's OpenPGP packets: version, algorithms, when, and by which key. */
const PACKET = 'c2c15c04000108001005026921f0f00910b5690eeebb952194';
/** GitHub signs with RSA and 4,096 bits, none of which can be compressed. */
const SIGNATURE_BYTES = 512;

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
    assertHead: async () => await Promise.resolve(),
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

/** Bytes in a pack that GitHub's signature of a commit takes; no commit is kept as what differs from another. */
export function packedSignature(): number {
  const id = randomBytes(20).toString('hex');
  const text = commitText({ tree: id, parent: id, message: { headline: 'ledger: 1 entry (7) [skip ci]', body: '' } });
  return deflateSync(text).length - deflateSync(text.replace(/^gpgsig (.*\n )*.*\n/m, '')).length;
}

function commitText({ tree, parent, message }: Commit): string {
  second += 10;
  // Two bytes of the hash, and how many bits the number has.
  const packet = Buffer.concat([Buffer.from(PACKET, 'hex'), randomBytes(2), Buffer.from([16, 0])]);
  const armor = Buffer.concat([packet, randomBytes(SIGNATURE_BYTES)]).toString('base64');
  const lines = (armor.match(/.{1,64}/g) ?? []).map((line) => ` ${line}`);
  return [
    `tree ${tree}`,
    ...(parent === null ? [] : [`parent ${parent}`]),
    `author countersign[bot] <171234567+countersign[bot]@users.noreply.github.com> ${second} +0000`,
    `committer GitHub <noreply@github.com> ${second} +0000`,
    'gpgsig -----BEGIN PGP SIGNATURE-----',
    ' ',
    ...lines,
    ` =${randomBytes(3).toString('base64')}`,
    ' -----END PGP SIGNATURE-----',
    ' ',
    '',
    `${message.headline}\n\n${message.body}`,
  ].join('\n');
}

/** Objects that git compares each one with: the default, and that of `git gc --aggressive`. */
export const WINDOWS = { plain: 10, aggressive: 250 } as const;

/**
 * Bytes of the pack, without its index. `-f`: as if these objects had come one by one, whatever this bench's way of writing
 * them left behind.
 */
export function packedBytes(gitDir: string, window: number = WINDOWS.plain): number {
  git(gitDir, ['repack', '-adfq', `--window=${window}`]);
  git(gitDir, ['prune', '--expire=now']);
  const folder = `${gitDir}/objects/pack`;
  const packs = readdirSync(folder).filter((name) => name.endsWith('.pack'));
  return packs.reduce((sum, name) => sum + statSync(`${folder}/${name}`).size, 0);
}
