import { readFileSync } from 'node:fs';
import { parseTrustedRoots, type TrustRoot } from '../signatures/trusted-roots.ts';
import type { Environment } from './environment.ts';
import { text } from './setting.ts';

const NAME = 'COUNTERSIGN_TRUSTED_ROOTS';

/** Against which attestations are proved; null: no file is named, and none can be. Problems are noted. */
export function readTrustedRoots(env: Environment, problems: string[]): readonly TrustRoot[] | null {
  const path = text(env, NAME);
  if (path === null) return null;
  const found = readFile(path);
  if (found === null) {
    problems.push(`${NAME} names a file that cannot be read: ${path}`);
    return null;
  }
  const parsed = parseTrustedRoots(found);
  problems.push(...parsed.problems.map((problem) => `${NAME}: ${problem}`));
  return parsed.roots;
}

function readFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
