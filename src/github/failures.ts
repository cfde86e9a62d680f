import type { GraphqlError } from './api.ts';
import { graphqlFault } from './fault.ts';

const listNames: ReadonlySet<unknown> = new Set(['commits', 'files', 'reviews']);

/**
 * What the errors beside a GraphQL answer concern. An error makes unknown what stands at its path; where everything
 * hangs on that (the repository, the pull request, the base's tip) the whole answer is a Fault.
 */
export interface Failures {
  /** The type of the first error at or below this top-level field; null: none. */
  ofField(alias: string): string | null;
  /** The type of the first error in a list of the pull request that does not concern a signature alone. */
  ofList(list: string): string | null;
  /** Did the signature of this page's nth commit fail? */
  ofSignature(index: number): boolean;
}

export function sortFailures(errors: readonly GraphqlError[]): Failures {
  const fatal = errors.filter(({ path }) => path[0] === 'repository' && !isInList(path));
  if (fatal.length > 0) throw graphqlFault(fatal, {}, 'pull request');
  return {
    ofField: (alias) => typeOf(errors.find(({ path }) => path[0] === alias)),
    ofList: (list) => typeOf(errors.find(({ path }) => path[2] === list && isInList(path) && !isSignature(path))),
    ofSignature: (index) => errors.some(({ path }) => isSignature(path) && path[4] === index),
  };
}

const typeOf = (error: GraphqlError | undefined): string | null =>
  error === undefined ? null : (error.type ?? 'UNKNOWN');

/** `repository.pullRequest.commits…` */
const isInList = (path: GraphqlError['path']): boolean => path[1] === 'pullRequest' && listNames.has(path[2]);

/** `repository.pullRequest.commits.nodes.<n>.commit.signature…` */
const isSignature = (path: GraphqlError['path']): boolean =>
  path[2] === 'commits' && path[3] === 'nodes' && path[5] === 'commit' && path[6] === 'signature';
