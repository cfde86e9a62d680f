import { expect, test } from '@jest/globals';
import { readAction, readEventPlace, readInstallation, readSender } from '../../../src/github/events/envelope.ts';
import { reader } from '../gql.ts';
import { by, envelope, place } from './examples.ts';

test('who, where and what', () => {
  const payload = reader({ ...envelope, action: 'opened' });
  expect(readAction(payload)).toBe('opened');
  expect(readEventPlace(payload)).toEqual(place);
  expect(readSender(payload)).toEqual(by);
});

test.each([{}, { installation: null }, { installation: { id: 0 } }, { installation: { id: '7' } }])(
  'no installation in %j',
  (payload) => {
    expect(() => readInstallation(reader(payload))).toThrow('answer.installation.id');
  },
);
