import type { SettingProblem } from './condition.ts';
import { makeFinding } from './findings.ts';
import { compilePattern, findPatternFault, PATTERN_LENGTH_LIMIT } from './pattern.ts';
import type { Finding } from './verdict.ts';

/** What `title` and `body` ask of a text that a person wrote on GitHub. */
export interface TextSettings {
  readonly matches?: string | readonly string[];
  readonly not_matches?: string | readonly string[];
}

const patterns = {
  type: ['string', 'array'],
  minLength: 1,
  maxLength: PATTERN_LENGTH_LIMIT,
  minItems: 1,
  maxItems: 100,
  uniqueItems: true,
  items: { type: 'string', minLength: 1, maxLength: PATTERN_LENGTH_LIMIT },
};

export function textSchema(description: string): Readonly<Record<string, unknown>> {
  return {
    type: 'object',
    description,
    additionalProperties: false,
    minProperties: 1,
    properties: {
      matches: {
        ...patterns,
        description: 'RE2; of several, at least one has to be found. Write `^` and `$` to mean the whole text.',
      },
      not_matches: { ...patterns, description: 'RE2; of several, none may be found.' },
    },
  };
}

export function checkTexts(settings: TextSettings): readonly SettingProblem[] {
  return (['matches', 'not_matches'] as const).flatMap((key) => {
    const value = settings[key];
    if (value === undefined || typeof value === 'string') return value === undefined ? [] : checkPattern([key], value);
    return value.flatMap((source, index) => checkPattern([key, index], source));
  });
}

export interface TextCodes {
  readonly good: string;
  readonly lacks: string;
  readonly has: string;
}

/** The findings name the patterns, never the text: that stands on GitHub, and is an outsider's. */
export function judgeText(text: string, settings: TextSettings, codes: TextCodes): readonly Finding[] {
  // GitHub's forms send "\r\n", and `$` would not match before the "\r".
  const lines = text.replaceAll('\r\n', '\n');
  const isFound = (source: string): boolean => compilePattern(source).test(lines);
  const wanted = listOf(settings.matches);
  const unwanted = listOf(settings.not_matches).filter(isFound);
  const findings = [
    ...(wanted.length > 0 && !wanted.some(isFound) ? [makeFinding(codes.lacks, 'unmet', { patterns: wanted })] : []),
    ...(unwanted.length > 0 ? [makeFinding(codes.has, 'unmet', { patterns: unwanted })] : []),
  ];
  return findings.length > 0 ? findings : [makeFinding(codes.good, 'met')];
}

function checkPattern(path: SettingProblem['path'], source: string): readonly SettingProblem[] {
  const fault = findPatternFault(source);
  return fault === null ? [] : [{ path, code: 'policy.pattern', message: fault.message, offset: fault.offset }];
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
