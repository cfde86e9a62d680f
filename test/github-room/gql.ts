import type { GraphqlError } from '../../src/github/api.ts';
import { answerReader } from '../../src/github/fault.ts';
import type { Reader } from '../../src/github/reader.ts';

/** Pieces of GraphQL answers as GitHub gives them. */

export const reader = (value: unknown): Reader => answerReader(value, 'answer');

export const oid = (n: number): string => n.toString(16).padStart(40, '0');

export const user = (login: string, databaseId = login.length): object => ({ __typename: 'User', login, databaseId });

export const failed = (path: GraphqlError['path'], type: string | null = null): GraphqlError => ({
  type,
  path,
  message: 'failed',
});

export function commitNode(change: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const person = { name: 'Dana', email: 'dana@acme.example', user: user('dana', 5) };
  return {
    oid: oid(1),
    message: 'fix rounding\n\nbody',
    committedDate: '2026-11-21T14:02:00Z',
    tree: { oid: oid(100) },
    parents: { totalCount: 1, nodes: [{ oid: oid(2) }] },
    author: person,
    committer: person,
    authors: { totalCount: 1, nodes: [person] },
    signature: null,
    ...change,
  };
}
