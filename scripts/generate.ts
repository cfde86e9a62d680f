/**
 * `npm run generate` writes every derived file; with `--check` nothing is written, and exit 1 names those that are out
 * of date. A derived file is never edited by hand.
 */
import { readFileSync, writeFileSync } from 'node:fs';
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
  const text = make(readOld(path));
  if (text === readOld(path)) continue;
  if (!isCheck) {
    writeFileSync(path, text);
    process.stdout.write(`${path} written\n`);
    continue;
  }
  process.stderr.write(`${path} is out of date: run npm run generate\n`);
  process.exitCode = 1;
}
