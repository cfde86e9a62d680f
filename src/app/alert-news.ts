import { isAskedFor } from './asked-needs.ts';
import type { Context } from './context.ts';
import { fanOut } from './fan-out.ts';
import type { Place } from './ports.ts';

/**
 * Everything that is open in a repository is judged again when one of its security alerts was opened or closed, and a
 * policy asks for them. An alert may concern any branch, so nobody is left out; known from the database, at no request.
 */
export async function judgeByAlerts(context: Context, place: Place): Promise<void> {
  const repository = place.repository.id;
  const isAsked = await isAskedFor(
    context,
    { repository, base: null },
    ({ codeScanning, secretScanning, dependencyAlerts }) => codeScanning || secretScanning || dependencyAlerts,
  );
  if (isAsked !== true) return;
  const open = await context.store.subjects.onBase(repository, null);
  await fanOut(
    context,
    place.installation,
    open.map((subject) => ({ ...subject, ...place })),
  );
}
