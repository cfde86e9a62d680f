import { readFileSync } from 'node:fs';
import { buildASTSchema, type GraphQLSchema, parse } from 'graphql';

/** The package names no entry point that a resolver could find, so its file is named where npm puts it. */
const file = new URL('../../../node_modules/@octokit/graphql-schema/schema.graphql', import.meta.url);

let schema: GraphQLSchema | undefined;

/** GitHub's own schema, built once a process (about 120 ms). Every type and field of it is known; few are answered. */
export function githubSchema(): GraphQLSchema {
  if (schema !== undefined) return schema;
  const document = parse(readFileSync(file, 'utf8'), { noLocation: true });
  schema = buildASTSchema(document, { assumeValidSDL: true, assumeValid: true });
  return schema;
}
