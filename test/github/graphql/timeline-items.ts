import { nodeId } from '../node-id.ts';
import { readRange } from '../pull-range.ts';
import { type PullRequest, type Repository, type TimelineEvent, toGitHubTime } from '../world.ts';
import { actorValue, userValue } from './accounts.ts';
import type { Context } from './context.ts';
import { commitValue } from './git-objects.ts';
import { refValue } from './repositories.ts';
import { connection, Fields, type PageArguments, Typed } from './value.ts';

interface Item {
  readonly type: string;
  readonly at: number;
  readonly value: () => Typed;
}

export type TimelineArguments = PageArguments & {
  readonly itemTypes?: readonly string[] | null;
  readonly since?: string | null;
  readonly skip?: number | null;
};

/** Events, commits, reviews and comments of a pull request in the order in which they happened. */
export async function timelineOf(context: Context, self: PullRequest, args: TimelineArguments): Promise<Fields> {
  const wants = (type: string): boolean =>
    args.itemTypes === undefined || args.itemTypes === null || args.itemTypes.includes(enumName(type));
  const since = typeof args.since === 'string' ? Date.parse(args.since) : -Infinity;
  const items = [
    ...self.timeline.map((event) => ({
      type: event.type,
      at: event.createdAt,
      value: () => eventValue(context, self, event),
    })),
    ...self.reviews
      .filter(({ state }) => state !== 'PENDING')
      .map((review) => ({
        type: 'PullRequestReview',
        at: review.submittedAt,
        value: () => new Typed('PullRequestReview', review),
      })),
    ...self.repository.comments
      .filter(({ number }) => number === self.number)
      .map((comment) => ({
        type: 'IssueComment',
        at: comment.createdAt,
        value: () => new Typed('IssueComment', comment),
      })),
    ...(wants('PullRequestCommit') ? await commitItems(context, self) : []),
  ].filter((item): item is Item => wants(item.type) && item.at >= since);
  const ordered = items.toSorted((a, b) => a.at - b.at).slice(args.skip ?? 0);
  return connection(ordered, args, {
    node: (item) => item.value(),
    more: ({ items: page, betweenCursors }) => ({
      filteredCount: betweenCursors,
      pageCount: page.length,
      updatedAt: toGitHubTime(self.updatedAt),
    }),
  });
}

/** `BASE_REF_CHANGED_EVENT` of `BaseRefChangedEvent`. */
function enumName(type: string): string {
  return type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}

async function commitItems(context: Context, self: PullRequest): Promise<readonly Item[]> {
  const { gitDir } = self.repository;
  const { commits } = await readRange(context.world, self);
  const read = await context.world.git.readCommits(gitDir, commits);
  return read.flatMap((commit): readonly Item[] => {
    if (commit === null) return [];
    const fields = {
      id: `PURC_${Buffer.from(`${self.id}:${commit.oid}`).toString('base64url')}`,
      commit: () => new Typed('Commit', { repository: self.repository, commit }),
      pullRequest: () => new Typed('PullRequest', self),
    };
    return [
      {
        type: 'PullRequestCommit',
        at: Date.parse(commit.committer.date),
        value: () => new Typed('PullRequestCommit', new Fields(fields)),
      },
    ];
  });
}

function eventValue(context: Context, self: PullRequest, event: TimelineEvent): Typed {
  const common = {
    id: nodeId('timelineEvent', event.id),
    databaseId: event.id,
    createdAt: toGitHubTime(event.createdAt),
    actor: () => actorValue(event.actor),
    pullRequest: () => new Typed('PullRequest', self),
  };
  return new Typed(event.type, new Fields({ ...common, ...particulars(context, self, event) }));
}

function particulars(context: Context, self: PullRequest, event: TimelineEvent): Readonly<Record<string, unknown>> {
  const { repository } = self;
  switch (event.type) {
    case 'BaseRefChangedEvent':
      return { currentRefName: event.currentRefName, previousRefName: event.previousRefName };
    case 'BaseRefForcePushedEvent':
      return forcePush(context, repository, event);
    case 'HeadRefForcePushedEvent':
      return forcePush(context, self.headRepository ?? repository, event);
    case 'HeadRefDeletedEvent':
      return { headRefName: event.refName, headRef: null };
    case 'MergedEvent':
      return {
        mergeRefName: event.refName,
        mergeRef: () => refValue(context, repository, `refs/heads/${event.refName}`),
        commit: () => commitValue(context, repository, event.oid),
      };
    case 'AssignedEvent':
      return { assignee: () => actorValue(event.assignee), assignable: () => new Typed('PullRequest', self) };
    case 'AddedToMergeQueueEvent':
      return { enqueuer: () => userValue(event.enqueuer), mergeQueue: () => new Typed('MergeQueue', event.queue) };
    case 'RemovedFromMergeQueueEvent':
      return {
        enqueuer: () => userValue(event.enqueuer),
        mergeQueue: () => new Typed('MergeQueue', event.queue),
        reason: event.reason.toLowerCase(),
        beforeCommit: () => commitValue(context, repository, event.beforeOid),
      };
    case 'ClosedEvent':
      return { closable: () => new Typed('PullRequest', self), closer: null, stateReason: null };
    case 'ReopenedEvent':
      return { closable: () => new Typed('PullRequest', self), stateReason: null };
    case 'ReadyForReviewEvent':
    case 'ConvertToDraftEvent':
      return {};
    case 'RenamedTitleEvent':
      return {
        previousTitle: event.previousTitle,
        currentTitle: event.currentTitle,
        subject: () => new Typed('PullRequest', self),
      };
    case 'LabeledEvent':
    case 'UnlabeledEvent':
      return { label: () => new Typed('Label', event.label), labelable: () => new Typed('PullRequest', self) };
    case 'ReviewDismissedEvent':
      return {
        previousReviewState: event.previousState,
        dismissalMessage: event.message,
        dismissalMessageHTML: event.message,
        review: () => new Typed('PullRequestReview', event.review),
        pullRequestCommit: null,
      };
  }
}

function forcePush(
  context: Context,
  repository: Repository,
  { before, after, refName }: { readonly before: string; readonly after: string; readonly refName: string },
): Readonly<Record<string, unknown>> {
  return {
    beforeCommit: () => commitValue(context, repository, before),
    afterCommit: () => commitValue(context, repository, after),
    ref: () => refValue(context, repository, `refs/heads/${refName}`),
  };
}
