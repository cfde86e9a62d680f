import type { Environment } from './environment.ts';

/** One setting of the environment; what is wrong with it is noted among the problems, and reading goes on. */

/** Trimmed; null: not set, or empty. */
export function text(env: Environment, name: string): string | null {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? null : value;
}

interface NumberSetting {
  readonly name: string;
  readonly fallback: number | null;
  readonly from: number;
  readonly to: number;
}

export function number(env: Environment, problems: string[], { name, fallback, from, to }: NumberSetting): number {
  const value = text(env, name);
  if (value === null) {
    if (fallback === null) problems.push(`${name} is not set`);
    return fallback ?? from;
  }
  const parsed = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(parsed >= from && parsed <= to)) problems.push(`${name} must be a whole number from ${from} to ${to}`);
  return parsed;
}

interface ChoiceSetting<T extends string> {
  readonly name: string;
  readonly values: readonly T[];
  readonly fallback: T;
}

export function oneOf<T extends string>(
  env: Environment,
  problems: string[],
  { name, values, fallback }: ChoiceSetting<T>,
): T {
  const value = text(env, name);
  const found = value === null ? fallback : values.find((each) => each === value);
  if (found === undefined) problems.push(`${name} must be one of ${values.join(', ')}`);
  return found ?? fallback;
}

/** `OWNER/REPOSITORY`. */
export function repository(env: Environment, problems: string[], name: string): { owner: string; name: string } | null {
  const value = text(env, name);
  if (value === null) return null;
  const found = readName(value);
  if (found === null) problems.push(`${name} must be OWNER/REPOSITORY`);
  return found;
}

export function readName(value: string): { owner: string; name: string } | null {
  const match = /^([\w-]+)\/([\w.-]+)$/.exec(value);
  return match?.[1] === undefined || match[2] === undefined ? null : { owner: match[1], name: match[2] };
}
