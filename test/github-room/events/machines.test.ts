import { describe, expect, test } from '@jest/globals';
import { readStatusEvent, readWorkflowRunEvent } from '../../../src/github/events/machines.ts';
import { oid, reader } from '../gql.ts';
import { envelope, place } from './examples.ts';

const news = [{ kind: 'machines', place, head: oid(1), app: null }];

test('a commit status is news of its commit', () => {
  expect(readStatusEvent(reader({ ...envelope, sha: oid(1), state: 'success', context: 'ci' }))).toEqual(news);
  expect(() => readStatusEvent(reader({ ...envelope, sha: '--upload-pack' }))).toThrow('is not an object id');
});

describe('a workflow run', () => {
  const read = (action: string) =>
    readWorkflowRunEvent(reader({ ...envelope, action, workflow_run: { head_sha: oid(1) } }));

  test.each(['requested', 'completed'])('%s is news of its commit', (action) => {
    expect(read(action)).toEqual(news);
  });

  test('in progress is as pending as before', () => {
    expect(read('in_progress')).toEqual([]);
  });
});
