/**
 * `npm run generate` writes every derived file; with `--check` nothing is written, and exit 1 names those that are out
 * of date. A derived file is never edited by hand.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generated } from './house/generated.ts';

const isCheck = process.argv.includes('--check');

function readOld(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

for (const { path, make } of generated) {
  const text = make();
  if (text === readOld(path)) continue;
  if (!isCheck) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    process.stdout.write(`${path} written\n`);
    continue;
  }
  process.stderr.write(`${path} is out of date: run npm run generate\n`);
  process.exitCode = 1;
}
