/** States of deployments, one after another. */
import { announceStatus } from '../announce/deployment.ts';
import type { User, World } from '../world.ts';
import type { Deployment, DeploymentState, DeploymentStatus } from './records.ts';

export function stateOf({ statuses }: Deployment): DeploymentState {
  return statuses[0]?.state ?? 'pending';
}

/** A success takes the place of the successes before it, which become inactive. */
export async function setState(
  world: World,
  deployment: Deployment,
  { state, creator }: { readonly state: DeploymentState; readonly creator: User },
): Promise<DeploymentStatus> {
  const status = await addStatus(world, deployment, { state, creator });
  if (state === 'success')
    for (const one of earlierSuccesses(deployment)) await addStatus(world, one, { state: 'inactive', creator });
  return status;
}

function earlierSuccesses(deployment: Deployment): readonly Deployment[] {
  const { deployments } = deployment.repository;
  const name = deployment.environment.name.toLowerCase();
  return deployments
    .slice(0, deployments.indexOf(deployment))
    .filter((one) => one.environment.name.toLowerCase() === name && stateOf(one) === 'success');
}

async function addStatus(
  world: World,
  deployment: Deployment,
  { state, creator }: { readonly state: DeploymentState; readonly creator: User },
): Promise<DeploymentStatus> {
  const status = { id: world.nextId(), state, creator, createdAt: world.now() };
  deployment.statuses.unshift(status);
  deployment.updatedAt = status.createdAt;
  await announceStatus(world, deployment, status);
  return status;
}
