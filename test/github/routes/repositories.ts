/** Repositories, their branches, activity and collaborators. */

import { actorUser, atLeast, permissionOf } from '../access.ts';
import { legacyPermission } from '../behaviour/people.ts';
import { nodeId } from '../node-id.ts';
import type { Activity } from '../push-records.ts';
import { rulesFor } from '../rules.ts';
import { GitHubError, notFound } from '../server/github-error.ts';
import { type Answer, forRepository, ok, page, type RepositoryCall, type Route, textOf } from '../server/route.ts';
import { commitShape } from '../shapes/commit.ts';
import { ownerShape, type Shape, userShape } from '../shapes/owner.ts';
import { fullRepositoryShape, repositoryHtmlUrl, repositoryUrl } from '../shapes/repository.ts';
import { type Permission, toGitHubTime } from '../world.ts';

const DAY = 86_400_000;
const periods: Readonly<Record<string, number>> = {
  day: DAY,
  week: 7 * DAY,
  month: 31 * DAY,
  quarter: 92 * DAY,
  year: 366 * DAY,
};

export const repositoryRoutes: readonly Route[] = [
  forRepository('GET /repos/{owner}/{repo}', ['metadata', 'read'], async ({ stage, repository, actor }) =>
    ok({
      ...fullRepositoryShape(stage.world, repository),
      permissions: permissionFlags(actor.kind === 'user' ? permissionOf(repository, actorUser(actor)) : 'none'),
    }),
  ),

  forRepository('GET /repos/{owner}/{repo}/activity', ['contents', 'read'], listActivity),

  forRepository(
    'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
    ['metadata', 'read'],
    async ({ stage, repository, path }) => {
      const user = stage.world.findUser(path['username'] ?? '');
      if (user === undefined) throw notFound();
      const permission = permissionOf(repository, user);
      return ok({
        permission: legacyPermission(permission),
        role_name: permission,
        user: { ...ownerShape(stage.world, user), permissions: permissionFlags(permission), role_name: permission },
      });
    },
  ),

  forRepository('GET /repos/{owner}/{repo}/branches', ['contents', 'read'], async (call) => {
    const { stage, repository } = call;
    const refs = await stage.world.git.listRefs(repository.gitDir, 'refs/heads/');
    const all = refs.map(({ name, oid }) => ({
      name: name.slice('refs/heads/'.length),
      commit: { sha: oid, url: `${repositoryUrl(stage.world, repository)}/commits/${oid}` },
      protected: rulesFor(repository, name).length > 0,
    }));
    return page(
      call,
      all.filter((one) => call.query['protected'] === undefined || one.protected === call.query['protected']),
    );
  }),

  forRepository(
    'GET /repos/{owner}/{repo}/branches/{branch}',
    ['contents', 'read'],
    async ({ stage, repository, path }) => {
      const { world } = stage;
      const name = path['branch'] ?? '';
      const oid = await world.git.readRef(repository.gitDir, `refs/heads/${name}`);
      const commit = oid === null ? null : await world.git.readCommit(repository.gitDir, oid);
      if (commit === null) throw new GitHubError(404, 'Branch not found');
      const self = `${repositoryUrl(world, repository)}/branches/${name}`;
      return ok({
        name,
        commit: commitShape(world, repository, commit),
        protected: rulesFor(repository, `refs/heads/${name}`).length > 0,
        _links: {
          self,
          html: `${repositoryHtmlUrl(world, repository)}/tree/${name}`,
        },
        protection: { enabled: false },
        protection_url: `${self}/protection`,
      });
    },
  ),

  /** The stand-in has rulesets only: classic protection is never there. */
  forRepository('GET /repos/{owner}/{repo}/branches/{branch}/protection', ['administration', 'read'], async () => {
    throw new GitHubError(404, 'Branch not protected');
  }),
];

async function listActivity(call: RepositoryCall): Promise<Answer> {
  const { stage, repository, query } = call;
  const period = textOf(query, 'time_period');
  const since = period === undefined ? 0 : stage.world.now() - (periods[period] ?? 0);
  const ref = textOf(query, 'ref');
  const wanted = repository.activities
    .filter((one) => ref === undefined || one.ref === ref || one.ref === `refs/heads/${ref}`)
    .filter((one) => query['actor'] === undefined || one.actor.login === query['actor'])
    .filter((one) => query['activity_type'] === undefined || one.type === query['activity_type'])
    .filter((one) => one.at >= since);
  const ordered = query['direction'] === 'asc' ? wanted : wanted.toReversed();
  const size = Number(query['per_page'] ?? 30);
  const after = ordered.findIndex(({ id }) => String(id) === query['after']) + 1;
  const shown = ordered.slice(after, after + size);
  const last = shown.at(-1);
  const more = last !== undefined && after + size < ordered.length;
  const next = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  if (last !== undefined) next.set('after', String(last.id));
  return {
    ...ok(shown.map((one) => activityShape(call, one))),
    ...(more ? { headers: { link: `<${call.url}?${next.toString()}>; rel="next"` } } : {}),
  };
}

function activityShape({ stage }: RepositoryCall, { id, before, after, ref, at, type, actor }: Activity): Shape {
  return {
    id,
    node_id: nodeId('timelineEvent', id),
    before,
    after,
    ref,
    timestamp: toGitHubTime(at),
    activity_type: type,
    actor: actor.deleted ? null : userShape(stage.world, actor),
  };
}

function permissionFlags(permission: Permission | 'none'): Shape {
  return {
    pull: atLeast(permission, 'read'),
    triage: atLeast(permission, 'triage'),
    push: atLeast(permission, 'write'),
    maintain: atLeast(permission, 'maintain'),
    admin: atLeast(permission, 'admin'),
  };
}
