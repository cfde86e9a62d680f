import { app, bot, organization, team, user } from './accounts.ts';
import { checkRun, checkSuite, issueComment } from './checks.ts';
import { commitOnBranch } from './commit-on-branch.ts';
import { commit } from './commits.ts';
import type { Resolvers } from './context.ts';
import { blob, comparison, ref, tag, tree, treeEntry } from './git-objects.ts';
import { statusContext, workflow, workflowRun } from './machines.ts';
import { mergeQueue, mergeQueueEntry, mergeQueueMutations } from './merge-queue.ts';
import { label, pullRequest, review } from './pull-requests.ts';
import { query } from './query.ts';
import { refMutations } from './ref-mutations.ts';
import { refRules, repository } from './repositories.ts';
import { rule, ruleset } from './rulesets.ts';

/** Who answers the fields of which type. The values of a type always carry the source that its resolvers expect. */
export const resolvers: Readonly<Record<string, Resolvers<unknown>>> = {
  App: app,
  Blob: blob,
  Bot: bot,
  CheckRun: checkRun,
  CheckSuite: checkSuite,
  Commit: commit,
  Comparison: comparison,
  IssueComment: issueComment,
  Label: label,
  MergeQueue: mergeQueue,
  MergeQueueEntry: mergeQueueEntry,
  Mutation: { ...commitOnBranch, ...mergeQueueMutations, ...refMutations },
  Organization: organization,
  PullRequest: pullRequest,
  PullRequestReview: review,
  Query: query,
  Ref: { ...ref, ...refRules },
  Repository: repository,
  RepositoryRule: rule,
  RepositoryRuleset: ruleset,
  StatusContext: statusContext,
  Tag: tag,
  Team: team,
  Tree: tree,
  TreeEntry: treeEntry,
  User: user,
  Workflow: workflow,
  WorkflowRun: workflowRun,
};
