import type { Api } from './api.ts';

/** The same line, with a count of what went over it. */
export function countCalls(api: Api): { readonly api: Api; readonly calls: () => number } {
  let calls = 0;
  const count = async <T>(call: Promise<T>): Promise<T> => {
    calls += 1;
    return call;
  };
  return {
    api: {
      rest: async (route, parameters) => count(api.rest(route, parameters)),
      graphql: async (query, variables) => count(api.graphql(query, variables)),
    },
    calls: () => calls,
  };
}
