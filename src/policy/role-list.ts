import type { SettingProblem } from './condition.ts';
import { findNearest } from './nearest.ts';
import type { Policy } from './policy.ts';

/** Names of roles, as several conditions take them. */
export const roleList = {
  type: 'array',
  minItems: 1,
  maxItems: 100,
  uniqueItems: true,
  items: { type: 'string' },
} as const;

/** Roles that `people` does not define. */
export function checkRoles(key: string, roles: readonly string[], { people }: Policy): readonly SettingProblem[] {
  return roles.flatMap((role, index) => {
    if (Object.hasOwn(people, role)) return [];
    const nearest = findNearest(role, Object.keys(people));
    const hint = nearest === null ? '' : `: did you mean "${nearest}"?`;
    const message = `"people" does not define the role ${JSON.stringify(role.slice(0, 60))}${hint}`;
    return [{ path: [key, index], code: 'policy.reference', message, nearest }];
  });
}
