/** Entries of a pull request's timeline. */
import type { PullRequest, TimelineEventData, User } from './model.ts';
import type { World } from './world.ts';

export function addTimelineEvent(
  world: World,
  pullRequest: PullRequest,
  actor: User | null,
  data: TimelineEventData,
): void {
  pullRequest.timeline.push({ id: world.nextId(), createdAt: world.now(), actor, ...data });
  pullRequest.updatedAt = world.now();
}
