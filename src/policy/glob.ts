import { findGlobShape, type GlobTest } from './glob-shape.ts';
import { keep } from './keep.ts';
import { compilePattern } from './pattern.ts';

// Globs as picomatch reads them (with `dot: true`, without extended globs, with `[!a]` as in every shell), turned into RE2: picomatch makes
// backtracking expressions, and `**/*a*/**/*b*` against a path that an outsider chose could take minutes.
//
// `*` any run within a path segment · `**` as a whole segment: any number of segments · `?` one character, not `/` ·
// `[a-z]`, `[!a-z]` one of a set · `{a,b}` either · `\` takes the next character as it is.

export interface Glob {
  readonly test: GlobTest;
}

const KEPT = 2_000;

/** Made once for each text. Throws re2js's own error: call `findGlobFault` first. */
export const compileGlob = keep<Glob>(KEPT, (glob) => ({
  test: findGlobShape(glob) ?? testByPattern(translateGlob(glob)),
}));

function testByPattern(source: string): GlobTest {
  const pattern = compilePattern(source);
  return (text) => pattern.test(text);
}

/** Why a text is no glob that can be used here, with the offset in it, or null. */
export function findGlobFault(glob: string): { readonly message: string; readonly offset: number } | null {
  if (glob.startsWith('!')) return { message: 'a glob cannot begin with "!": use "none" or "not"', offset: 0 };
  if (glob.startsWith('/'))
    return { message: 'paths have no leading "/": they begin at the root of the repository', offset: 0 };
  if (glob.endsWith('/'))
    return { message: `a glob ending in "/" matches no file: write "${glob}**"`, offset: glob.length - 1 };
  const extended = /(^|[^\\])[@?*+!]\(/.exec(glob);
  if (extended !== null)
    return {
      message: 'extended globs like @(a|b) are not known: use {a,b}',
      offset: extended.index + (extended[1]?.length ?? 0),
    };
  const tooOpen = findUnbalanced(glob);
  if (tooOpen !== null) return tooOpen;
  try {
    compileGlob(glob);
    return null;
  } catch {
    return { message: 'the glob cannot be understood', offset: 0 };
  }
}

function findUnbalanced(glob: string): { readonly message: string; readonly offset: number } | null {
  const opened: number[] = [];
  for (let index = 0; index < glob.length; index++) {
    const sign = glob[index];
    if (sign === '\\') index += 1;
    else if (sign === '[') {
      const end = findSetEnd(glob, index);
      if (end === -1) return { message: '"[" is never closed', offset: index };
      index = end;
    } else if (sign === '{') opened.push(index);
    else if (sign === '}' && opened.pop() === undefined) return { message: '"}" was never opened', offset: index };
  }
  const open = opened.at(-1);
  return open === undefined ? null : { message: '"{" is never closed', offset: open };
}

/** The glob as RE2. */
export function translateGlob(glob: string): string {
  let pattern = '';
  // Of each open brace: does it stand where a path segment begins?
  const braces: boolean[] = [];
  for (let index = 0; index < glob.length; index++) {
    const sign = glob[index] ?? '';
    if (sign === '/' && glob.slice(index + 1) === '**') {
      // `src/**` also means something that is called `src` itself: a link or a submodule in place of the directory.
      pattern += '(?:/.*)?';
      break;
    }
    if (sign === '*') {
      const { source, next } = translateStars(glob, index, braces);
      pattern += source;
      index = next - 1;
    } else if (sign === '?') pattern += '[^/]';
    else if (sign === '[') {
      const end = findSetEnd(glob, index);
      pattern += translateSet(glob.slice(index + 1, end));
      index = end;
    } else if (sign === '{') {
      pattern += '(?:';
      braces.push(opensSegment(glob, index, braces));
    } else if (sign === '}' && braces.pop() !== undefined) pattern += ')';
    else if (sign === ',' && braces.length > 0) pattern += '|';
    else if (sign === '\\') {
      index += 1;
      pattern += escapeSign(glob[index] ?? '\\');
    } else pattern += escapeSign(sign);
  }
  return `^(?s:${pattern})$`;
}

function opensSegment(glob: string, index: number, braces: readonly boolean[]): boolean {
  const before = glob[index - 1];
  if (before === undefined || before === '/') return true;
  return (before === '{' || before === ',') && braces.at(-1) === true;
}

/** `**` spans segments only where it is a segment of its own; anywhere else it is a `*`. */
function translateStars(
  glob: string,
  start: number,
  braces: readonly boolean[],
): { readonly source: string; readonly next: number } {
  let next = start;
  while (glob[next] === '*') next += 1;
  if (next - start < 2 || !opensSegment(glob, start, braces)) return { source: '[^/]*', next };
  if (glob[next] === '/') return { source: '(?:[^/]+/)*', next: next + 1 };
  const closes = next === glob.length || (braces.length > 0 && (glob[next] === '}' || glob[next] === ','));
  return { source: closes ? '.*' : '[^/]*', next };
}

function findSetEnd(glob: string, start: number): number {
  const first = glob[start + 1] === '!' || glob[start + 1] === '^' ? start + 2 : start + 1;
  // A "]" right at the start stands for itself.
  return glob.indexOf(']', first + 1);
}

function translateSet(inside: string): string {
  const negated = inside.startsWith('!') || inside.startsWith('^');
  const signs = (negated ? inside.slice(1) : inside).replace(/[\\[\]^&~]/g, '\\$&');
  // Whatever the set says, it never stands for a "/".
  return negated ? `[^/${signs}]` : `[${signs}]`;
}

function escapeSign(sign: string): string {
  return /[\\^$.|?*+()[\]{}]/.test(sign) ? `\\${sign}` : sign;
}
