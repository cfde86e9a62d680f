import { expect, test } from '@jest/globals';
import { explainFailure, type Failed } from '../../../src/app/stages/explain-failure.ts';
import { mergeGroupSubject, pullRequestSubject } from '../../../src/app/subject.ts';
import { Fault } from '../../../src/base/fault.ts';
import type { FaultCode } from '../../../src/base/fault-codes.ts';

const place = { installation: 1, repository: { id: 2, owner: 'acme', name: 'shop' } };
const since = Date.UTC(2026, 10, 21, 14, 2, 3);
const textOf = (code: FaultCode, more: Partial<Failed> = {}, subject = pullRequestSubject(place, 12)): string =>
  explainFailure(subject, { fault: new Fault(code, 'a <b>page</b>'), attempt: 4, isLast: false, since, ...more })
    .notes.map((note) => note.map((part) => Object.values(part).join('')).join(''))
    .join('\n');

test('what was looked at, what failed, since when, and for how long it is tried', () => {
  expect(textOf('github.unavailable')).toBe(
    [
      'Looked at: pull request 12, and the policy of its base, at GitHub.',
      'What it depends on could not be read: a <b>page</b>',
      'Since 2026-11-21 14:02 UTC. Until it can be read nothing passes.',
      'Countersign tries again by itself, less and less often, for about seven hours. Re-check tries at once.',
    ].join('\n'),
  );
  expect(textOf('github.forbidden')).toContain('for about an hour');
  expect(textOf('github.invalid')).toContain('for a few minutes');
});

test('the ledger, the database, a group', () => {
  expect(textOf('ledger.unavailable')).toContain('Looked at: the ledger of this repository.');
  expect(textOf('store.unavailable')).toContain('Looked at: the database of Countersign.');
  expect(textOf('github.incomplete', {}, mergeGroupSubject(place, 'a'.repeat(40)))).toContain(
    'Looked at: the merge group',
  );
});

test('what was given up says where it is kept; what an outsider wrote is marked as such', () => {
  expect(textOf('github.invalid', { isLast: true, attempt: 8 })).toContain(
    'Countersign tried 8 times, and tries again tomorrow. Whoever runs it sees why with countersign jobs list and has it tried at once with countersign jobs retry --all, as Re-check does.',
  );
  const failed = { fault: new Fault('github.invalid', 'x'), attempt: 1, isLast: false, since };
  expect(explainFailure(pullRequestSubject(place, 1), failed)).toMatchObject({
    title: 'Could not be judged (github.invalid)',
    result: 'unknown',
    notes: [expect.anything(), [expect.anything(), { outside: 'x' }], expect.anything(), expect.anything()],
  });
});
