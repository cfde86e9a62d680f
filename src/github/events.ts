import { Fault } from '../base/fault.ts';
import { readAlertEvent } from './events/alerts.ts';
import { readCheckRunEvent, readCheckSuiteEvent } from './events/check.ts';
import { readCommentEvent } from './events/comment.ts';
import { readDeploymentReviewEvent, readDeploymentStatusEvent, readGateEvent } from './events/deployment.ts';
import { readInstallationEvent, readRepositoriesEvent } from './events/installation.ts';
import { readStatusEvent, readWorkflowRunEvent } from './events/machines.ts';
import { readMergeGroupEvent } from './events/merge-group.ts';
import { readMemberEvent, readMembershipEvent, readOrganizationEvent, readTeamEvent } from './events/people.ts';
import { readPullRequestEvent, readReviewEvent } from './events/pull-request.ts';
import { readPushEvent } from './events/push.ts';
import { readPropertiesEvent, readRepositoryEvent } from './events/repository.ts';
import type { Hint } from './hint.ts';
import { Reader } from './reader.ts';

const readers = {
  check_run: readCheckRunEvent,
  check_suite: readCheckSuiteEvent,
  code_scanning_alert: readAlertEvent,
  custom_property_values: readPropertiesEvent,
  dependabot_alert: readAlertEvent,
  deployment_protection_rule: readGateEvent,
  deployment_review: readDeploymentReviewEvent,
  deployment_status: readDeploymentStatusEvent,
  installation: readInstallationEvent,
  installation_repositories: readRepositoriesEvent,
  issue_comment: readCommentEvent,
  member: readMemberEvent,
  membership: readMembershipEvent,
  merge_group: readMergeGroupEvent,
  organization: readOrganizationEvent,
  pull_request: readPullRequestEvent,
  pull_request_review: readReviewEvent,
  push: readPushEvent,
  repository: readRepositoryEvent,
  secret_scanning_alert: readAlertEvent,
  status: readStatusEvent,
  team: readTeamEvent,
  workflow_run: readWorkflowRunEvent,
} as const satisfies Readonly<Record<string, (payload: Reader) => readonly Hint[]>>;

/** The events that mean something to us, as app.yml subscribes them. */
export const knownEvents: readonly string[] = Object.keys(readers);

/**
 * What a webhook may mean. Only the fields that are used are looked at, each of them checked; a payload without them is
 * `webhook.malformed`. Events and actions that we do not know mean nothing.
 *
 * @param payload the JSON that was sent, parsed
 */
export function readEvent(event: string, payload: unknown): readonly Hint[] {
  if (!isKnown(event)) return [];
  return readers[event](new Reader(payload, event, (message) => new Fault('webhook.malformed', message)));
}

const isKnown = (event: string): event is keyof typeof readers => Object.hasOwn(readers, event);
