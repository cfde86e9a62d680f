import type { Policy } from './policy.ts';
import type { PolicyProblem } from './problem.ts';

/**
 * What is wrong with a file that stands as the policy of a repository and has keys of a floor. Whoever reads the file
 * decides whether to ask: the floor's own repository has the same file in both places.
 */
export function findFloorOnlyKeys({ floorOnly }: Pick<Policy, 'floorOnly'>): readonly PolicyProblem[] {
  return floorOnly.map(({ key, line, column }) => ({
    code: 'policy.schema',
    message: `only an organization's floor has "${key}"`,
    line,
    column,
    nearest: null,
  }));
}
