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
    readWorkflowRunEvent(reader({ ...envelope, action, workflow_run: { id: 9, head_sha: oid(1) } }));

  test('requested is news of its commit', () => {
    expect(read('requested')).toEqual(news);
  });

  test('completed is news of what waited in it as well', () => {
    expect(read('completed')).toMatchObject([
      ...news,
      { kind: 'gate-news', place, run: 9 },
      { kind: 'ended', place, ended: { of: { is: 'run', id: 9 } } },
    ]);
  });

  test('in progress is as pending as before', () => {
    expect(read('in_progress')).toEqual([]);
  });
});
