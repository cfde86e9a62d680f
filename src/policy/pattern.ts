import { RE2JS, RE2JSSyntaxException } from 're2js';
import { keep } from './keep.ts';

/**
 * Patterns are RE2 (https://github.com/google/re2/wiki/Syntax): the time to match grows with the text alone, so neither
 * the author of a policy nor the author of a commit message can make the app think for ever.
 */
export type Pattern = RE2JS;

/** Above any pattern a person writes; it bounds the time to compile one. */
export const PATTERN_LENGTH_LIMIT = 1_000;

/**
 * Steps of the compiled form. Linear means: at most so many steps for each character, and a few characters can stand for
 * thousands (`(?:a?){1000}`). Patterns that people write have less than a hundred.
 */
const PROGRAM_LIMIT = 1_000;

const KEPT = 2_000;

/** Why a pattern cannot be used, with the offset in it (UTF-16 units), or null. */
export function findPatternFault(source: string): { readonly message: string; readonly offset: number } | null {
  try {
    const steps = compilePattern(source).programSize();
    if (steps <= PROGRAM_LIMIT) return null;
    return { message: `the pattern repeats too much: ${steps} steps, at most ${PROGRAM_LIMIT}`, offset: 0 };
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const piece = error.getPattern() ?? '';
    return { message: explainFault(error.getDescription(), piece), offset: Math.max(0, source.indexOf(piece)) };
  }
}

/** The compiled form, made once for each text. Throws re2js's own error: call `findPatternFault` first. */
export const compilePattern = keep<Pattern>(KEPT, (source) => RE2JS.compile(source));

function explainFault(description: string, piece: string): string {
  if (/^\(\?(<?[=!])/.test(piece)) return `RE2 has no look-around: ${piece}`;
  if (/^\\([1-9]|k)/.test(piece)) return `RE2 has no back-references: ${piece}`;
  return piece === '' ? description : `${description}: ${piece}`;
}
