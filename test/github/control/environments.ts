/** Control commands about environments of repositories. */
import { createEnvironment, deleteEnvironment, type Protection, protect } from '../deployments/environments.ts';
import type { Stage } from '../server/stage.ts';
import type { Team, User } from '../world.ts';
import { appOf, environmentOf, repositoryOf, teamOf, userOf } from './find.ts';

interface Named {
  readonly repository: string;
  readonly name: string;
}

interface Protected {
  /** Ids of apps that have to approve. */
  readonly gates?: readonly number[];
  /** Logins, and teams as `organization/slug`; one of them has to approve. */
  readonly reviewers?: readonly string[];
  readonly preventSelfReview?: boolean;
  readonly adminsBypass?: boolean;
  readonly saysAdminsBypass?: boolean;
  /** Minutes. */
  readonly waitTimer?: number;
  readonly branches?: 'protected' | 'chosen' | null;
}

export const environmentCommands = {
  createEnvironment: async (stage: Stage, args: Named & Protected): Promise<{ id: number }> => {
    const request = { name: args.name, protection: protectionOf(stage, args) };
    return { id: createEnvironment(stage.world, repositoryOf(stage, args.repository), request).id };
  },

  /** What is not given stays as it is. */
  updateEnvironment: async (stage: Stage, args: Named & Protected): Promise<void> =>
    protect(stage.world, environmentOf(stage, args.repository, args.name), protectionOf(stage, args)),

  /** Jobs that wait for its rules fail. */
  deleteEnvironment: async (stage: Stage, { repository, name }: Named): Promise<void> =>
    deleteEnvironment(stage.world, environmentOf(stage, repository, name)),
} as const;

function protectionOf(stage: Stage, { gates, reviewers, ...others }: Protected): Protection {
  return {
    ...(gates === undefined ? {} : { gates: gates.map((id) => appOf(stage, id)) }),
    ...(reviewers === undefined ? {} : { reviewers: reviewers.map((name) => reviewerOf(stage, name)) }),
    ...others,
  };
}

function reviewerOf(stage: Stage, name: string): User | Team {
  const [organization = '', slug] = name.split('/');
  return slug === undefined ? userOf(stage, name) : teamOf(stage, organization, slug);
}
