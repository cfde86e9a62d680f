import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { buildASTSchema, type GraphQLSchema, parse } from 'graphql';

let schema: GraphQLSchema | undefined;

/** GitHub's own schema, built once a process (about 120 ms). Every type and field of it is known; few are answered. */
export function githubSchema(): GraphQLSchema {
  if (schema !== undefined) return schema;
  const file = createRequire(import.meta.url).resolve('@octokit/graphql-schema/schema.graphql');
  const document = parse(readFileSync(file, 'utf8'), { noLocation: true });
  schema = buildASTSchema(document, { assumeValidSDL: true, assumeValid: true });
  return schema;
}
