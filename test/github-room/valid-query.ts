import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { buildSchema, Kind, parse, validate } from 'graphql';
import type { Query } from '../../src/github/query.ts';

const path = new URL('../../node_modules/@octokit/graphql-schema/schema.graphql', import.meta.url);
const schema = buildSchema(readFileSync(path, 'utf8'), { assumeValidSDL: true });

/** GitHub's own schema takes the text, and every variable is declared and given. */
export function expectValid({ text, variables }: Query): void {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const [operation] = document.definitions;
  const declared = operation?.kind === Kind.OPERATION_DEFINITION ? (operation.variableDefinitions ?? []) : [];
  expect(declared.map(({ variable }) => variable.name.value).toSorted()).toEqual(Object.keys(variables).toSorted());
}
