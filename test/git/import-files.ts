import { execFileSync } from 'node:child_process';

/** One commit without history that holds these files and nothing else, on a branch of a repository on this disk. */
export function importFiles(gitDir: string, branch: string, files: ReadonlyMap<string, Uint8Array>): void {
  const stream = [
    Buffer.from(`reset refs/heads/${branch}\n\ncommit refs/heads/${branch}\n`),
    Buffer.from('committer app <app@example.org> 1700000000 +0000\ndata 8\nevidence\n'),
    ...[...files].flatMap(([path, bytes]) => [
      Buffer.from(`M 100644 inline ${path}\ndata ${bytes.length}\n`),
      bytes,
      Buffer.from('\n'),
    ]),
  ];
  execFileSync('git', ['-C', gitDir, 'fast-import', '--quiet', '--force'], { input: Buffer.concat(stream) });
}
