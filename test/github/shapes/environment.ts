/** Environments and what protects them, as REST shows them. */
import type { Environment, Gate } from '../deployments/records.ts';
import { nodeId } from '../node-id.ts';
import { toGitHubTime, type World } from '../world.ts';
import { type Shape, teamShape, userShape } from './owner.ts';
import { repositoryHtmlUrl, repositoryUrl } from './repository.ts';

/** Custom rules are listed apart, and whether administrators may pass is not said. */
export function environmentShape(world: World, environment: Environment): Shape {
  const { id, reviewers, preventSelfReview } = environment;
  const required = {
    id,
    node_id: nodeId('gate', id),
    type: 'required_reviewers',
    prevent_self_review: preventSelfReview,
    reviewers: reviewersShape(world, environment),
  };
  return {
    ...simpleEnvironmentShape(world, environment),
    protection_rules: reviewers.length === 0 ? [] : [required],
    deployment_branch_policy: null,
  };
}

/** As reviews show it. */
export function simpleEnvironmentShape(world: World, { id, name, repository, ...times }: Environment): Shape {
  const encoded = encodeURIComponent(name);
  return {
    id,
    node_id: nodeId('environment', id),
    name,
    url: `${repositoryUrl(world, repository)}/environments/${encoded}`,
    html_url: `${repositoryHtmlUrl(world, repository)}/deployments/activity_log?environments_filter=${encoded}`,
    created_at: toGitHubTime(times.createdAt),
    updated_at: toGitHubTime(times.updatedAt),
  };
}

export function reviewersShape(world: World, { reviewers }: Environment): readonly Shape[] {
  return reviewers.map((one) =>
    'slug' in one
      ? { type: 'Team', reviewer: teamShape(world, one) }
      : { type: 'User', reviewer: userShape(world, one) },
  );
}

export function gateShape(world: World, { id, app }: Gate): Shape {
  return {
    id,
    node_id: nodeId('gate', id),
    enabled: true,
    app: {
      id: app.id,
      slug: app.slug,
      integration_url: `${world.baseUrl}/apps/${app.slug}`,
      node_id: nodeId('app', app.id),
    },
  };
}
