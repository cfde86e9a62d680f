import { posix } from 'node:path';
import type { SourceFile } from './source-file.ts';

/** Who may import what: the table "Rooms" of the architecture, as data. */
export interface Room {
  readonly rooms: readonly string[];
  /** Packages and built-ins; a package's sub-paths are included, a built-in's too. */
  readonly packages: readonly string[];
  /** Packages that only some files of the room may import. */
  readonly only?: Readonly<Record<string, readonly string[]>>;
}

const OCTOKIT = [
  '@octokit/auth-app',
  '@octokit/graphql',
  '@octokit/request-error',
  '@octokit/rest',
  '@octokit/webhooks',
] as const;

export const rooms: Readonly<Record<string, Room>> = {
  base: { rooms: [], packages: [] },
  policy: {
    rooms: ['base'],
    packages: ['re2js', 'picomatch'],
    only: { yaml: ['parse.ts', 'yaml-text.ts'], ajv: ['schema.ts', 'validate.ts'] },
  },
  signatures: {
    rooms: ['base'],
    packages: ['node:crypto', 'openpgp', 'pkijs', '@sigstore/bundle', '@sigstore/protobuf-specs', '@sigstore/verify'],
  },
  ledger: { rooms: ['base'], packages: ['node:crypto'] },
  git: { rooms: ['base'], packages: ['node:child_process', 'node:fs'] },
  store: {
    rooms: ['base'],
    // The built-ins are for the embedded database: its directory, its lock, its template; and for ids.
    packages: [
      'pg-boss',
      'pg',
      '@electric-sql/pglite',
      'node:async_hooks',
      'node:crypto',
      'node:fs',
      'node:module',
      'node:os',
      'node:path',
    ],
  },
  github: { rooms: ['base', 'policy', 'signatures', 'ledger'], packages: ['probot', ...OCTOKIT] },
  web: { rooms: ['base', 'policy', 'ledger', 'store'], packages: [] },
  app: {
    rooms: ['base', 'policy', 'signatures', 'ledger', 'git', 'store', 'github', 'web'],
    packages: [
      'pino',
      'node:crypto',
      'node:fs',
      'node:http',
      'node:net',
      'node:os',
      'node:path',
      'node:timers',
      'node:util',
    ],
    // Probot exports no part of its set-up page, so it is loaded by its file. Entries are validated where the ledger's
    // schemas and ajv meet, because the ledger itself takes no packages.
    only: {
      probot: ['setup-page.ts', 'app.ts', 'compose.ts'],
      '<computed>': ['setup-page.ts'],
      ajv: ['entry-schema.ts'],
      'prom-client': ['observe/figures.ts'],
      'node:async_hooks': ['observe/scope.ts', 'observe/otlp.ts'],
      '@opentelemetry/api': ['observe/otlp.ts'],
      '@opentelemetry/exporter-trace-otlp-proto': ['observe/otlp.ts'],
      '@opentelemetry/resources': ['observe/otlp.ts'],
      '@opentelemetry/sdk-trace': ['observe/otlp.ts'],
    },
  },
  cli: {
    rooms: ['base', 'policy', 'signatures', 'ledger', 'git', 'store', 'github', 'app', 'main'],
    packages: ['node:*'],
  },
  main: { rooms: ['base', 'app'], packages: ['node:*'] },
};

/** The room that a source file stands in; the process entry is one by itself. */
export function roomOf(path: string): string | null {
  return path === 'src/main.ts' ? 'main' : (/^src\/([^/]+)\//.exec(path)?.[1] ?? null);
}

/** Every import that the table does not allow. */
export function checkRooms(
  files: readonly SourceFile[],
  table: Readonly<Record<string, Room>> = rooms,
): readonly string[] {
  return files.flatMap((file) => {
    const name = roomOf(file.path);
    if (name === null) return [`${file.path} stands in no room`];
    const room = table[name];
    if (room === undefined) return [`${file.path}: the table has no room named ${name}`];
    return file.imports.flatMap((specifier) =>
      isAllowed(file.path, room, specifier) ? [] : [`${file.path} may not import ${specifier}`],
    );
  });
}

function isAllowed(path: string, room: Room, specifier: string): boolean {
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(path), specifier);
    const other = roomOf(target);
    return other !== null && (other === roomOf(path) || room.rooms.includes(other));
  }
  const inside = path.split('/').slice(2).join('/');
  const limited = Object.entries(room.only ?? {}).filter(([, files]) => files.includes(inside));
  return [...room.packages, ...limited.map(([name]) => name)].some(
    (allowed) =>
      specifier === allowed ||
      specifier.startsWith(`${allowed}/`) ||
      (allowed === 'node:*' && specifier.startsWith('node:')),
  );
}

/** Leaves of `base` that fewer than two rooms import: they belong into the room that does. */
export function checkLeaves(files: readonly SourceFile[]): readonly string[] {
  const users = new Map<string, Set<string>>();
  for (const file of files) {
    for (const specifier of file.imports) {
      const target = posix.join(posix.dirname(file.path), specifier);
      if (!specifier.startsWith('.') || roomOf(target) !== 'base') continue;
      users.set(target, (users.get(target) ?? new Set()).add(roomOf(file.path) ?? file.path));
    }
  }
  return files
    .filter((file) => roomOf(file.path) === 'base')
    .filter((file) => [...(users.get(file.path) ?? [])].filter((room) => room !== 'base').length < 2)
    .filter((file) => ![...(users.get(file.path) ?? [])].includes('base'))
    .map((file) => `${file.path} is imported by fewer than two rooms`);
}

/** Every cycle of imports, named by the file that closes it. */
export function findCycles(files: readonly SourceFile[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const specifier of byPath.get(path)?.imports ?? []) {
      if (specifier.startsWith('.')) walk(posix.join(posix.dirname(path), specifier), [...trail, path]);
    }
    done.add(path);
  };
  for (const file of files) walk(file.path, []);
  return cycles;
}
