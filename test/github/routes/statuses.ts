/** Commit statuses and custom properties. */
import { propertyShapes } from '../behaviour/properties.ts';
import { setStatus } from '../behaviour/statuses.ts';
import { forRepository, ok, type Route, textOf } from '../server/route.ts';
import { statusShape } from '../shapes/status.ts';
import type { CommitStatus } from '../world.ts';

export const statusRoutes: readonly Route[] = [
  forRepository(
    'POST /repos/{owner}/{repo}/statuses/{sha}',
    ['statuses', 'write'],
    async ({ stage, repository, actor, path, body }) => {
      const status = await setStatus(stage.world, actor, repository, {
        sha: path['sha'] ?? '',
        context: textOf(body, 'context') ?? 'default',
        state: body['state'] as CommitStatus['state'],
        description: textOf(body, 'description') ?? null,
        targetUrl: textOf(body, 'target_url') ?? null,
      });
      return ok(statusShape(stage.world, repository, status), 201);
    },
  ),

  forRepository('GET /repos/{owner}/{repo}/properties/values', ['metadata', 'read'], async ({ repository }) =>
    ok(propertyShapes(repository)),
  ),
];
