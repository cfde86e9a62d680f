import type { FindingValue } from './verdict.ts';

/** Findings are plain data, perhaps read back from a database: these take one value of them, whatever stands there. */
export function listOf(value: FindingValue | undefined): readonly FindingValue[] {
  return Array.isArray(value) ? value : [];
}

export function recordOf(value: FindingValue | undefined): Readonly<Record<string, FindingValue>> {
  return isRecord(value) ? value : {};
}

export function textOf(value: FindingValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function numberOf(value: FindingValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}

function isRecord(value: FindingValue | undefined): value is { readonly [key: string]: FindingValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
