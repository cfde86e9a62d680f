/** What GitHub says about itself. */

import type { LimitState } from '../server/limits.ts';
import { forActor, forAnybody, ok, type Route } from '../server/route.ts';
import type { Shape } from '../shapes/owner.ts';

export const serviceRoutes: readonly Route[] = [
  forAnybody('GET /meta', async ({ stage }) =>
    ok({
      verifiable_password_authentication: false,
      hooks: ['127.0.0.1/32'],
      web: ['127.0.0.1/32'],
      api: ['127.0.0.1/32'],
      git: ['127.0.0.1/32'],
      commit_signing_keys: [stage.world.webFlowKey.armouredPublicKey],
    }),
  ),

  forActor('GET /rate_limit', async ({ stage, actor }) => {
    const core = limitShape(stage.limits.state(actor, 'core'));
    const graphql = limitShape(stage.limits.state(actor, 'graphql'));
    return ok({ resources: { core, graphql, search: core }, rate: core });
  }),
];

function limitShape({ limit, used, resetAt }: LimitState): Shape {
  return { limit, used, remaining: limit - used, reset: Math.ceil(resetAt / 1000) };
}
