/** Exit 1, with every reason, when package-lock.json is not one that `npm ci` takes on every platform. */
import { readFileSync } from 'node:fs';
import { checkLock, type LockFile } from './house/lock-file.ts';

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));

const problems = checkLock(read('package-lock.json') as LockFile, read('package.json') as object);
for (const problem of problems) process.stderr.write(`package-lock.json: ${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
