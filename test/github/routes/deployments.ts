/** Environments of a repository, and what is deployed to them. */
import { findEnvironment } from '../deployments/environments.ts';
import type { Deployment } from '../deployments/records.ts';
import { notFound } from '../server/github-error.ts';
import { forRepository, ok, page, type RepositoryCall, type Route } from '../server/route.ts';
import { deploymentShape, deploymentStatusShape } from '../shapes/deployment.ts';
import { environmentShape, gateShape } from '../shapes/environment.ts';

const readActions = ['actions', 'read'] as const;
const read = ['deployments', 'read'] as const;

export const deploymentRoutes: readonly Route[] = [
  forRepository('GET /repos/{owner}/{repo}/environments', readActions, async (call) => {
    const { environments } = call.repository;
    return page(call, environments, (list) => ({
      total_count: environments.length,
      environments: list.map((one) => environmentShape(call.stage.world, one)),
    }));
  }),

  forRepository(
    'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment_protection_rules',
    readActions,
    async ({ stage, repository, path }) => {
      const gates = findEnvironment(repository, path['environment_name'] ?? '')?.gates;
      if (gates === undefined) throw notFound();
      return ok({
        total_count: gates.length,
        custom_deployment_protection_rules: gates.map((gate) => gateShape(stage.world, gate)),
      });
    },
  ),

  /** Newest first. */
  forRepository('GET /repos/{owner}/{repo}/deployments', read, async (call) => {
    const wanted = call.repository.deployments.filter((one) => isWanted(call, one)).toReversed();
    return page(call, wanted, (list) => list.map((one) => deploymentShape(call.stage.world, one)));
  }),

  forRepository('GET /repos/{owner}/{repo}/deployments/{deployment_id}', read, async (call) =>
    ok(deploymentShape(call.stage.world, findDeployment(call))),
  ),

  forRepository('GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', read, async (call) => {
    const deployment = findDeployment(call);
    return page(call, deployment.statuses, (list) =>
      list.map((one) => deploymentStatusShape(call.stage.world, deployment, one)),
    );
  }),
];

function isWanted({ query }: RepositoryCall, { sha, ref, environment }: Deployment): boolean {
  const has = { sha, ref, task: 'deploy', environment: environment.name };
  return Object.entries(has).every(([field, value]) => {
    const asked = query[field];
    return asked === undefined || asked === 'none' || asked === value;
  });
}

function findDeployment({ repository, path }: RepositoryCall): Deployment {
  const found = repository.deployments.find(({ id }) => id === Number(path['deployment_id']));
  if (found === undefined) throw notFound();
  return found;
}
