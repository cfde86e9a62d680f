import type { Person } from '../policy/facts.ts';
import type { Context } from './context.ts';
import type { Place } from './ports.ts';

/** May this person push to the repository, as GitHub says now? */
export async function mayWrite(context: Pick<Context, 'forge'>, place: Place, { login }: Person): Promise<boolean> {
  const permission = await context.forge.repositories.permission(place, login);
  return permission === 'admin' || permission === 'write';
}
