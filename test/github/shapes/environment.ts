/** Environments and what protects them, as REST shows them. */
import type { Environment, Gate } from '../deployments/records.ts';
import { nodeId } from '../node-id.ts';
import { toGitHubTime, type World } from '../world.ts';
import { type Shape, teamShape, userShape } from './owner.ts';
import { repositoryHtmlUrl, repositoryUrl } from './repository.ts';

/** Custom rules are listed apart. */
export function environmentShape(world: World, environment: Environment): Shape {
  const { id, reviewers, preventSelfReview, waitTimer, branches } = environment;
  const required = {
    ...ruleOf(id),
    type: 'required_reviewers',
    prevent_self_review: preventSelfReview,
    reviewers: reviewersShape(world, environment),
  };
  return {
    ...simpleEnvironmentShape(world, environment),
    protection_rules: [
      ...(waitTimer === 0 ? [] : [{ ...ruleOf(id), type: 'wait_timer', wait_timer: waitTimer }]),
      ...(reviewers.length === 0 ? [] : [required]),
      ...(branches === null ? [] : [{ ...ruleOf(id), type: 'branch_policy' }]),
    ],
    deployment_branch_policy:
      branches === null
        ? null
        : { protected_branches: branches === 'protected', custom_branch_policies: branches === 'chosen' },
    ...(environment.saysAdminsBypass ? { can_admins_bypass: environment.adminsBypass } : {}),
  };
}

const ruleOf = (id: number): Shape => ({ id, node_id: nodeId('gate', id) });

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
