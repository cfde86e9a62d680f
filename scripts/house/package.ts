/** What of package.json decides how the package is used. */
export interface PackageManifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Files that the program reads when it runs, or that package.json's reader looks for, beside what is compiled. */
const BESIDE = [
  '.env.example',
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'app.yml',
  'package.json',
  'schema/policy.json',
] as const;

const plain = (path: string): string => path.replace(/^\.\//, '');

/** Every file that `bin` and `exports` lead to. */
export function targetsOf({ bin, exports }: Pick<PackageManifest, 'bin' | 'exports'>): readonly string[] {
  const entries = Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry),
  );
  return [...new Set([...Object.values(bin), ...entries].map(plain))];
}

/** What is wrong with a tarball of these paths: something is missing, or something is in it that nobody should get. */
export function checkTarball(
  paths: readonly string[],
  of: { readonly manifest: Pick<PackageManifest, 'bin' | 'exports'>; readonly sources: readonly string[] },
): readonly string[] {
  const compiled = of.sources
    .filter((path) => path.startsWith('src/'))
    .map((path) => path.replace(/^src\//, 'dist/').replace(/\.ts$/, ''));
  const wanted = [...BESIDE, ...targetsOf(of.manifest), ...compiled.flatMap((path) => [`${path}.js`, `${path}.d.ts`])];
  const allowed = new Set(wanted);
  return [
    ...[...allowed].filter((path) => !paths.includes(path)).map((path) => `${path} is not in the package`),
    ...paths
      .filter((path) => !allowed.has(path) && !/^schema\/[a-z]+\/\d+\.json$/.test(path))
      .map((path) => `${path} should not be in the package`),
  ];
}

/** Packages that the compiled program imports and that are not installed with it. */
export function findUndeclared(
  specifiers: readonly string[],
  { dependencies }: Pick<PackageManifest, 'dependencies'>,
): readonly string[] {
  const names = specifiers
    .filter((specifier) => !/^(\.|node:|<)/.test(specifier))
    .map((specifier) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier);
  return [...new Set(names)].filter((name) => !(name in dependencies)).toSorted();
}
