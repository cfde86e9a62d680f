import { NOTHING, type Points, type Resource } from './limits.ts';

/** What one request takes from an installation's budgets. */
export interface Cost {
  readonly points: Points;
  readonly resource: Resource;
  /** Nothing is changed by it: it may be made again. */
  readonly isSafe: boolean;
}

const READ = 1;
const WRITE = 5;

/**
 * What GitHub counts as making content: its documents name no list, so everything that people would see as a piece of
 * their project. Check runs are not among it.
 */
const CONTENT = /\/(comments|reviews|issues|pulls|commits|trees|blobs|refs|contents\/.*)$/;
const CONTENT_MUTATION = /\b(createCommitOnBranch|updateRefs|createRef|addComment)\b/;

/** @param route method and path of a REST request */
export function costOfRest(route: string): Cost {
  const [method = '', path = ''] = route.split(' ');
  const isSafe = /^(GET|HEAD|OPTIONS)$/.test(method);
  const content = !isSafe && CONTENT.test(path) ? 1 : 0;
  return {
    points: { ...NOTHING, rest: isSafe ? READ : WRITE, content, hourly: content },
    resource: 'core',
    isSafe,
  };
}

export function costOfGraphql(query: string): Cost {
  const isSafe = !/^\s*mutation\b/.test(query);
  const content = !isSafe && CONTENT_MUTATION.test(query) ? 1 : 0;
  return {
    points: { ...NOTHING, graphql: isSafe ? READ : WRITE, content, hourly: content },
    resource: 'graphql',
    isSafe,
  };
}
