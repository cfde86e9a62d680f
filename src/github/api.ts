import type { Reader } from './reader.ts';

/**
 * An authenticated line to GitHub: one installation's, or the app's own. Everything in this room takes one as argument.
 * Throws only Faults of `github.*`.
 */
export interface Api {
  /**
   * One REST request. `route` is a method and a path template (`GET /repos/{owner}/{repo}/pulls`); parameters that the
   * template does not name become the query or the body.
   */
  rest(route: string, parameters?: Readonly<Record<string, unknown>>): Promise<RestAnswer>;
  /**
   * One GraphQL operation. Throws when nothing can be trusted: rate limit, no data, an error that names no path.
   * Errors that name a path come back beside the data, because each concerns only what stands there.
   */
  graphql(query: string, variables: Readonly<Record<string, unknown>>): Promise<GraphqlAnswer>;
}

export interface RestAnswer {
  readonly body: Reader;
  /** Where the next page is, as GitHub's Link header says; null: this is the last one. */
  readonly next: string | null;
}

export interface GraphqlAnswer {
  readonly data: Reader;
  readonly errors: readonly GraphqlError[];
}

export interface GraphqlError {
  /** `NOT_FOUND`, `FORBIDDEN`, `STALE_DATA` …; null where GitHub gives none. */
  readonly type: string | null;
  readonly path: readonly (string | number)[];
  readonly message: string;
}
