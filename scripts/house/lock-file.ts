/** What the lockfile rules read of package-lock.json (lockfileVersion 3). */
export interface LockFile {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockEntry>>;
}

export interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A package that some entry names as optional and that has no entry of its own. */
export interface MissingPackage {
  readonly parent: string;
  readonly name: string;
  readonly version: string;
  readonly dev: boolean;
}

const REGISTRY = 'https://registry.npmjs.org/';
const EXACT_VERSION = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/** The lockfile of this text; throws when it is none. */
export function parseLock(text: string): LockFile {
  const parsed: unknown = JSON.parse(text);
  if (!isLockFile(parsed)) throw new TypeError('package-lock.json has no map of packages');
  return parsed;
}

function isLockFile(value: unknown): value is LockFile {
  if (typeof value !== 'object' || value === null || !('packages' in value) || !('lockfileVersion' in value))
    return false;
  return typeof value.packages === 'object' && value.packages !== null && typeof value.lockfileVersion === 'number';
}

/** Direct dependencies, as package.json names them. */
export type Manifest = Pick<LockEntry, 'dependencies' | 'devDependencies'>;

export function parseManifest(text: string): Manifest {
  const parsed: unknown = JSON.parse(text);
  if (!isManifest(parsed)) throw new TypeError('package.json is not a map');
  return parsed;
}

const isManifest = (value: unknown): value is Manifest => typeof value === 'object' && value !== null;

/** Where Node would look for `name` from `parent`: its own node_modules first, then each folder above. */
function findEntry(lock: LockFile, parent: string, name: string): LockEntry | undefined {
  for (let folder = parent; ; ) {
    const found = lock.packages[folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`];
    if (found !== undefined) return found;
    if (folder === '') return undefined;
    const at = folder.lastIndexOf('/node_modules/');
    folder = at === -1 ? '' : folder.slice(0, at);
  }
}

export function findMissing(lock: LockFile): readonly MissingPackage[] {
  return Object.entries(lock.packages).flatMap(([parent, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => findEntry(lock, parent, name) === undefined)
      .map(([name, version]) => ({ parent, name, version, dev: entry.dev === true })),
  );
}

const SYSTEMS: Readonly<Record<string, string>> = {
  aix: 'aix',
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  openharmony: 'openharmony',
  sunos: 'sunos',
  win32: 'win32',
  windows: 'win32',
};
const PROCESSORS: ReadonlySet<string> = new Set([
  'arm',
  'arm64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
]);

/** The platform that a package's name promises, as npm writes it into a lockfile; null when the name names none. */
export function readPlatform(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> | null {
  const words = name.split(/[-/]/);
  const system = words.map((word) => SYSTEMS[word]).find((word) => word !== undefined);
  if (system === undefined) return null;
  const processor = words.find((word) => PROCESSORS.has(word));
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((word) => word.startsWith('gnu'))
      ? 'glibc'
      : null;
  return {
    ...(processor === undefined ? {} : { cpu: [processor] }),
    ...(system === 'linux' && libc !== null ? { libc: [libc] } : {}),
    os: [system],
  };
}

/**
 * The lockfile with an entry for each missing platform package. Such an entry has no integrity: the registry that
 * wrote the lock did not serve the package, so nothing is known about its bytes.
 */
export function completeLock(lock: LockFile): {
  readonly lock: LockFile;
  readonly added: readonly string[];
  readonly refused: readonly string[];
} {
  const added: Record<string, LockEntry> = {};
  const refused: string[] = [];
  for (const { name, version, dev } of findMissing(lock)) {
    const platform = readPlatform(name);
    if (platform === null || !EXACT_VERSION.test(version)) refused.push(`${name}@${version}`);
    else added[`node_modules/${name}`] = { version, ...platform, ...(dev ? { dev } : {}), optional: true };
  }
  const packages = Object.entries({ ...lock.packages, ...added }).toSorted(([a], [b]) => a.localeCompare(b, 'en'));
  return { lock: { ...lock, packages: Object.fromEntries(packages) }, added: Object.keys(added), refused };
}

/** Every reason why `npm ci` would refuse this lockfile, or fetch something that nobody agreed to. */
export function checkLock(
  lock: LockFile,
  manifest: Pick<LockEntry, 'dependencies' | 'devDependencies'>,
): readonly string[] {
  return [
    ...(lock.lockfileVersion === 3 ? [] : [`lockfileVersion is ${lock.lockfileVersion}, expected 3`]),
    ...findMissing(lock).map(
      ({ parent, name }) => `${name} (optional, of ${parent}) has no entry: run npm run complete-lock`,
    ),
    ...Object.entries(lock.packages).flatMap(([path, entry]) => (path === '' ? [] : checkEntry(path, entry))),
    ...compareNames('dependencies', manifest.dependencies ?? {}, lock.packages['']?.dependencies ?? {}),
    ...compareNames('devDependencies', manifest.devDependencies ?? {}, lock.packages['']?.devDependencies ?? {}),
  ];
}

function checkEntry(path: string, entry: LockEntry): readonly string[] {
  const problems: string[] = [];
  if (entry.link === true) problems.push(`${path} is a link`);
  if (entry.version === undefined || !EXACT_VERSION.test(entry.version)) problems.push(`${path} has no exact version`);
  if (entry.resolved !== undefined && !entry.resolved.startsWith(REGISTRY)) {
    problems.push(`${path} is resolved to ${entry.resolved}, not to the public npm registry`);
  }
  const isPlatformPackage = entry.optional === true && entry.os !== undefined;
  if (entry.integrity === undefined && !isPlatformPackage) problems.push(`${path} has no integrity`);
  if (entry.integrity !== undefined && !entry.integrity.startsWith('sha512-'))
    problems.push(`${path} has a weak integrity`);
  return problems;
}

type Versions = Readonly<Record<string, string>>;

function compareNames(field: string, manifest: Versions, locked: Versions): readonly string[] {
  const names = new Set([...Object.keys(manifest), ...Object.keys(locked)]);
  return [...names].flatMap((name) => {
    const version = manifest[name];
    if (version !== locked[name])
      return [
        `${field}: ${name} is ${version ?? 'absent'} in package.json, ${locked[name] ?? 'absent'} in the lockfile`,
      ];
    return version === undefined || EXACT_VERSION.test(version)
      ? []
      : [`${field}: ${name} is not pinned to one version (${version})`];
  });
}
