import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** The package as `npm run build` makes it, in a directory of its own: nobody's dist/ is touched. */
export interface BuiltPackage extends Disposable {
  /** With package.json and dist/. */
  readonly path: string;
  /** A project beside it, in which the package and what it depends on are installed. */
  readonly consumer: string;
}

const INPUTS = [
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'src',
  'scripts',
  'schema',
  'app.yml',
  '.env.example',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'SECURITY.md',
] as const;

export async function buildPackage(): Promise<BuiltPackage> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-package-'));
  const path = join(folder, 'countersign');
  for (const input of INPUTS) cpSync(join(root, input), join(path, input), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'));
  await run(process.execPath, ['scripts/build.ts'], { cwd: path, env: { PATH: pathOf(root) } }).catch(
    ({ stdout }: { readonly stdout: string }) => {
      throw new Error(stdout);
    },
  );
  const consumer = join(folder, 'consumer');
  mkdirSync(join(consumer, 'node_modules/@types'), { recursive: true });
  symlinkSync(path, join(consumer, 'node_modules/countersign'));
  symlinkSync(join(root, 'node_modules/@types/node'), join(consumer, 'node_modules/@types/node'));
  return { path, consumer, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Our own node first, then the tools of the project's packages. */
export function pathOf(project: string): string {
  return [dirname(process.execPath), join(project, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
}

/** Paths that `npm pack` would put into the tarball. Offline; `prepack` is left out, because it is built already. */
export async function listTarball(path: string): Promise<readonly string[]> {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: path,
    env: { ...process.env, PATH: pathOf(root) },
  });
  const packed: unknown = JSON.parse(stdout);
  // npm 11 answers a list, npm 12 a map by name.
  const [first] = Object.values(packed as Record<string, { files: readonly { path: string }[] }>);
  return (first?.files ?? []).map((file) => file.path);
}

export function readManifest(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Record<string, unknown>;
}
