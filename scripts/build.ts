/** `npm run build`: dist/ from src/, complete enough to be packed, and tried once. */
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { runSteps } from './house/steps.ts';

const tell = (line: string): boolean => process.stdout.write(`${line}\n`);
const isSource = (path: string): boolean => /\.[cm]?ts$/.test(path);

rmSync('dist', { recursive: true, force: true });
const compiled = runSteps([{ name: 'compile', command: ['tsc', '-p', 'tsconfig.build.json'] }], tell);
if (compiled) {
  cpSync('src', 'dist', { recursive: true, filter: (path) => !isSource(path) });
  chmodSync('dist/cli/main.js', 0o755);
}
const runs = compiled && runSteps([{ name: 'dist runs', command: ['./dist/cli/main.js', '--help'] }], tell);
process.exitCode = runs ? 0 : 1;
