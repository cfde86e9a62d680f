/** Names of settings, as the three places that list them have to agree on. */
export interface SettingLists {
  /** What the configuration looks up. */
  readonly read: readonly string[];
  /** What .env.example shows, commented out or not. */
  readonly example: readonly string[];
  /** What the table in docs/operating.md explains. */
  readonly explained: readonly string[];
}

export function namesInExample(text: string): readonly string[] {
  return [...text.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1] ?? '');
}

/** The first column of the table below the heading `## Settings`. */
export function namesInTable(text: string): readonly string[] {
  const section = /^## Settings$(.*?)(?=^## )/ms.exec(`${text}\n## `)?.[1] ?? '';
  return [...section.matchAll(/^\|([^|]*)\|/gm)].flatMap((row) =>
    [...(row[1] ?? '').matchAll(/`([A-Z][A-Z0-9_]*)`/g)].map((match) => match[1] ?? ''),
  );
}

type Read = (env: Readonly<Record<string, string | undefined>>) => unknown;

/**
 * Every variable that `read` asks its environment for. Asked with nothing set, then with each found one set alone,
 * because some are looked at only when another is set.
 */
export function namesRead(read: Read): readonly string[] {
  const names = new Set<string>();
  recordNames(read, null, names);
  // A set that grows while it is walked: names found on the way are tried as well.
  for (const name of names) recordNames(read, name, names);
  return [...names];
}

function recordNames(read: Read, set: string | null, names: Set<string>): void {
  const env = new Proxy({}, { get: (_, name) => (names.add(String(name)), name === set ? 'x' : undefined) });
  try {
    read(env);
  } catch {
    // What is read matters here, not whether it is right.
  }
}

export function compareSettings({ read, example, explained }: SettingLists): readonly string[] {
  const all = [...new Set([...read, ...example, ...explained])].toSorted();
  return all.flatMap((name) => [
    ...(read.includes(name) ? [] : [`${name} is documented, and nothing reads it`]),
    ...(example.includes(name) ? [] : [`${name} is missing in .env.example`]),
    ...(explained.includes(name) ? [] : [`${name} is missing in docs/operating.md`]),
    ...(example.filter((each) => each === name).length > 1 ? [`${name} stands twice in .env.example`] : []),
  ]);
}
