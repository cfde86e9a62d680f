import { describe, expect, test } from '@jest/globals';
import { readPropertiesEvent, readRepositoryEvent } from '../../../src/github/events/repository.ts';
import { reader } from '../gql.ts';
import { envelope, place } from './examples.ts';

const read = (action: string, changes?: object) => readRepositoryEvent(reader({ ...envelope, action, changes }));

describe('a repository', () => {
  test.each(['privatized', 'publicized', 'transferred', 'deleted'])('%s is looked at again', (action) => {
    expect(read(action)).toEqual([{ kind: 'repository', place, formerName: null }]);
  });

  test('renamed had another name', () => {
    expect(read('renamed', { repository: { name: { from: 'store' } } })).toEqual([
      { kind: 'repository', place, formerName: 'store' },
    ]);
  });

  test('edited matters when its default branch is another one', () => {
    expect(read('edited', { default_branch: { from: 'master' } })).toHaveLength(1);
    expect(read('edited', { description: { from: null } })).toEqual([]);
  });

  test.each(['created', 'archived'])('%s says itself', (action) => {
    expect(read(action)).toEqual([]);
  });
});

test('values of custom properties', () => {
  expect(readPropertiesEvent(reader({ ...envelope, action: 'updated', new_property_values: [] }))).toEqual([
    { kind: 'properties', place },
  ]);
  expect(readPropertiesEvent(reader({ ...envelope, action: 'invented' }))).toEqual([]);
});
