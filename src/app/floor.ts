import type { Context } from './context.ts';
import type { Place } from './ports.ts';

/** The repository whose policy applies to all others of the organisation. */
export interface Floor {
  readonly owner: string;
  readonly name: string;
  /** The server's configuration names it, so it must be readable. */
  readonly named: boolean;
}

/** Owner and name; what GitHub calls a repository now is better than what a subject remembers. */
interface Named {
  readonly repository: Pick<Place['repository'], 'owner' | 'name'>;
}

export function floorOf({ config }: Pick<Context, 'config'>, { repository }: Named): Floor {
  return config.floor === null
    ? { owner: repository.owner, name: '.github', named: false }
    : { ...config.floor, named: true };
}

/** GitHub's names do not mind case. */
export function isFloor(context: Pick<Context, 'config'>, place: Named): boolean {
  const { owner, name } = floorOf(context, place);
  const { repository } = place;
  return repository.owner.toLowerCase() === owner.toLowerCase() && repository.name.toLowerCase() === name.toLowerCase();
}
