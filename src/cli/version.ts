import { readFileSync } from 'node:fs';

/** The program's version, from package.json: at the same distance from src/cli and from dist/cli. */
export function readVersion(): string {
  const found: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof found === 'object' && found !== null && 'version' in found ? String(found.version) : 'unknown';
}
