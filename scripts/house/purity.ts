import { roomOf } from './rooms.ts';
import type { SourceFile } from './source-file.ts';

/** Rooms that compute: the same arguments give the same answer tomorrow. */
const COMPUTING_ROOMS: readonly string[] = ['policy', 'signatures', 'ledger'];

/** Cryptographic packages answer with promises; the other computing rooms never wait. */
const WAITING_ROOMS: readonly string[] = ['signatures'];

const IMPURE_NAMES: readonly string[] = [
  'Date',
  'Math.random',
  'crypto.getRandomValues',
  'crypto.randomUUID',
  'randomBytes',
  'randomUUID',
  'randomInt',
  'performance',
  'process',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'console',
  'globalThis',
];

const CLOCK = 'src/base/clock.ts';

/** Time, chance, environment and waiting where they have no place. */
export function checkPurity(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const room = roomOf(file.path) ?? '';
    const found = COMPUTING_ROOMS.includes(room) ? IMPURE_NAMES.filter((name) => file.names.has(name)) : [];
    if (COMPUTING_ROOMS.includes(room) && !WAITING_ROOMS.includes(room) && file.awaits) found.push('await');
    if (file.names.has('Date.now') && file.path !== CLOCK && !found.includes('Date')) found.push('Date.now');
    if (file.names.has('process.env') && !mayReadEnvironment(file.path)) found.push('process.env');
    if (file.names.has('console')) found.push('console');
    return [...new Set(found)].map((name) => `${file.path} uses ${name}`);
  });
}

/** Settings are read in one place. The set-up page tells Probot something by a variable, and git gets one without ours. */
const ENVIRONMENT_FILES: readonly string[] = ['src/app/config.ts', 'src/app/setup-page.ts', 'src/git/environment.ts'];

function mayReadEnvironment(path: string): boolean {
  return ENVIRONMENT_FILES.includes(path) || roomOf(path) === 'cli';
}
