import type { SettingProblem } from './condition.ts';
import { findGlobFault } from './glob.ts';

/** A glob, or a list of globs, as several conditions take them for one name. */
export const globList = {
  type: ['string', 'array'],
  minLength: 1,
  maxLength: 250,
  minItems: 1,
  maxItems: 100,
  items: { type: 'string', minLength: 1, maxLength: 250 },
} as const;

export function globsOf(settings: string | readonly string[]): readonly string[] {
  return typeof settings === 'string' ? [settings] : settings;
}

export function checkGlobs(
  path: SettingProblem['path'],
  settings: string | readonly string[],
): readonly SettingProblem[] {
  return typeof settings === 'string'
    ? checkGlob(path, settings)
    : settings.flatMap((glob, index) => checkGlob([...path, index], glob));
}

export function checkGlob(path: SettingProblem['path'], glob: string): readonly SettingProblem[] {
  const fault = findGlobFault(glob);
  return fault === null ? [] : [{ path, code: 'policy.pattern', message: fault.message, offset: fault.offset }];
}
