import { expect, test } from '@jest/globals';
import { readWorkflowPath } from '../../../src/github/facts/workflow-path.ts';
import { reader } from '../gql.ts';

test.each(['.github/workflows/ci.yml', '.github/workflows/ci.yml@main', '.github/workflows/ci.yml@refs/heads/a@b'])(
  '%s',
  (path) => {
    expect(readWorkflowPath(reader(path))).toBe('.github/workflows/ci.yml');
  },
);
