/** Exit 1, with every reason, when package-lock.json is not one that `npm ci` takes on every platform. */
import { readFileSync } from 'node:fs';
import { checkLock, parseLock, parseManifest } from './house/lock-file.ts';

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

const problems = checkLock(parseLock(read('package-lock.json')), parseManifest(read('package.json')));
for (const problem of problems) process.stderr.write(`package-lock.json: ${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
