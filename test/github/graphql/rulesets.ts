import { nodeId } from '../node-id.ts';
import type { AppliedRule } from '../rules.ts';
import { type BypassActor, type RequiredCheck, type Ruleset, toGitHubTime, type World } from '../world.ts';
import type { Resolvers } from './context.ts';
import { connection, Fields, type PageArguments, Typed } from './value.ts';

export const ruleset: Resolvers<Ruleset> = {
  id: ({ id }) => nodeId('ruleset', id),
  databaseId: ({ id }) => id,
  name: ({ name }) => name,
  enforcement: ({ enforcement }) => enforcement.toUpperCase(),
  target: ({ target }) => target.toUpperCase(),
  createdAt: ({ createdAt }) => toGitHubTime(createdAt),
  updatedAt: ({ updatedAt }) => toGitHubTime(updatedAt),
  source: ({ source }) => new Typed('gitDir' in source ? 'Repository' : 'Organization', source),
  conditions: ({ include, exclude }) =>
    new Fields({
      refName: new Fields({ include, exclude }),
      repositoryId: null,
      repositoryName: null,
      repositoryProperty: null,
    }),
  rules: (self, args: PageArguments & { type?: string | null }) => {
    const rules = self.rules.filter(({ type }) => typeof args.type !== 'string' || type.toUpperCase() === args.type);
    return connection(rules, args, {
      node: (rule) => new Typed('RepositoryRule', { ruleset: self, rule } satisfies AppliedRule),
    });
  },
  bypassActors: (self, args: PageArguments, { world }) =>
    connection(self.bypassActors, args, { node: (actor) => bypassFields(world, self, actor) }),
};

function bypassFields(
  world: World,
  self: Ruleset,
  { actor_id: id, actor_type: kind, bypass_mode: mode }: BypassActor,
): Fields {
  const actor = (): Typed | null => {
    const app = kind === 'Integration' && id !== null ? world.apps.get(id) : undefined;
    const team = kind === 'Team' && id !== null ? world.teams.get(id) : undefined;
    if (app !== undefined) return new Typed('App', app);
    return team === undefined ? null : new Typed('Team', team);
  };
  return new Fields({
    id: nodeId('ruleset', self.id),
    actor,
    bypassMode: mode.toUpperCase(),
    deployKey: kind === 'DeployKey',
    enterpriseOwner: false,
    organizationAdmin: kind === 'OrganizationAdmin',
    repositoryRoleDatabaseId: kind === 'RepositoryRole' ? id : null,
    repositoryRuleset: () => new Typed('RepositoryRuleset', self),
  });
}

export const rule: Resolvers<AppliedRule> = {
  id: ({ ruleset: self, rule: { type } }) => `RR_${Buffer.from(`${self.id}:${type}`).toString('base64url')}`,
  type: ({ rule: { type } }) => type.toUpperCase(),
  repositoryRuleset: ({ ruleset: self }) => new Typed('RepositoryRuleset', self),
  parameters: ({ rule: self }) => {
    switch (self.type) {
      case 'required_status_checks':
        return new Typed('RequiredStatusChecksParameters', camelFields(self.parameters));
      case 'pull_request':
        return new Typed('PullRequestParameters', camelFields(self.parameters));
      case 'merge_queue':
        return new Typed('MergeQueueParameters', camelFields(self.parameters));
      case 'update':
        return self.parameters === undefined ? null : new Typed('UpdateParameters', camelFields(self.parameters));
      case 'creation':
      case 'deletion':
      case 'non_fast_forward':
      case 'required_signatures':
      case 'required_linear_history':
        return null;
    }
  },
};

/** GraphQL's names of what REST calls `required_status_checks` and the like. */
function camelFields(parameters: object): Fields {
  const fields: Record<string, unknown> = { doNotEnforceOnCreate: false, allowedMergeMethods: null };
  for (const [name, value] of Object.entries(parameters)) {
    const camel = name.replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
    fields[camel] = Array.isArray(value) && name === 'required_status_checks' ? value.map(checkFields) : value;
  }
  return new Fields(fields);
}

function checkFields({ context, integration_id: id }: RequiredCheck): Fields {
  return new Fields({ context, integrationId: id ?? null });
}
