import { expect, test } from '@jest/globals';
import {
  readMemberEvent,
  readMembershipEvent,
  readOrganizationEvent,
  readTeamEvent,
} from '../../../src/github/events/people.ts';
import { reader } from '../gql.ts';
import { envelope, place } from './examples.ts';

const payload = (action: string) => reader({ ...envelope, action, organization: { login: 'acme' } });
const everywhere = { kind: 'people', installation: 7, place: null, organization: 'acme' };

test('roles in an organisation', () => {
  for (const action of ['added', 'removed']) expect(readMembershipEvent(payload(action))).toEqual([everywhere]);
  for (const action of ['created', 'deleted', 'edited', 'added_to_repository', 'removed_from_repository']) {
    expect(readTeamEvent(payload(action))).toEqual([everywhere]);
  }
  for (const action of ['member_added', 'member_removed', 'renamed', 'deleted']) {
    expect(readOrganizationEvent(payload(action))).toEqual([everywhere]);
  }
  expect(readOrganizationEvent(payload('member_invited'))).toEqual([]);
});

test('rights on one repository', () => {
  expect(readMemberEvent(payload('removed'))).toEqual([{ ...everywhere, place }]);
  expect(readMemberEvent(reader({ ...envelope, action: 'edited' }))).toEqual([
    { kind: 'people', installation: 7, place, organization: null },
  ]);
  expect(readMemberEvent(payload('something_new'))).toEqual([]);
});
