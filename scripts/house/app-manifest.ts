import { parse } from 'yaml';

/** One permission or event of app.yml with the reason that stands beside it. */
export interface Request {
  readonly kind: 'permission' | 'event';
  readonly name: string;
  /** `read` or `write`; null for an event. */
  readonly level: string | null;
  /** What the comment says: `src/github/check-run.ts "check-runs": the answer on a pull request`. */
  readonly file: string | null;
  readonly words: string | null;
  readonly reason: string | null;
}

const LINE = /^ {2}(?:- (?<event>[a-z_]+)|(?<permission>[a-z_]+): (?<level>[a-z]+))\s*(?:#\s*(?<comment>.*))?$/;
const COMMENT = /^(?<file>(?:src\/\S+\.ts|docs\/\S+\.md)) "(?<words>[^"]+)": (?<reason>\S.*)$/;

/** Permissions and events of app.yml, line by line, because the reasons are comments. */
export function readRequests(text: string): readonly Request[] {
  return text.split('\n').flatMap((line) => {
    const parts = LINE.exec(line)?.groups;
    if (parts === undefined) return [];
    const why = COMMENT.exec(parts['comment'] ?? '')?.groups;
    const name = parts['event'] ?? parts['permission'] ?? '';
    const isEvent = parts['event'] !== undefined;
    return [
      {
        kind: isEvent ? ('event' as const) : ('permission' as const),
        name,
        level: parts['level'] ?? null,
        file: why?.['file'] ?? null,
        words: why?.['words'] ?? null,
        reason: why?.['reason'] ?? null,
      },
    ];
  });
}

/** What GitHub sends to every app without being asked. */
const ALWAYS_SENT: ReadonlySet<string> = new Set([
  'installation',
  'installation_repositories',
  'installation_target',
  'github_app_authorization',
]);

export interface ManifestCheck {
  readonly text: string;
  /** Events that the source acts on. */
  readonly handled: readonly string[];
  /** Source files by path. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Requests without a reason, reasons that are not true, and events that are asked for or handled one-sidedly. */
export function checkAppManifest({ text, handled, sources }: ManifestCheck): readonly string[] {
  const requests = readRequests(text);
  const { default_permissions: permissions = {}, default_events: events = [] } = parse(text) as {
    default_permissions?: Record<string, string>;
    default_events?: readonly string[];
  };
  const found = requests.map(({ name }) => name);
  const asked = handled.filter((event) => !ALWAYS_SENT.has(event));
  return [
    ...[...Object.keys(permissions), ...events]
      .filter((name) => !found.includes(name))
      .map((name) => `${name} does not stand on a line of its own`),
    ...requests.flatMap((request) => checkReason(request, sources)),
    ...events
      .filter((event) => !handled.includes(event))
      .map((event) => `event ${event} is asked for, and nothing handles it`),
    ...events
      .filter((event) => ALWAYS_SENT.has(event))
      .map((event) => `event ${event} is always sent and cannot be asked for`),
    ...asked.filter((event) => !events.includes(event)).map((event) => `event ${event} is handled, and not asked for`),
  ];
}

function checkReason(
  { kind, name, file, words, reason }: Request,
  sources: ReadonlyMap<string, string>,
): readonly string[] {
  if (file === null || words === null || reason === null)
    return [`${kind} ${name} has no reason: # src/<file>.ts "<words of that file>": <why>`];
  const source = sources.get(file);
  if (source === undefined) return [`${kind} ${name}: there is no ${file}`];
  return source.includes(words) ? [] : [`${kind} ${name}: ${file} does not contain ${words}`];
}
