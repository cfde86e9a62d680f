import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import { type PolicyProblem, sortProblems } from './problem.ts';

/** How deep maps and lists may stand in each other. Any policy within the limit of conditions stays far below. */
const NESTING_LIMIT = 100;
/** More aliases than any policy needs; with it, what they expand to stays small. */
const ALIAS_LIMIT = 100;

/** The steps from the root of the file to one of its values. */
export type Path = readonly (string | number)[];

/** A YAML text as plain data, with the way back to lines and columns. */
export interface YamlText {
  /** undefined: the file holds nothing. */
  readonly value: unknown;
  locate(path: Path, part: 'key' | 'value'): Place;
}

export interface Place {
  readonly line: number;
  readonly column: number;
  /** The source of a plain one-line text starts at the column itself, so that offsets in it can be added. */
  readonly plain: boolean;
}

/** Reads hostile text: never throws. */
export function readYaml(text: string): YamlText | { readonly problems: readonly PolicyProblem[] } {
  const lines = new LineCounter();
  const options = {
    schema: 'core',
    merge: false,
    stringKeys: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  } as const;
  const document = parseDocument(text, { ...options, lineCounter: lines });
  const report = (code: PolicyProblem['code'], offset: number, message: string): PolicyProblem => ({
    code,
    message,
    ...placeAt(lines, offset),
    nearest: null,
  });

  const exhausted = document.errors.find((error) => error.code === 'RESOURCE_EXHAUSTION');
  if (exhausted !== undefined) return { problems: [report('policy.limit', exhausted.pos[0], tooDeep)] };
  const problems = [...document.errors, ...document.warnings].map((error) =>
    report('policy.syntax', error.pos[0], explainError(error)),
  );
  problems.push(...checkTree(document, report));
  if (problems.length > 0) return { problems: sortProblems(problems) };

  try {
    const value: unknown = document.contents === null ? undefined : document.toJS({ maxAliasCount: ALIAS_LIMIT });
    return { value, locate: (path, part) => locate(document, lines, { path, part }) };
  } catch (error) {
    // The one thing that toJS refuses: aliases that multiply each other, or that point at what encloses them.
    if (!(error instanceof ReferenceError)) throw error;
    return {
      problems: [report('policy.limit', firstAlias(document), 'aliases (*name) refer to each other too often')],
    };
  }
}

const tooDeep = `maps and lists stand more than ${NESTING_LIMIT} deep in each other`;

type Report = (code: PolicyProblem['code'], offset: number, message: string) => PolicyProblem;

/** Depth, aliases and repeated keys. The library's own check of keys takes quadratic time. */
function checkTree(document: Document, report: Report): readonly PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  let aliases = 0;
  visit(document, {
    Collection(_key, node, ancestors) {
      // Pairs are ancestors too: at most one for each collection.
      const depth = ancestors.filter((ancestor) => isCollection(ancestor)).length + 1;
      if (depth > NESTING_LIMIT) {
        problems.push(report('policy.limit', startOf(node), tooDeep));
        return visit.BREAK;
      }
      if (isMap(node)) problems.push(...findRepeatedKeys(node.items, report));
      return undefined;
    },
    Alias(_key, node, ancestors) {
      aliases += 1;
      if (aliases === ALIAS_LIMIT + 1)
        problems.push(report('policy.limit', startOf(node), `more than ${ALIAS_LIMIT} aliases (*name)`));
      if (aliases > ALIAS_LIMIT) return;
      const target = node.resolve(document);
      if (target === undefined)
        problems.push(report('policy.syntax', startOf(node), `the alias *${node.source} has no anchor before it`));
      if (ancestors.some((ancestor) => ancestor === target)) {
        problems.push(
          report('policy.syntax', startOf(node), `the alias *${node.source} stands inside of what it names`),
        );
      }
    },
  });
  return problems;
}

function findRepeatedKeys(items: readonly unknown[], report: Report): readonly PolicyProblem[] {
  const seen = new Set<string>();
  return items.flatMap((item) => {
    if (!isPair(item) || !isScalar(item.key)) return [];
    const key = String(item.key.value);
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [report('policy.syntax', startOf(item.key), `the key ${quote(key)} stands here twice`)];
  });
}

function locate(
  document: Document,
  lines: LineCounter,
  wanted: { readonly path: Path; readonly part: 'key' | 'value' },
): Place {
  let node: unknown = document.contents;
  let place = startOf(node);
  for (const [index, step] of wanted.path.entries()) {
    const collection = resolveAlias(node, document);
    const isLast = index === wanted.path.length - 1;
    if (isMap(collection)) {
      const pair = collection.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (pair === undefined) break;
      node = isLast && wanted.part === 'key' ? pair.key : (pair.value ?? pair.key);
    } else if (isCollection(collection)) {
      node = collection.items[Number(step)];
    } else break;
    place = isAlias(node) || hasRange(node) ? startOf(node) : place;
  }
  const plain = isScalar(node) && node.type === 'PLAIN' && !String(node.value).includes('\n');
  const quoted = isScalar(node) && node.type === 'QUOTE_SINGLE' && !String(node.value).includes("'");
  const at = placeAt(lines, place);
  return quoted ? { line: at.line, column: at.column + 1, plain: true } : { ...at, plain };
}

function resolveAlias(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function hasRange(node: unknown): node is Node {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}

function startOf(node: unknown): number {
  return hasRange(node) ? (node.range?.[0] ?? 0) : 0;
}

function firstAlias(document: Document): number {
  let first = 0;
  visit(document, {
    Alias(_key, node) {
      first = startOf(node);
      return visit.BREAK;
    },
  });
  return first;
}

function placeAt(lines: LineCounter, offset: number): { readonly line: number; readonly column: number } {
  const { line, col } = lines.linePos(offset);
  // Of an empty text the counter knows no line.
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function explainError(error: { readonly code: string; readonly message: string }): string {
  if (error.code === 'MULTIPLE_DOCS') return 'the file holds more than one document (---)';
  if (error.code === 'NON_STRING_KEY') return 'a key has to be plain text';
  return (error.message.split('\n')[0] ?? error.message).replace(/\.$/, '');
}

/** A word of the file inside a message: on one line, and short. */
export function quote(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 59)}…` : text;
  return JSON.stringify(short);
}
