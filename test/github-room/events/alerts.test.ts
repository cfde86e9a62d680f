import { expect, test } from '@jest/globals';
import { Fault } from '../../../src/base/fault.ts';
import { readAlertEvent } from '../../../src/github/events/alerts.ts';
import { readEvent } from '../../../src/github/events.ts';
import { reader } from '../gql.ts';
import { envelope, place } from './examples.ts';

test.each(['code_scanning_alert', 'dependabot_alert', 'secret_scanning_alert'])('%s, whatever was done', (event) => {
  for (const action of ['created', 'fixed', 'dismissed', 'resolved', 'reopened', 'invented'])
    expect(readEvent(event, { ...envelope, action, alert: { number: 7 } })).toEqual([{ kind: 'alerts', place }]);
});

test('of no repository is malformed', () => {
  expect(() => readAlertEvent(reader({ action: 'created' }))).toThrow(Fault);
});
