import type { SettingProblem } from './condition.ts';

/** A number between two others, both included. At least one of them is there. */
export interface NumberRange {
  readonly min?: number;
  readonly max?: number;
}

const bound = { type: 'integer', minimum: 0, maximum: 1_000_000 };

export function rangeSchema(description: string): Readonly<Record<string, unknown>> {
  return {
    type: 'object',
    description,
    additionalProperties: false,
    minProperties: 1,
    properties: {
      min: { ...bound, description: 'At least so many.' },
      max: { ...bound, description: 'At most so many.' },
    },
  };
}

/** A range that holds no number would be met by nothing, which nobody means. */
export function checkRange(key: string, range: NumberRange | undefined): readonly SettingProblem[] {
  if (range?.min === undefined || range.max === undefined || range.min <= range.max) return [];
  return [{ path: [key, 'min'], code: 'policy.schema', message: `"min" is above "max" (${range.max})` }];
}

export function isWithin(count: number, { min = 0, max = Number.POSITIVE_INFINITY }: NumberRange): boolean {
  return min <= count && count <= max;
}

/** For findings: what is not limited is null. */
export function showRange({ min, max }: NumberRange): { readonly min: number | null; readonly max: number | null } {
  return { min: min ?? null, max: max ?? null };
}
