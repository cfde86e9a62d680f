/**
 * Gives package-lock.json an entry for each optional platform package that it names and lacks. Run after every
 * `npm install`: npm leaves out what its registry did not serve, and `npm ci` then refuses the lock that npm wrote.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { completeLock, parseLock } from './house/lock-file.ts';

const path = new URL('../package-lock.json', import.meta.url);
const { lock, added, refused } = completeLock(parseLock(readFileSync(path, 'utf8')));
if (added.length > 0) writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`package-lock.json: ${added.length} added\n`);
if (refused.length > 0) {
  process.stderr.write(`No platform can be read from the name, or no exact version: ${refused.join(', ')}\n`);
  process.exitCode = 1;
}
