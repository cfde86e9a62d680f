import type { Hint } from '../hint.ts';
import type { Reader } from '../reader.ts';
import { readAction, readEventPlace, readInstallation } from './envelope.ts';

const membershipActions: ReadonlySet<string> = new Set(['added', 'removed']);
const organizationActions: ReadonlySet<string> = new Set(['member_added', 'member_removed', 'renamed', 'deleted']);
const memberActions: ReadonlySet<string> = new Set(['added', 'removed', 'edited']);
const teamActions: ReadonlySet<string> = new Set([
  'created',
  'deleted',
  'edited',
  'added_to_repository',
  'removed_from_repository',
]);

/** Somebody joined or left a team. */
export const readMembershipEvent = (payload: Reader): readonly Hint[] => organizationHints(payload, membershipActions);

/** A team was renamed, moved below another one, deleted, or got other rights on a repository. */
export const readTeamEvent = (payload: Reader): readonly Hint[] => organizationHints(payload, teamActions);

/** Somebody joined or left the organisation. */
export const readOrganizationEvent = (payload: Reader): readonly Hint[] =>
  organizationHints(payload, organizationActions);

/** Somebody's rights on one repository changed. */
export function readMemberEvent(payload: Reader): readonly Hint[] {
  if (!memberActions.has(readAction(payload))) return [];
  const place = readEventPlace(payload);
  return [{ kind: 'people', installation: place.installation, place, organization: readOrganization(payload) }];
}

function organizationHints(payload: Reader, actions: ReadonlySet<string>): readonly Hint[] {
  if (!actions.has(readAction(payload))) return [];
  const installation = readInstallation(payload);
  return [{ kind: 'people', installation, place: null, organization: readOrganization(payload) }];
}

function readOrganization(payload: Reader): string | null {
  return payload.at('organization').maybe((organization) => organization.at('login').text());
}
