import { posix } from 'node:path';

/** Markdown files by their path in the project. */
export type Documents = ReadonlyMap<string, string>;

const withoutCode = (text: string): string => text.replace(/^(```|~~~).*?^\1/gms, '').replace(/`[^`\n]*`/g, '');

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

function anchorsOf(text: string): ReadonlySet<string> {
  return new Set(
    [...text.replace(/^(```|~~~).*?^\1/gms, '').matchAll(/^#{1,6}\s+(.*)$/gm)].map((match) => anchorOf(match[1] ?? '')),
  );
}

/** Relative links that lead nowhere: to no file, or to no heading of a Markdown file. */
export function findBrokenLinks(documents: Documents, exists: (path: string) => boolean): readonly string[] {
  return [...documents].flatMap(([path, text]) =>
    [
      ...withoutCode(text).matchAll(
        /(?<!\\)\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|<(?:img|a)\s[^>]*(?:src|href)="([^"]+)"/g,
      ),
    ]
      .map((match) => match[1] ?? match[2] ?? '')
      .filter((target) => !/^[a-z][a-z+.-]*:/i.test(target))
      .filter((target) => !leadsSomewhere(path, target, documents, exists))
      .map((target) => `${path} links to ${target}, which is not there`),
  );
}

function leadsSomewhere(
  from: string,
  target: string,
  documents: Documents,
  exists: (path: string) => boolean,
): boolean {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? from : posix.normalize(posix.join(posix.dirname(from), decodeURI(file)));
  if (path.startsWith('..') || !exists(path)) return false;
  const text = documents.get(path);
  return anchor === undefined || text === undefined || anchorsOf(text).has(anchor);
}

interface FaultMeaning {
  readonly title: string;
  readonly retry: boolean;
  readonly next: string;
}

export type FaultMeanings = Readonly<Record<string, FaultMeaning>>;

const FAULT_PAGE = /^docs\/errors\/([a-z.-]+)\.md$/;

/** Codes without a page, pages without a code, and pages that say something else than the code's own entry. */
export function checkFaultPages(meanings: FaultMeanings, documents: Documents): readonly string[] {
  const stray = [...documents.keys()].flatMap((path) => {
    const code = FAULT_PAGE.exec(path)?.[1];
    return code === undefined || code in meanings ? [] : [`${path} explains a code that does not exist`];
  });
  const wrong = Object.entries(meanings).flatMap(([code, { title, retry, next }]) => {
    const path = `docs/errors/${code}.md`;
    const text = documents.get(path);
    if (text === undefined) return [`${code} has no page ${path}`];
    const expected = [
      `# ${code}\n\n**${title}.** Tried again by itself: ${retry ? 'yes' : 'no'}.\n`,
      '\n## What you see\n',
      `\n## What to do\n\n${next}`,
    ];
    return expected
      .filter((part) => !text.includes(part))
      .map((part) => `${path} does not say: ${part.trim().replaceAll('\n', ' ')}`);
  });
  return [...stray, ...wrong];
}

export function writeFaultIndex(meanings: FaultMeanings): string {
  const rows = Object.entries(meanings).map(
    ([code, { title, retry }]) => `| [${code}](${code}.md) | ${title} | ${retry ? 'yes' : 'no'} |`,
  );
  return `# Error codes

Every error that Countersign reports has one of these codes: in the log, on a check run, in the JSON of a command. Each page
says what it means, what you see, and what to do. *Again* says whether the program tries by itself.

| code | means | again |
|---|---|---|
${rows.join('\n')}

Generated from \`src/base/fault-codes.ts\` by \`npm run generate\`.
`;
}

/** Codes that nothing in the source raises: `'code'` has to stand somewhere outside of the list itself. */
export function findUnusedCodes(
  meanings: FaultMeanings,
  files: readonly { readonly path: string; readonly text: string }[],
): readonly string[] {
  const sources = files.filter(({ path }) => path !== 'src/base/fault-codes.ts').map(({ text }) => text);
  return Object.keys(meanings).filter((code) => !sources.some((text) => text.includes(`'${code}'`)));
}

/** Packages that no decision names in backticks, by their full name or by a pattern such as `@octokit/*`. */
export function findUndecided(packages: readonly string[], documents: Documents): readonly string[] {
  const named = [...documents]
    .filter(([path]) => path.startsWith('docs/decisions/'))
    .flatMap(([, text]) => [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1]));
  return packages.filter((name) => !named.includes(name));
}
