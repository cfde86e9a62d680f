import { nodeId } from '../node-id.ts';
import { suiteState } from '../shapes/check.ts';
import { repositoryHtmlUrl } from '../shapes/repository.ts';
import { type CheckRun, type CheckSuite, type IssueComment, toGitHubTime } from '../world.ts';
import { actorValue, userValue } from './accounts.ts';
import type { Resolvers } from './context.ts';
import { commitValue } from './git-objects.ts';
import { workflowRunValue } from './machines.ts';
import { refValue } from './repositories.ts';
import { connection, Fields, type PageArguments, Typed } from './value.ts';

export const checkSuite: Resolvers<CheckSuite> = {
  id: ({ id }) => nodeId('checkSuite', id),
  databaseId: ({ id }) => id,
  app: ({ app }) => new Typed('App', app),
  commit: ({ repository, headSha }, _args, context) => commitValue(context, repository, headSha),
  branch: ({ repository, headBranch }, _args, context) =>
    headBranch === null ? null : refValue(context, repository, `refs/heads/${headBranch}`),
  creator: ({ app }) => userValue(app.bot),
  status: (self) => suiteState(self).status.toUpperCase(),
  conclusion: (self) => suiteState(self).conclusion?.toUpperCase() ?? null,
  createdAt: ({ createdAt }) => toGitHubTime(createdAt),
  updatedAt: ({ updatedAt }) => toGitHubTime(updatedAt),
  repository: ({ repository }) => new Typed('Repository', repository),
  workflowRun: (self, _args, context) => workflowRunValue(context, self.repository, self.workflowRun),
  checkRuns: ({ runs }, args: PageArguments & { filterBy?: RunFilter | null }) => {
    const { appId, checkName, status, checkType } = args.filterBy ?? {};
    const named = runs.filter(
      (run) =>
        (appId === undefined || run.suite.app.id === appId) &&
        (checkName === undefined || run.name === checkName) &&
        (status === undefined || run.status.toUpperCase() === status),
    );
    // As REST's `filter=latest`: unless all are asked for, only the newest run of each name.
    const wanted =
      checkType === 'ALL'
        ? named
        : named.filter((run) => !named.some((other) => other.name === run.name && other.id > run.id));
    return connection(wanted, args, { node: (run) => new Typed('CheckRun', run) });
  },
};

interface RunFilter {
  readonly appId?: number;
  readonly checkName?: string;
  readonly checkType?: string;
  readonly status?: string;
}

export const checkRun: Resolvers<CheckRun> = {
  id: ({ id }) => nodeId('checkRun', id),
  databaseId: ({ id }) => id,
  name: ({ name }) => name,
  status: ({ status }) => status.toUpperCase(),
  conclusion: ({ conclusion }) => conclusion?.toUpperCase() ?? null,
  startedAt: ({ startedAt }) => toGitHubTime(startedAt),
  completedAt: ({ completedAt }) => (completedAt === null ? null : toGitHubTime(completedAt)),
  detailsUrl: ({ detailsUrl }) => detailsUrl,
  externalId: ({ externalId }) => externalId,
  title: ({ title }) => title,
  summary: ({ summary }) => summary,
  text: ({ text }) => text,
  url: ({ suite: { repository }, id }, _args, { world }) => `${repositoryHtmlUrl(world, repository)}/runs/${id}`,
  permalink: ({ suite: { repository }, id }, _args, { world }) => `${repositoryHtmlUrl(world, repository)}/runs/${id}`,
  checkSuite: ({ suite }) => new Typed('CheckSuite', suite),
  repository: ({ suite: { repository } }) => new Typed('Repository', repository),
  annotations: ({ annotations }, args: PageArguments) =>
    connection(annotations, args, {
      node: (each) =>
        new Fields({
          path: each.path,
          message: each.message,
          title: each.title,
          rawDetails: each.raw_details,
          annotationLevel: each.annotation_level.toUpperCase(),
          location: new Fields({
            start: new Fields({ line: each.start_line, column: each.start_column }),
            end: new Fields({ line: each.end_line, column: each.end_column }),
          }),
        }),
    }),
};

export const issueComment: Resolvers<IssueComment> = {
  id: ({ id }) => nodeId('comment', id),
  databaseId: ({ id }) => id,
  fullDatabaseId: ({ id }) => String(id),
  author: ({ author }) => actorValue(author),
  body: ({ body }) => body,
  createdAt: ({ createdAt }) => toGitHubTime(createdAt),
  updatedAt: ({ updatedAt }) => toGitHubTime(updatedAt),
  repository: ({ repository }) => new Typed('Repository', repository),
};
